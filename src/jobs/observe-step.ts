/**
 * Looks again at what was observed before: at set times after the request, when the residual time is over, or when a
 * person asks. What held and doesn't any more opens its step again.
 */
import { changedBy } from "../actions/changed-by.ts";
import { type ItemReading } from "../actions/contract.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type StepStatus } from "../core/incident/types.ts";
import {
  finished,
  inMs,
  type JobHandler,
  type JobResult,
  stepWork,
  type StepWork,
  type TenantWork,
  incidentOf,
} from "./job.ts";
import { isBlind, readBack, settleWish } from "./read-back.ts";

type Settled = Extract<StepStatus, { kind: "settled" }>;

/** A look at a service that is away changes nothing that is known: it is made again for an hour. */
const laterOrNever = (work: TenantWork, fence: number): JobResult =>
  fence < 12
    ? { kind: "again", runAt: inMs(work.runtime, 5 * 60_000), reason: "can't be read now" }
    : finished;

/** Items that Cordon saw to hold and that don't any more. */
const lost = ({ effect, proposal }: Settled, readings: readonly ItemReading[]) =>
  proposal.plan.direction === "undo"
    ? []
    : readings.filter(
        ({ id, state }) =>
          state === "not observed" &&
          effect.items.some((item) => item.id === id && item.state === "observed"),
      );

const sentenceOf = (gone: readonly ItemReading[], of: number): string => {
  const [first] = gone;
  const why = first ? ` ${first.why}` : "";
  return `${String(gone.length)} of ${String(of)} holds no more.${why}`;
};

/** The step is open again, and the log says who did it where the audit log tells. */
const regressWish = async (
  work: TenantWork,
  { step, subject, action }: StepWork,
  { proposal, effect }: Settled,
  gone: readonly ItemReading[],
): Promise<Wish> => {
  const by = await changedBy(work.context, subject, {
    since: effect.requestedAt,
    activities: action.undoneBy ?? [],
  });
  return {
    type: "Regress",
    step: step.definition.key,
    approvalId: proposal.approvalId,
    seen: sentenceOf(gone, proposal.plan.items.length),
    ...(by !== undefined && { changedBy: by }),
  };
};

/** What the look says of a step that holds, or never did. */
const settledWish = (
  work: TenantWork,
  found: StepWork,
  { effect }: Settled,
  readings: readonly ItemReading[],
): Wish => {
  const { residualUntil } = effect;
  const over = residualUntil === undefined || work.runtime.now() >= residualUntil;
  // Why an item failed stays on the card until it is read as observed.
  const answers = effect.items
    .filter((item) => item.state === "failed")
    .map(({ id, why }) => ({ id, why, state: "failed" as const, requestId: "" }));
  // Doubt that was recorded stays doubt until it is read as observed or a person has looked.
  const doubt = effect.outcome === "unknown";
  return settleWish(found, { answers, readings, doubt }, over ? "over" : "starts");
};

/** Makes the handler of `observe-step`. It never changes the tenant. */
export const makeObserveStep = (work: TenantWork): JobHandler => {
  return async (job) => {
    const found = await stepWork(work, job);
    const { status } = found.step;
    const { approvalId } = job.payload;
    if (status.kind !== "settled") return finished;
    // A look that was set for an older plan says nothing about this one.
    if (approvalId !== undefined && approvalId !== status.proposal.approvalId) return finished;
    const readings = await readBack(work, found, status.proposal.plan);
    const known = status.effect.outcome !== "unknown";
    if (known && isBlind(readings)) return laterOrNever(work, job.attempts);
    const gone = lost(status, readings);
    const wish =
      gone.length > 0
        ? await regressWish(work, found, status, gone)
        : settledWish(work, found, status, readings);
    await work.handle({
      incident: incidentOf(job),
      actor: { kind: "cordon" },
      wishes: [wish],
      claim: job,
    });
    return finished;
  };
};
