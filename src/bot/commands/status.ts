import { cardReply, type Command, line } from "../bot.ts";
import { whichIncident } from "../which-incident.ts";

export const status: Command = {
  name: "status",
  usage: "incident status",
  help: "Shows where an incident stands and what comes next.",
  run: async (deps, call) => {
    const found = await whichIncident(deps, call);
    return found.ok
      ? cardReply(await deps.cards.status(found.value.incident))
      : line(found.refusal);
  },
};
