import { findStep } from "../core/incident/decision.ts";
import { againDirection } from "../core/incident/decide-step.ts";
import { stepKey } from "../core/shared/ids.ts";
import { finished, incidentOf, type JobHandler, type TenantWork } from "./job.ts";

/** Makes the handler of `ask-again`: what was put off comes back when its time is over. */
export const makeAskAgain =
  (work: Pick<TenantWork, "store" | "handle">): JobHandler =>
  async (job) => {
    const id = incidentOf(job);
    const key = stepKey.parse(job.payload["step"]);
    const incident = await work.store.load(id);
    const step = incident && findStep(incident, key);
    if (!step) throw new Error(`${id}: no step ${key}`);
    await work.handle({
      incident: id,
      actor: { kind: "cordon" },
      wishes: [{ type: "Reopen", step: key, direction: againDirection(step) }],
      claim: job,
    });
    return finished;
  };
