/**
 * Runs an approved step: read the state again, write the intent, request, read back.
 *
 * After a crash the step is found `running`: it is read back first, requested again only when the
 * action can be repeated and its plan isn't too old, and otherwise a person is asked. Nothing is
 * guessed from a 2xx.
 */
import { type ItemAnswer, type ItemReading } from "../actions/contract.ts";
import { TenantFault } from "../actions/tenant.ts";
import { planLifetimeMs } from "../core/approval/limits.ts";
import { type Wish } from "../core/incident/commands.ts";
import { canonicalJson } from "../core/shared/canonical-json.ts";
import { type Proposal, type Vote } from "../core/incident/plan.ts";
import { after, type Instant, type StepKey } from "../core/shared/ids.ts";
import { type StandingBook } from "../application/standing.ts";
import { type ClaimedJob } from "../application/ports/store.ts";
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
import { judgementOf, leaveWish, planOf, previewOf } from "./plan.ts";
import { holdsAll, readBack, type Seen, settleWish } from "./read-back.ts";

/** After so many claims of one effect a person has to look. */
const maxClaims = 6;

const cordon = { kind: "cordon" } as const;

const commit = async (
  work: TenantWork,
  job: ClaimedJob,
  ...wishes: readonly Wish[]
): Promise<boolean> => {
  const handled = await work.handle({
    incident: incidentOf(job),
    actor: cordon,
    wishes,
    claim: job,
  });
  return handled.kind === "handled" && handled.refusal === undefined;
};

/** Gate G4 for a way back: the same people must be enough for what the target is now. */
const undoDrift = async (
  work: TenantWork,
  { step, subject }: StepWork,
  { plan }: Proposal,
): Promise<Wish | undefined> => {
  const target = await judgementOf(work, subject);
  if (target.kind === "by hand") return leaveWish(work, step, target);
  return canonicalJson(target.traits) === canonicalJson(plan.traits)
    ? undefined
    : {
        type: "VoidPlan",
        step: step.definition.key,
        what: "The account isn't what it was when you approved.",
      };
};

/** Gate G4: what was approved must still be what would be done. */
const drift = async (
  work: TenantWork,
  found: StepWork,
  approved: Proposal,
): Promise<Wish | undefined> => {
  if (approved.plan.direction === "undo") return undoDrift(work, found, approved);
  const { incident, step, subject, action } = found;
  const key = step.definition.key;
  const { input } = step.definition;
  const fresh = await previewOf(work, action, { subject, input });
  switch (fresh.kind) {
    case "nothing to do":
      return { type: "NotNeeded", step: key, seen: fresh.seen };
    case "by hand":
      return { type: "VoidPlan", step: key, what: fresh.reason };
    case "plan":
      return canonicalJson(planOf(incident, step, { action, draft: fresh.draft })) ===
        canonicalJson(approved.plan)
        ? undefined
        : { type: "VoidPlan", step: key, what: "The tenant isn't as it was when you approved." };
  }
};

