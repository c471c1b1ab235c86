/**
 * Requests an approved plan and reads back what it did.
 *
 * After a crash the step is found `running`: it is read back first, requested again only when the
 * action can be repeated and its plan isn't too old, and otherwise a person is asked. Nothing is
 * guessed from a 2xx.
 */
import { type ItemAnswer, type ItemReading } from "../actions/contract.ts";
import { type ActionContext } from "../actions/context.ts";
import { TenantFault } from "../actions/tenant.ts";
import { planLifetimeMs } from "../core/approval/limits.ts";
import { readerOf } from "../core/approval/reader.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type Person } from "../core/incident/people.ts";
import { type Proposal } from "../core/incident/plan.ts";
import { after, type Instant } from "../core/shared/ids.ts";
import { type ClaimedJob } from "../application/ports/store.ts";
import { commit } from "./commit.ts";
import { finished, inMs, type JobResult, type StepWork, type TenantWork } from "./job.ts";
import { holdsAll, isBlind, readBack, type Seen, settleWish } from "./read-back.ts";

/** After so many claims of one effect a person has to look. */
const maxClaims = 6;

export type ApplyWork = TenantWork & {
  /** Locks a secret of this step away for one person. */
  readonly sealFor: (found: StepWork, to: Person) => ActionContext["seal"];
};

const request = async (
  work: ApplyWork,
  found: StepWork,
  proposal: Proposal,
): Promise<readonly ItemAnswer[]> => {
  const { action, subject } = found;
  const way = proposal.plan.direction === "undo" ? action.undo : action;
  if (!way) throw new Error(`${action.id} has no undo`);
  const to = readerOf(found.step);
  const seal = to ? work.sealFor(found, to) : work.context.seal;
  return way.apply({ ...work.context, seal }, subject, proposal.plan);
};

/** A 429 of what can't be repeated is waited for so long, so often, in ms. */
const longestThrottle = 15_000;
const throttleTries = 3;

/**
 * Requests; a 429 of what can't be repeated is tried again within this claim, because after it nobody
 * could tell "refused, nothing sent" from doubt. It is read back first: some services answer 429 and
 * make the change all the same (F19).
 */
const requestPatiently = async (
  work: ApplyWork,
  found: StepWork,
  proposal: Proposal,
): Promise<readonly ItemAnswer[]> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await request(work, found, proposal);
    } catch (fault) {
      const throttled = fault instanceof TenantFault && fault.kind === "throttled";
      const pause = throttled ? (fault.retryAfterMs ?? 2_000) : Infinity;
      if (found.action.repeatable || pause > longestThrottle || tries >= throttleTries) throw fault;
      await work.wait(pause);
      if (holdsAll(await readBack(work, found, proposal.plan))) return [];
    }
  }
};

const acceptWish = (found: StepWork, answers: readonly ItemAnswer[]): Wish | undefined => {
  const accepted = answers.filter((answer) => answer.state === "accepted");
  const [first] = accepted;
  if (!first) return undefined;
  const ids = `request ${first.requestId.slice(0, 8)}`;
  return {
    type: "AcceptEffect",
    step: found.step.definition.key,
    answer: `${String(accepted.length)} of ${String(answers.length)} accepted, ${ids}`,
  };
};

/** One effect under way. */
export type Run = {
  readonly found: StepWork;
  readonly proposal: Proposal;
  readonly since: Instant;
};

/** What was refused outright won't come about: one look tells the state of the world. */
const looksAfter = (answers: readonly ItemAnswer[]): number | undefined =>
  answers.length > 0 && answers.every(({ state }) => state === "failed") ? 1 : undefined;

/** Patience is at its end: what is read now stands, and where nothing tells, a person looks. */
const giveUp = async (work: ApplyWork, job: ClaimedJob, run: Run): Promise<JobResult> => {
  const readings = await readBack(work, run.found, run.proposal.plan);
  const doubt = !holdsAll(readings);
  await commit(work, job, settleWish(run.found, { answers: [], readings, doubt }));
  return finished;
};

/** Between two looks at what the service still works on, in ms. */
const pendingPauseMs = 15_000;

/** Did a service that takes its time take it? From then on it is only read: a request more would be a second one. */
const isTaken = ({ step, action }: StepWork): boolean =>
  action.pendingMinutes !== undefined &&
  step.status.kind === "running" &&
  step.status.effect.acceptedAt !== undefined;

/** The service took it and works on it: looked at again, never requested again, until a person must look. */
const waitPending = (
  work: ApplyWork,
  { found, since }: Run,
  readings: readonly ItemReading[],
): JobResult | undefined => {
  const { pendingMinutes } = found.action;
  const isPending =
    readings.some(({ state }) => state === "pending") || (isTaken(found) && isBlind(readings));
  if (!isPending || pendingMinutes === undefined) return undefined;
  return work.runtime.now() <= after(since, pendingMinutes * 60_000)
    ? {
        kind: "again",
        runAt: inMs(work.runtime, pendingPauseMs),
        reason: "the service works on it",
      }
    : undefined;
};

/** No answer came and nothing is seen: what can be repeated is requested again. */
const askAgain = (
  work: ApplyWork,
  job: ClaimedJob,
  { found }: Run,
  { answers, readings }: Pick<Seen, "answers" | "readings">,
): JobResult | undefined => {
  const unknown = answers.some(({ state }) => state === "unknown") && found.action.repeatable;
  return unknown && !holdsAll(readings) && job.attempts < maxClaims
    ? { kind: "again", runAt: inMs(work.runtime, 2_000), reason: "no answer, not observed" }
    : undefined;
};

/** Requests, reads back, settles. A call that may or may not have arrived is read back like any other. */
export const applyAndSettle = async (
  work: ApplyWork,
  job: ClaimedJob,
  run: Run,
): Promise<JobResult> => {
  const { found, proposal } = run;
  let answers: readonly ItemAnswer[];
  try {
    answers = await requestPatiently(work, found, proposal);
  } catch (fault) {
    if (!(fault instanceof TenantFault)) throw fault;
    if (job.attempts >= maxClaims) return giveUp(work, job, run);
    const runAt = inMs(work.runtime, fault.retryAfterMs ?? 5_000);
    return { kind: "again", runAt, reason: `${fault.code}, read back before the next request` };
  }
  const accepted = acceptWish(found, answers);
  if (accepted) await commit(work, job, accepted);
  const readings = await readBack(work, found, proposal.plan, looksAfter(answers));
  const again = waitPending(work, run, readings) ?? askAgain(work, job, run, { answers, readings });
  if (again) return again;
  await commit(work, job, settleWish(found, { answers, readings }));
  return finished;
};

/** A step that was requested before this claim: the world is asked first. */
export const resume = async (work: ApplyWork, job: ClaimedJob, run: Run): Promise<JobResult> => {
  const { found, proposal, since } = run;
  const readings = await readBack(work, found, proposal.plan);
  if (holdsAll(readings)) {
    await commit(work, job, settleWish(found, { answers: [], readings }));
    return finished;
  }
  const pending = waitPending(work, run, readings);
  if (pending) return pending;
  const isFresh = work.runtime.now() <= after(since, planLifetimeMs);
  const taken = isTaken(found);
  if (found.action.repeatable && !taken && isFresh && job.attempts < maxClaims) {
    return applyAndSettle(work, job, run);
  }
  await commit(work, job, settleWish(found, { answers: [], readings, doubt: !taken }));
  return finished;
};
