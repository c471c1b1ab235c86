import { isBarred } from "../../core/incident/decision.ts";
import { roleOf } from "../../core/approval/quorum.ts";
import { notOwner } from "../../core/approval/sentences.ts";
import { lookJob } from "../../application/react.ts";
import { line, type Verb } from "../bot.ts";
import { handleData, readStepPress, unknownCard } from "../press.ts";

/** Reads again; it changes nothing, so any decider or the lead may ask, and asking twice is one look. */
export const stepLook: Verb = {
  name: "step.look",
  run: async (deps, press, person) => {
    const found = await readStepPress(deps, handleData, press, person);
    if (!found) return unknownCard;
    const { incident, step } = found;
    const may = roleOf(step.ownership, person) !== undefined || person.id === incident.lead.id;
    if (!may || isBarred(incident, person)) return line(notOwner(step).sentence);
    await deps.queue.enqueue([lookJob(incident, step, deps.runtime.now())]);
    return line("Looking again. The card changes if something is different.");
  },
};