const request = async (
  work: TenantWork,
  found: StepWork,
  proposal: Proposal,
): Promise<readonly ItemAnswer[]> => {
  const { action, subject } = found;
  const way = proposal.plan.direction === "undo" ? action.undo : action;
  if (!way) throw new Error(`${action.id} has no undo`);
  return way.apply(work.context, subject, proposal.plan);
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
  work: TenantWork,
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

type Run = { readonly found: StepWork; readonly proposal: Proposal; readonly since: Instant };

/** What was refused outright won't come about: one look tells the state of the world. */
const looksAfter = (answers: readonly ItemAnswer[]): number | undefined =>
  answers.length > 0 && answers.every(({ state }) => state === "failed") ? 1 : undefined;

/** Patience is at its end: what is read now stands, and where nothing tells, a person looks. */
const giveUp = async (work: TenantWork, job: ClaimedJob, run: Run): Promise<JobResult> => {
  const readings = await readBack(work, run.found, run.proposal.plan);
  const doubt = !holdsAll(readings);
  await commit(work, job, settleWish(run.found, { answers: [], readings, doubt }));
  return finished;
};

/** Between two looks at what the service still works on, in ms. */
const pendingPauseMs = 15_000;

/** The service took it and works on it: looked at again, never requested again, until a person must look. */
const waitPending = (
  work: TenantWork,
  { found, since }: Run,
  readings: readonly ItemReading[],
): JobResult | undefined => {
  const { pendingMinutes } = found.action;
  const isPending = readings.some(({ state }) => state === "pending");
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
  work: TenantWork,
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
const applyAndSettle = async (work: TenantWork, job: ClaimedJob, run: Run): Promise<JobResult> => {
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
const resume = async (work: TenantWork, job: ClaimedJob, run: Run): Promise<JobResult> => {
  const { found, proposal, since } = run;
  const readings = await readBack(work, found, proposal.plan);
  if (holdsAll(readings)) {
    await commit(work, job, settleWish(found, { answers: [], readings }));
    return finished;
  }
  const pending = waitPending(work, run, readings);
  if (pending) return pending;
  const isFresh = work.runtime.now() <= after(since, planLifetimeMs);
  if (found.action.repeatable && isFresh && job.attempts < maxClaims) {
    return applyAndSettle(work, job, run);
  }
  await commit(work, job, settleWish(found, { answers: [], readings, doubt: true }));
  return finished;
};

/** A standing may be so old at the claim: whoever was disabled meanwhile doesn't approve. */
const standingAgeMs = 0;

/** Voters whose account, the one that they voted with, is no member's any more: void. One that can't be read stops the run: it is tried again. */
const lostVoters = async (
  { standings }: RunWork,
  step: StepKey,
  votes: readonly Vote[],
): Promise<readonly Wish[]> => {
  const checked = await Promise.all(
    votes.map(async ({ by }) => ({
      by,
      standing: await standings.of(by.account ?? by.id, standingAgeMs),
    })),
  );
  return checked.flatMap(({ by: voter, standing }) =>
    standing === "member"
      ? []
      : [{ type: "VoidVote", step, voter, why: `the account is ${standing}` } as const],
  );
};

export type RunWork = TenantWork & { readonly standings: Pick<StandingBook, "of"> };

/** What stands against requesting it now, read at this moment; nothing when it may go ahead. */
const objections = async (
  work: RunWork,
  found: StepWork,
  approved: { readonly proposal: Proposal; readonly votes: readonly Vote[] },
): Promise<readonly Wish[]> => {
  const [lost, changed] = await Promise.all([
    lostVoters(work, found.step.definition.key, approved.votes),
    drift(work, found, approved.proposal),
  ]);
  return changed ? [changed] : lost;
};

/** Makes the handler of `run-step`, the only job that changes the tenant. */
export const makeRunStep = (work: RunWork): JobHandler => {
  return async (job) => {
    const found = await stepWork(work, job);
    const { status } = found.step;
    if (status.kind === "running") {
      const { proposal, effect } = status;
      if (proposal.planHash !== job.payload["planHash"]) return finished;
      return resume(work, job, { found, proposal, since: effect.requestedAt });
    }
    if (status.kind !== "approved" || status.proposal.planHash !== job.payload["planHash"]) {
      return finished;
    }
    if (work.runtime.now() < status.notBefore) {
      return { kind: "again", runAt: status.notBefore, reason: "the cool-off runs" };
    }
    const against = await objections(work, found, status);
    if (against.length > 0) {
      await commit(work, job, ...against);
      return finished;
    }
    const intent = await commit(work, job, {
      type: "RequestEffect",
      step: found.step.definition.key,
      planHash: status.proposal.planHash,
      fence: job.fence,
    });
    if (!intent) return finished;
    const requested = await stepWork(work, job);
    if (requested.step.status.kind !== "running") return finished;
    const since = requested.step.status.effect.requestedAt;
    return applyAndSettle(work, job, { found: requested, proposal: status.proposal, since });
  };
};
