/**
 * Looks again at a list that was settled: every account that was asked for is read, never the subject in whose place the
 * list stands. What is told of it are numbers, and a file with every target's result.
 */
import { TenantFault } from "../actions/tenant.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type StepStatus } from "../core/incident/types.ts";
import { readApproved } from "../core/mass/list-file.ts";
import { grouped } from "../core/mass/targets.ts";
import { cleanText } from "../core/shared/clean-text.ts";
import { type ObjectId } from "../core/shared/ids.ts";
import { type TargetProgress } from "../application/ports/targets.ts";
import { givers } from "./given-back.ts";
import { type StepWork } from "./job.ts";
import { progressIn, settleList } from "./list-settle.ts";
import {
  type Course,
  heldBefore,
  type ListWork,
  massOf,
  progressOf,
  type Standing,
  standingsOf,
} from "./list-work.ts";

type Settled = Extract<StepStatus, { kind: "settled" }>;

/** Why a target is open again. It also tells, after a crash, that the step hasn't been told yet. */
export const holdsNoMore = "It was observed and holds no more.";

/** Pauses before each further look at what seems lost, in ms: directories answer from replicas. */
const pauses = [500, 1_500, 3_000, 6_000] as const;

const courseOf = async (
  work: ListWork,
  { incident, step, action }: StepWork,
  { proposal, effect }: Settled,
): Promise<Course> => {
  const { targets: list, direction } = proposal.plan;
  if (!list) throw new Error(`${proposal.planHash} isn't the plan of a list`);
  const rows = readApproved(await work.evidence.read(list.sha256));
  if (rows.length !== list.count) throw new Error(`${list.sha256} has ${rows.length} targets`);
  const run = { incident: incident.id, step: step.definition.key, planHash: proposal.planHash };
  const mass = massOf(action);
  return { work, run, action, mass, direction, since: effect.requestedAt, rows };
};

const wasObserved = ({ state, why }: TargetProgress): boolean =>
  state === "observed" || (state === "not observed" && why === holdsNoMore);

/** How all stand now. Who was observed and doesn't seem to hold is read again before that is believed. */
const standingsNow = async (
  course: Course,
  known: readonly TargetProgress[],
): Promise<ReadonlyMap<ObjectId, Standing>> => {
  const { work, since } = course;
  const read = (some: readonly TargetProgress[]) =>
    standingsOf(
      course,
      some.map(({ id }) => id),
      since,
    );
  const seen = new Map(await read(known));
  for (const pause of pauses) {
    const doubtful = known.filter((one) => wasObserved(one) && seen.get(one.id) === "holds not");
    if (doubtful.length === 0) break;
    await work.wait(pause);
    for (const [id, standing] of await read(doubtful)) seen.set(id, standing);
  }
  return seen;
};

/** Accounts that recovery gave back on purpose: that they hold no more is no loss. */
const givenBackOf = async (
  { targets }: ListWork,
  found: StepWork,
  settled: Settled,
): Promise<ReadonlySet<string>> => {
  const all = givers(found.incident, found.step, settled.effect.requestedAt);
  const lists = await Promise.all(
    all.map(async ({ step, subject, isList }): Promise<readonly string[]> =>
      isList ? targets.observed(found.incident.id, step.definition.key) : [subject],
    ),
  );
  return new Set(lists.flat());
};

/** What is known of a target after a look; undefined where that is what was known before. */
const changed = (
  course: Course,
  one: TargetProgress,
  standing: Standing | undefined,
): TargetProgress | undefined => {
  const { id, state, why, requestId } = one;
  if (standing === "holds") {
    // A refusal of what happens once isn't made good by a state that looks like it.
    const stays = state === "observed" || (state === "failed" && course.action.momentary === true);
    return stays ? undefined : progressOf(course, id, { state: "observed", why: "", requestId });
  }
  if (standing !== "holds not" || state !== "observed") return undefined;
  // Nothing was asked for it by a way back, so there is nothing to lose either.
  if (course.direction === "undo" && why === heldBefore) return undefined;
  return progressOf(course, id, { state: "not observed", why: holdsNoMore, requestId });
};

