/** What a run of a list works with, and the one question that it asks again and again: how do these accounts stand? */
import { type Action, type MassAction } from "../actions/contract.ts";
import { accountOf, type MassAccount, massSelect } from "../actions/mass/read-targets.ts";
import { type BatchAnswer, type GraphBatch } from "../actions/tenant.ts";
import { type ListRun, type TargetProgress, type Targets } from "../application/ports/targets.ts";
import { type Queue } from "../application/ports/store.ts";
import { type Evidence } from "../application/ports/tenant.ts";
import { type Direction } from "../core/incident/plan.ts";
import { type ListRow } from "../core/mass/list-file.ts";
import { type Instant, type ObjectId } from "../core/shared/ids.ts";
import { type TenantWork } from "./job.ts";

export type ListWork = TenantWork & {
  readonly batch: GraphBatch;
  readonly targets: Targets;
  readonly evidence: Evidence;
  readonly queue: Pick<Queue, "enqueue">;
};

/** Why a target that is observed wasn't requested: its undo leaves it alone. */
export const heldBefore = "It was so already; not requested.";

/** One approved list under way. */
export type Course = {
  readonly work: ListWork;
  readonly run: ListRun;
  readonly action: Action;
  readonly mass: MassAction;
  readonly direction: Direction;
  /** When the effect was requested. */
  readonly since: Instant;
  readonly rows: readonly ListRow[];
};

/** The id of an action's mass part; throws where the action isn't fit for lists. */
export const massOf = (action: Action): MassAction => {
  if (!action.mass || !action.repeatable) throw new Error(`${action.id} isn't fit for lists`);
  return action.mass;
};

/** `holds`: as it was asked for, or was before anything was asked · `gone`: no such account any more. */
export type Standing = "holds" | "holds not" | "gone" | "unread";

const standingOf = (
  { mass, direction }: Course,
  answer: BatchAnswer,
  since: Instant | undefined,
): Standing => {
  if ("fault" in answer) return answer.fault.kind === "not found" ? "gone" : "unread";
  const done = mass.holds(answer.answer.body, since);
  return done === (direction === "apply") ? "holds" : "holds not";
};

/** How an account stands, and the account where it was read. */
export type Reading = { readonly standing: Standing; readonly account?: MassAccount };

const readingOf = (
  course: Course,
  answer: BatchAnswer | undefined,
  since: Instant | undefined,
): Reading => {
  if (!answer) return { standing: "unread" };
  const standing = standingOf(course, answer, since);
  if ("fault" in answer) return { standing };
  const { body, requestId } = answer.answer;
  return { standing, account: accountOf(body, requestId, course.mass.select) };
};

/**
 * Reads accounts as they are now, 20 in one request. `since` undefined: before the request, when a momentary thing can't hold
 * yet. Every id asked for is in the answer.
 */
export const readingsOf = async (
  course: Course,
  ids: readonly ObjectId[],
  since: Instant | undefined,
): Promise<ReadonlyMap<ObjectId, Reading>> => {
  const select = massSelect(course.mass);
  const path = (id: ObjectId): string => `/v1.0/users/${encodeURIComponent(id)}?$select=${select}`;
  const answers = await course.work.batch.batch(
    ids.map((id) => ({ id, method: "GET", path: path(id) })),
  );
  const byId = new Map(answers.map((answer) => [answer.id, answer] as const));
  return new Map(ids.map((id) => [id, readingOf(course, byId.get(id), since)] as const));
};

/** How accounts stand now, as `readingsOf` reads them. */
export const standingsOf = async (
  course: Course,
  ids: readonly ObjectId[],
  since: Instant | undefined,
): Promise<ReadonlyMap<ObjectId, Standing>> => {
  const read = await readingsOf(course, ids, since);
  return new Map([...read].map(([id, { standing }]) => [id, standing] as const));
};

/** A target's state as of now. */
export const progressOf = (
  { work }: Course,
  id: ObjectId,
  facts: Pick<TargetProgress, "state" | "why"> & { readonly requestId?: string },
): TargetProgress => {
  const { state, why, requestId = "" } = facts;
  return { id, state, why, requestId, at: work.runtime.now() };
};
