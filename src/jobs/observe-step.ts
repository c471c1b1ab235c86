/** Looks again at what was observed before: when the residual time is over, or when a person asks. */
import {
  finished,
  inMs,
  type JobHandler,
  type JobResult,
  stepWork,
  type TenantWork,
  incidentOf,
} from "./job.ts";
import { isBlind, readBack, settleWish } from "./read-back.ts";

/** A look at a service that is away changes nothing that is known: it is made again for an hour. */
const laterOrNever = (work: TenantWork, fence: number): JobResult =>
  fence < 12
    ? { kind: "again", runAt: inMs(work.runtime, 5 * 60_000), reason: "can't be read now" }
    : finished;

/** Makes the handler of `observe-step`. It never changes the tenant. */
export const makeObserveStep = (work: TenantWork): JobHandler => {
  return async (job) => {
    const found = await stepWork(work, job);
    const { status } = found.step;
    if (status.kind !== "settled") return finished;
    const readings = await readBack(work, found, status.proposal.plan);
    const known = status.effect.outcome !== "unknown";
    if (known && isBlind(readings)) return laterOrNever(work, job.attempts);
    const { residualUntil } = status.effect;
    const over = residualUntil === undefined || work.runtime.now() >= residualUntil;
    // Why an item failed stays on the card until it is read as observed.
    const answers = status.effect.items
      .filter((item) => item.state === "failed")
      .map(({ id, why }) => ({ id, why, state: "failed" as const, requestId: "" }));
    // Doubt that was recorded stays doubt until it is read as observed or a person has looked.
    const doubt = status.effect.outcome === "unknown";
    await work.handle({
      incident: incidentOf(job),
      actor: { kind: "cordon" },
      wishes: [settleWish(found, { answers, readings, doubt }, over ? "over" : "starts")],
      claim: job,
    });
    return finished;
  };
};
