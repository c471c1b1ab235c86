import { mayDecide } from "../../core/incident/decision.ts";
import { notOwner } from "../../core/approval/sentences.ts";
import { line, type Verb } from "../bot.ts";
import { handleData, readStepPress, unknownCard } from "../press.ts";

/** Reads again; it changes nothing, so any decider or the lead may ask, and asking twice is one look. */
export const stepLook: Verb = {
  name: "step.look",
  run: async (deps, press, person) => {
    const found = await readStepPress(deps, handleData, press, person);
    if (!found) return unknownCard;
    const { incident, step } = found;
    if (!mayDecide(step, person) && person.id !== incident.lead.id) {
      return line(notOwner(step).sentence);
    }
    const key = step.definition.key;
    await deps.queue.enqueue([
      {
        kind: "observe-step",
        incident: incident.id,
        key: `look:${incident.id}:${key}`,
        payload: { step: key },
        runAt: deps.runtime.now(),
      },
    ]);
    return line("Looking again. The card changes if something is different.");
  },
};
