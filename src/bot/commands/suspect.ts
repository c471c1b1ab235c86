import { type Command } from "../bot.ts";
import { changeIncident, intend, misunderstood } from "../incident-command.ts";
import { isManagement } from "../is-management.ts";
import { personFirst } from "../one-person.ts";

const usage = "incident suspect <person> <reason>";

export const suspect: Command = {
  name: "suspect",
  unlisted: true,
  usage,
  help: "Takes a person's say here away, and unused votes. Only the lead, who votes no more here.",
  run: (deps, call) =>
    changeIncident(deps, call, (_incident, args) => {
      const found = personFirst(deps, call, { text: args, usage });
      if (!found.ok) return misunderstood(found.refusal);
      const { person, rest } = found.value;
      return intend(
        {
          type: "NameSuspect",
          suspect: person,
          reason: rest,
          byManagement: isManagement(deps, call.person),
        },
        `${person.name} has no say here any more. Check who can read this place.`,
      );
    }),
};
