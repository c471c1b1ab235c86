import { untilThen } from "../../cards/handover.ts";
import { type Command } from "../bot.ts";
import { changeIncident, intend, misunderstood } from "../incident-command.ts";
import { isManagement } from "../is-management.ts";
import { onePerson } from "../one-person.ts";

const usage = "incident handover <person>";

export const handover: Command = {
  name: "handover",
  usage,
  help: "Offers the lead to a person; they lead when they press “I take over”.",
  run: (deps, call) =>
    changeIncident(deps, call, (incident, args) => {
      const found = onePerson(deps, call, { text: args, usage });
      if (!found.ok) return misunderstood(found.refusal);
      const { runtime } = deps;
      return intend(
        {
          type: "OfferHandover",
          to: found.value,
          handle: { id: runtime.id(), nonce: runtime.nonce() },
          byManagement: isManagement(deps, call.person),
        },
        `the handover waits for ${found.value.name}. ${untilThen(incident, "Management")}.`,
      );
    }),
};
