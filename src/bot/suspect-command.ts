/** The two commands that say whether a person is a suspect. */
import { type Wish } from "../core/incident/commands.ts";
import { type Command } from "./bot.ts";
import { changeIncident, intend, misunderstood } from "./incident-command.ts";
import { isManagement } from "./is-management.ts";
import { personFirst } from "./one-person.ts";

type SuspectWish = Extract<Wish, { readonly suspect: unknown }>["type"];

/** `incident <name> <person> <reason>`; `done` follows the person's name in the answer. */
export const suspectCommand = (facts: {
  readonly name: string;
  readonly help: string;
  readonly wish: SuspectWish;
  readonly done: string;
}): Command => {
  const usage = `incident ${facts.name} <person> <reason>`;
  return {
    name: facts.name,
    unlisted: true,
    usage,
    help: facts.help,
    run: (deps, call) =>
      changeIncident(deps, call, (_incident, args) => {
        const found = personFirst(deps, call, { text: args, usage });
        if (!found.ok) return misunderstood(found.refusal);
        const { person, rest } = found.value;
        const byManagement = isManagement(deps, call.person);
        return intend(
          { type: facts.wish, suspect: person, reason: rest, byManagement },
          `${person.name} ${facts.done}`,
        );
      }),
  };
};
