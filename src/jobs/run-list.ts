/**
 * Runs an approved list of up to 10,000 accounts: what `run-step` does for one account, for 20 at a time and six times at once.
 *
 * Every account's state is kept before and after its request, so that a crash asks the tenant first and requests nothing
 * twice that can't be repeated. It stops after the rounds under way when somebody says so or approvals are frozen.
 */
import { planLifetimeMs } from "../core/approval/limits.ts";
import { TenantFault } from "../actions/tenant.ts";
import { findStep } from "../core/incident/decision.ts";
import { type Proposal } from "../core/incident/plan.ts";
import { type Incident } from "../core/incident/types.ts";
import { readApproved } from "../core/mass/list-file.ts";
import { after, type Instant, type ObjectId } from "../core/shared/ids.ts";
import { type ClaimedJob } from "../application/ports/store.ts";
import { type TargetProgress } from "../application/ports/targets.ts";
import { finished, incidentOf, inMs, type JobResult, type StepWork } from "./job.ts";
import { progressIn, settleList } from "./list-settle.ts";
import { makeListGate } from "./list-gate.ts";
import { roundSize, runRound } from "./list-round.ts";
import { type Course, type ListWork, massOf, standingsOf } from "./list-work.ts";

/** Rounds under way at once: as many as Graph's batches (adapters/graph/batch.ts). */
const lanes = 6;
/** People see how far it is so often, in ms. */
const showEveryMs = 3_000;
/** Claims in a row in which nothing came forward; then what is known stands. */
const maxClaims = 6;
/** Pauses before each further look at what was accepted and isn't seen yet, in ms: directories answer from replicas. */
const lookPauses = [500, 1_500, 3_000, 6_000] as const;

export type ListOrder = {
  /** The step, running. */
  readonly found: StepWork;
  readonly proposal: Proposal;
  /** When the effect was requested. */
  readonly since: Instant;
};

const courseOf = async (work: ListWork, order: ListOrder): Promise<Course> => {
  const { found, proposal, since } = order;
  const { targets: list, direction } = proposal.plan;
  if (!list) throw new Error(`${proposal.planHash} isn't the plan of a list`);
  const rows = readApproved(await work.evidence.read(list.sha256));
  if (rows.length !== list.count) throw new Error(`${list.sha256} has ${rows.length} targets`);
  const { incident, step, action } = found;
  const run = { incident: incident.id, step: step.definition.key, planHash: proposal.planHash };
  return { work, run, action, mass: massOf(action), direction, since, rows };
};

/** Why nothing more is sent, as the record says now. */
const haltIn = (
  incident: Incident | undefined,
  order: ListOrder,
  now: Instant,
): string | undefined => {
  const step = incident && findStep(incident, order.found.step.definition.key);
  if (!incident || step?.status.kind !== "running") return "The step isn't running any more.";
  if (step.status.proposal.planHash !== order.proposal.planHash) return "Another plan runs.";
  const { stop, requestedAt } = step.status.effect;
  if (now > after(requestedAt, planLifetimeMs)) return "Stopped: the vote is older than 30 min.";
  if (stop) return `Stopped by ${stop.by.name}.`;
  return incident.frozen ? "Stopped: approvals are frozen." : undefined;
};

/** Looks at the record, and asks for a redraw, at most so often. */
const makeWatch = (course: Course, job: ClaimedJob, order: ListOrder) => {
  const { work } = course;
  let halt: string | undefined;
  let lookedAt = -Infinity;
  let shownAt = performance.now();
  return {
    halted: () => halt,
    look: async (): Promise<void> => {
      const now = performance.now();
      if (now - lookedAt >= 1_000) {
        lookedAt = now;
        halt ??= haltIn(await work.store.load(incidentOf(job)), order, work.runtime.now());
      }
      if (now - shownAt < showEveryMs) return;
      shownAt = now;
      const { incident } = course.run;
      const key = `show:${incident}`;
      const runAt = work.runtime.now();
      await work.queue.enqueue([{ kind: "show", incident, key, payload: {}, runAt }]);
    },
  };
};

const observed =
  ({ runtime }: Pick<ListWork, "runtime">) =>
  (one: TargetProgress): TargetProgress => ({
    ...one,
    state: "observed",
    why: "",
    at: runtime.now(),
  });

type Open = {
  /** Nothing was asked for them yet, or it may be asked again. */
  readonly todo: readonly ObjectId[];
  /** Those of them that an earlier claim asked for. */
  readonly asked: ReadonlySet<ObjectId>;
  /** Accepted and not seen to hold yet. */
  readonly pending: readonly TargetProgress[];
};

/** What a crash or a pause left behind is read back before anything is requested. */
const resume = async (course: Course): Promise<Open> => {
  const { work, run, rows, since, action } = course;
  const known = new Map((await progressIn(course)).map((one) => [one.id, one] as const));
  const doubtful = [...known.values()].filter(
    ({ state }) => state === "requested" || state === "accepted",
  );
  const seen = await standingsOf(
    course,
    doubtful.map(({ id }) => id),
    since,
  );
  const holding = doubtful.filter(({ id }) => seen.get(id) === "holds");
  await work.targets.save(run, holding.map(observed(work)));
  const rest = doubtful.filter(({ id }) => seen.get(id) !== "holds");
  const again = action.repeatable ? rest.filter(({ state }) => state === "requested") : [];
  const fresh = rows.filter(({ id }) => !known.has(id));
  return {
    todo: [...again, ...fresh].map(({ id }) => id),
    asked: new Set(again.map(({ id }) => id)),
    pending: rest.filter(({ state }) => state === "accepted"),
  };
};

