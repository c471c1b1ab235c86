import { type Command } from "../bot.ts";
import { changeIncident, intend } from "../incident-command.ts";
import { frozenNow } from "../frozen-now.ts";

export const freeze: Command = {
  name: "freeze",
  unlisted: true,
  usage: "incident freeze <reason>",
  help: "Stops every approval that isn't requested yet. One person may; two people lift it.",
  run: (deps, call) =>
    changeIncident(deps, call, (_incident, reason) =>
      intend({ type: "Freeze", reason }, frozenNow),
    ),
};