/** Why it ended early stays in the sentence: "98 of 100 observed, 2 never requested. Stopped by Ana." */
const stoppedIn = ({ effect: { seen } }: Settled): string | undefined => {
  const end = seen.indexOf(". ");
  return end === -1 ? undefined : seen.slice(end + 2);
};

/** The totals as they are now; a residual time that is over doesn't start anew. */
const settleWish = async (course: Course, settled: Settled): Promise<Wish> => {
  const { proposal, effect } = settled;
  const stopped = stoppedIn(settled);
  const wish = await settleList(course, {
    step: course.run.step,
    approvalId: proposal.approvalId,
    ...(stopped !== undefined && { stopped }),
  });
  const { residualUntil } = effect;
  const isOver = residualUntil === undefined || course.work.runtime.now() >= residualUntil;
  return wish.type === "SettleEffect" && isOver ? { ...wish, residualMinutes: undefined } : wish;
};

/** The totals first where some still hold: once the step is open again nothing settles it. */
const wishesFor = (
  settle: Wish,
  regress: Wish,
  { closed, some }: Record<"closed" | "some", boolean>,
) => {
  if (closed) return [regress, settle];
  return some ? [settle, regress] : [regress];
};

/** More names have no room in an alarm. */
const namedLost = 2;

/** "30 of 9,970 hold no more: ann, ben and 28 more.", each as an address. */
const lossOf = ({ rows }: Course, gone: readonly TargetProgress[]): string => {
  const lost = new Set<string>(gone.map(({ id }) => id));
  const names = rows
    .filter(({ id }) => lost.has(id))
    .slice(0, namedLost)
    .map(({ id, address }) => cleanText(address || id, 60));
  const more = gone.length - names.length;
  const rest = more > 0 ? ` and ${grouped(more)} more` : "";
  const numbers = `${grouped(gone.length)} of ${grouped(rows.length)}`;
  return `${numbers} hold no more: ${names.join(", ")}${rest}.`;
};

/**
 * Reads all accounts of a settled list, keeps what changed, and says what is to be told. Undefined where nothing could be
 * read: the look is to be made again. Throws where the list's file isn't what was approved.
 */
export const observeList = async (
  work: ListWork,
  found: StepWork,
  settled: Settled,
): Promise<readonly Wish[] | undefined> => {
  const course = await courseOf(work, found, settled);
  const known = await progressIn(course);
  const seen = await standingsNow(course, known).catch((fault: unknown) => {
    if (!(fault instanceof TenantFault)) throw fault;
    work.log.warn({ incident: found.incident.id, reason: fault.code }, "a list can't be read");
    return undefined;
  });
  if (!seen || [...seen.values()].every((standing) => standing === "unread")) return undefined;
  const given = await givenBackOf(work, found, settled);
  const news = known.flatMap((one) => {
    const now = given.has(one.id) ? undefined : changed(course, one, seen.get(one.id));
    return now ? [now] : [];
  });
  await work.targets.save(course.run, news);
  const settle = await settleWish(course, settled);
  if (course.direction === "undo") return [settle];
  const after = await progressIn(course);
  const held = after.filter(({ state }) => state === "observed").length;
  const gone = after.filter((one) => wasObserved(one) && one.state === "not observed");
  // A loss that is in the totals already was told, also before a crash.
  if (gone.length === 0 || held >= (settled.effect.totals?.observed ?? 0)) return [settle];
  const regress: Wish = {
    type: "Regress",
    step: course.run.step,
    approvalId: settled.proposal.approvalId,
    seen: lossOf(course, gone),
  };
  return wishesFor(settle, regress, {
    closed: found.incident.closed !== undefined,
    some: held > 0,
  });
};
