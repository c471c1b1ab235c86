import { type Command } from "../bot.ts";
import { changeIncident, intend, misunderstood } from "../incident-command.ts";
import { isManagement } from "../is-management.ts";
import { personFirst } from "../one-person.ts";

const usage = "incident clear-suspect <person> <reason>";

export const clearSuspect: Command = {
  name: "clear-suspect",
  unlisted: true,
  usage,
  help: "Gives a suspect the say back. The lead or management, but not who named them.",
  run: (deps, call) =>
    changeIncident(deps, call, (_incident, args) => {
      const found = personFirst(deps, call, { text: args, usage });
      if (!found.ok) return misunderstood(found.refusal);
      const { person, rest } = found.value;
      return intend(
        {
          type: "ClearSuspect",
          suspect: person,
          reason: rest,
          byManagement: isManagement(deps, call.person),
        },
        `${person.name} has a say here again. Votes from before stay void.`,
      );
    }),
};
