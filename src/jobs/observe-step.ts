/**
 * Looks again at what was observed before: at set times after the request, when the residual time is over, or when a
 * person asks. What held and doesn't any more opens its step again.
 */
import { changedBy } from "../actions/changed-by.ts";
import { type ItemReading } from "../actions/contract.ts";
import { TenantFault } from "../actions/tenant.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type StepStatus } from "../core/incident/types.ts";
import { type Plan } from "../core/incident/plan.ts";
import { heldBesides } from "../core/incident/way-back.ts";
import { givers } from "./given-back.ts";
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
import { type ListWork } from "./list-work.ts";
import { observeList } from "./observe-list.ts";
import { isBlind, readBack, settleWish } from "./read-back.ts";

type Settled = Extract<StepStatus, { kind: "settled" }>;

/** A look at a service that is away changes nothing that is known: it is made again for an hour. */
const laterOrNever = (work: TenantWork, fence: number): JobResult =>
  fence < 12
    ? { kind: "again", runAt: inMs(work.runtime, 5 * 60_000), reason: "can't be read now" }
    : finished;

/** Was it given back on purpose, by a step of the same subject that came later? */
const isGivenBack = ({ incident, step, subject }: StepWork, { effect }: Settled): boolean =>
  givers(incident, step, effect.requestedAt).some((giver) => giver.subject === subject.id);

/** An item that can't be read now is what it was: only a look that sees something changes what is known. */
const withKnown = ({ effect }: Settled, readings: readonly ItemReading[]): readonly ItemReading[] =>
  readings.map((reading) => {
    const known = effect.items.find(({ id }) => id === reading.id);
    return reading.state === "unknown" && known ? known : reading;
  });

/** Items that Cordon saw to hold and that don't any more. */
const lost = ({ effect, proposal }: Settled, readings: readonly ItemReading[]) =>
  proposal.plan.direction === "undo"
    ? []
    : readings.filter(
        ({ id, state }) =>
          state === "not observed" &&
          effect.items.some((item) => item.id === id && item.state === "observed"),
      );

/** What earlier plans of the step hold, and what is lost of that; their items are read once, for it isn't fresh. */
const lostEarlier = async (
  work: TenantWork,
  found: StepWork,
  plan: Plan,
): Promise<{ readonly gone: readonly ItemReading[]; readonly of: number }> => {
  const plans = heldBesides(found.step, plan);
  const readings = await Promise.all(plans.map((held) => readBack(work, found, held, 1)));
  const gone = readings.flat().filter(({ state }) => state === "not observed");
  return { gone, of: plans.flatMap(({ items }) => items).length };
};

/** Is something of the plan seen as it wanted it that wasn't before? */
const isNewlyHeld = ({ effect }: Settled, readings: readonly ItemReading[]): boolean =>
  readings.some(
    ({ id, state }) =>
      state === "observed" &&
      effect.items.some((item) => item.id === id && item.state !== "observed"),
  );

const sentenceOf = (gone: readonly ItemReading[], of: number): string => {
  const [first] = gone;
  const why = first ? ` ${first.why}` : "";
  return `${String(gone.length)} of ${String(of)} ${gone.length === 1 ? "holds" : "hold"} no more.${why}`;
};

/** The step is open again, and the log says who did it where the audit log tells. */
const regressWish = async (
  work: TenantWork,
  { incident, step, subject, action }: StepWork,
  { proposal, effect }: Settled,
  { gone, of }: { readonly gone: readonly ItemReading[]; readonly of: number },
): Promise<Wish> => {
  const activities = action.undoneBy ?? [];
  const by = await changedBy(work.context, subject, {
    since: effect.requestedAt,
    activities,
    targets: gone.map(({ id }) => id),
  }).catch((fault: unknown) => {
    if (!(fault instanceof TenantFault)) throw fault;
    // That it holds no more can't wait for a log that is away; who did it can.
    work.log.warn({ incident: incident.id, reason: fault.code }, "no audit log");
    return undefined;
  });
  return {
    type: "Regress",
    step: step.definition.key,
    approvalId: proposal.approvalId,
    seen: sentenceOf(gone, of),
    items: action.undo?.together ? [] : gone.map(({ id }) => id),
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

/** What one subject's look leads to; undefined where nothing could be read. */
const wishesOf = async (
  work: TenantWork,
  found: StepWork,
  status: Settled,
): Promise<readonly Wish[] | undefined> => {
  const readings = await readBack(work, found, status.proposal.plan);
  const known = status.effect.outcome !== "unknown";
  if (known && isBlind(readings)) return undefined;
  const settle = settledWish(work, found, status, known ? withKnown(status, readings) : readings);
  const { plan } = status.proposal;
  const earlier = await lostEarlier(work, found, plan);
  const own = lost(status, readings);
  const gone = [...own, ...earlier.gone];
  if (gone.length === 0) return [settle];
  if (isGivenBack(found, status)) return own.length > 0 ? [] : [settle];
  const of = plan.items.length + earlier.of;
  const regress = await regressWish(work, found, status, { gone, of });
  // Once the step is open again nothing settles it: what is seen to hold only now is told before. All else is told where
  // nothing opens: in a closed incident, or where nothing of it ever held.
  return isNewlyHeld(status, readings) ? [settle, regress] : [regress, settle];
};

/** Makes the handler of `observe-step`. It never changes the tenant. */
export const makeObserveStep = (work: ListWork): JobHandler => {
  return async (job) => {
    const found = await stepWork(work, job);
    const { status } = found.step;
    const { approvalId } = job.payload;
    if (status.kind !== "settled") return finished;
    // A look that was set for an older plan says nothing about this one.
    if (approvalId !== undefined && approvalId !== status.proposal.approvalId) return finished;
    const wishes = status.proposal.plan.targets
      ? await observeList(work, found, status)
      : await wishesOf(work, found, status);
    if (!wishes) return laterOrNever(work, job.attempts);
    if (wishes.length === 0) return finished;
    await work.handle({
      incident: incidentOf(job),
      actor: { kind: "cordon" },
      wishes,
      claim: job,
    });
    return finished;
  };
};