type Watch = ReturnType<typeof makeWatch>;
type Sent = { readonly open: TargetProgress[]; throttled: TenantFault | undefined };

/** Six rounds at a time until nothing is left, somebody stops it, or the service asks for a pause. */
const sendAll = async (
  course: Course,
  { todo, asked }: Pick<Open, "todo" | "asked">,
  watch: Watch,
): Promise<Sent> => {
  const left = [...todo];
  const gate = makeListGate(course, asked);
  const sent: Sent = { open: [], throttled: undefined };
  let failed = false;
  const lane = async (): Promise<void> => {
    while (left.length > 0 && !failed && !sent.throttled) {
      await watch.look();
      if (watch.halted() !== undefined) return;
      try {
        const round = await runRound(course, left.splice(0, roundSize), gate);
        sent.open.push(...round.open);
        sent.throttled ??= round.throttled;
      } catch (fault) {
        failed = true;
        throw fault;
      }
    }
  };
  // All rounds end before this does: nothing is under way when it is settled or tried again.
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const broken = ended.find((one) => one.status === "rejected");
  if (broken) throw broken.reason;
  return sent;
};

/** Looks again at what isn't seen yet; what isn't seen after the last look stays open. */
const lookAgain = async (course: Course, open: readonly TargetProgress[]): Promise<void> => {
  const { work, run, since } = course;
  let rest = open;
  for (const pause of lookPauses) {
    if (rest.length === 0) return;
    await work.wait(pause);
    const seen = await standingsOf(
      course,
      rest.map(({ id }) => id),
      since,
    );
    const holding = rest.filter(({ id }) => seen.get(id) === "holds");
    await work.targets.save(run, holding.map(observed(work)));
    rest = rest.filter(({ id }) => seen.get(id) !== "holds");
  }
};

const again = (work: ListWork, ms: number, reason: string): JobResult => ({
  kind: "again",
  runAt: inMs(work.runtime, ms),
  reason,
});

const settle = async (course: Course, job: ClaimedJob, order: ListOrder, stopped?: string) => {
  const wish = await settleList(course, {
    step: order.found.step.definition.key,
    approvalId: order.proposal.approvalId,
    ...(stopped !== undefined && { stopped }),
  });
  const { work } = course;
  const incident = incidentOf(job);
  await work.handle({ incident, actor: { kind: "cordon" }, wishes: [wish], claim: job });
  return finished;
};

/** Accounts that something is known of; it only grows. */
const knownOf = async ({ work, run }: Course): Promise<number> => {
  const known = await work.targets.counts(run);
  const all = Object.values(known).reduce((sum, count) => sum + count, 0);
  return all - known.requested;
};

/** Enough claims, and this one brought nothing forward. A list that is slow isn't stuck. */
const makeIsStuck = async (course: Course, { attempts }: ClaimedJob) => {
  const before = await knownOf(course);
  return async (): Promise<boolean> => attempts >= maxClaims && (await knownOf(course)) <= before;
};
type IsStuck = Awaited<ReturnType<typeof makeIsStuck>>;

/** A service that says when to come back keeps its word; the vote's lifetime ends that, too. */
const isOrderly = ({ kind, retryAfterMs }: TenantFault): boolean =>
  kind === "throttled" && retryAfterMs !== undefined;

type Claim = { readonly job: ClaimedJob; readonly order: ListOrder; readonly isStuck: IsStuck };

/** One claim of a list: goes on where the last one ended. */
const go = async (course: Course, { job, order, isStuck }: Claim): Promise<JobResult> => {
  const { work } = course;
  const watch = makeWatch(course, job, order);
  await watch.look();
  const { todo, asked, pending } = await resume(course);
  const { open, throttled } = await sendAll(course, { todo, asked }, watch);
  const halted = watch.halted();
  if (throttled && halted === undefined && (isOrderly(throttled) || !(await isStuck()))) {
    return again(
      work,
      throttled.retryAfterMs ?? 5_000,
      `${throttled.code}, goes on after the pause`,
    );
  }
  await lookAgain(course, [...pending, ...open]);
  const { requested } = await work.targets.counts(course.run);
  if (requested > 0 && halted === undefined && !(await isStuck())) {
    return again(work, 2_000, "no answer, not observed");
  }
  return settle(course, job, order, halted);
};

/**
 * Runs the list of a step that is running. Goes on after a pause, a crash or without a token by running again; settles
 * with totals that add up and a report. Throws where the list's file isn't what was approved.
 */
export const runList = async (
  work: ListWork,
  job: ClaimedJob,
  order: ListOrder,
): Promise<JobResult> => {
  const course = await courseOf(work, order);
  const isStuck = await makeIsStuck(course, job);
  try {
    return await go(course, { job, order, isStuck });
  } catch (fault) {
    if (!(fault instanceof TenantFault)) throw fault;
    const halted = haltIn(await work.store.load(incidentOf(job)), order, work.runtime.now());
    if ((halted !== undefined || !isOrderly(fault)) && (await isStuck())) {
      return settle(course, job, order, halted ?? `Given up: ${fault.code}.`);
    }
    return again(work, fault.retryAfterMs ?? 5_000, `${fault.code}, read back before it goes on`);
  }
};
