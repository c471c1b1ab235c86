/** One round of a list: up to 20 accounts are read, requested and read back, and every step of it is kept. */
import { type BatchAnswer, type TenantFault } from "../actions/tenant.ts";
import { type TargetProgress } from "../application/ports/targets.ts";
import { type ObjectId } from "../core/shared/ids.ts";
import { type ListGate } from "./list-gate.ts";
import {
  type Course,
  heldBefore,
  progressOf,
  readingsOf,
  type Standing,
  standingsOf,
} from "./list-work.ts";

/** Accounts of one round: a batch of Graph. */
export const roundSize = 20;

export type Round = {
  /** Accepted, or without an answer, and not seen to hold yet: they are looked at again. */
  readonly open: readonly TargetProgress[];
  /** Set where the service asked for a pause: nothing more is sent before it is over. */
  readonly throttled: TenantFault | undefined;
};

type Before = { readonly standing: Standing; readonly asked: boolean; readonly barred?: string };

/** Gate G4: what holds already isn't requested, who is gone can't be, and whom the vote wouldn't take now isn't. */
const before = (
  course: Course,
  id: ObjectId,
  { standing, asked, barred }: Before,
): TargetProgress | undefined => {
  switch (standing) {
    case "holds":
      // What this run asked for is its own doing, and its undo gives it back.
      return progressOf(course, id, { state: "observed", why: asked ? "" : heldBefore });
    case "gone":
      return progressOf(course, id, {
        state: "failed",
        why: "The account is gone; not requested.",
      });
    case "unread":
    case "holds not":
      return barred === undefined
        ? undefined
        : progressOf(course, id, {
            // Asked for already and not readable: nobody knows whether it was done.
            state: asked && standing === "unread" ? "unknown" : "failed",
            why: `${barred}; not requested${asked ? " again" : ""}.`,
          });
  }
};

/** A refusal changed nothing. After a 429, a 503 or silence nobody knows, and it stays requested until it is read back. */
const answered = (
  course: Course,
  id: ObjectId,
  answer: BatchAnswer | undefined,
): TargetProgress => {
  if (!answer) {
    return progressOf(course, id, { state: "requested", why: "No answer came." });
  }
  if ("answer" in answer) {
    const { requestId } = answer.answer;
    return progressOf(course, id, { state: "accepted", why: "", requestId });
  }
  const { kind, message, requestId } = answer.fault;
  const refused = kind === "refused" || kind === "not found" || kind === "identity";
  return progressOf(course, id, {
    state: refused ? "failed" : "requested",
    why: message,
    requestId,
  });
};

const send = async (
  course: Course,
  ids: readonly ObjectId[],
): Promise<{ readonly told: readonly TargetProgress[]; readonly throttled?: TenantFault }> => {
  const requests = ids.map((id) => {
    const request = course.mass.request(id, course.direction);
    if (!request) throw new Error(`${course.action.id} has no way back`);
    return { ...request, id };
  });
  const answers = await course.work.batch.batch(requests);
  const byId = new Map(answers.map((answer) => [answer.id, answer] as const));
  const [throttled] = answers.flatMap((answer) =>
    "fault" in answer && answer.fault.kind === "throttled" ? [answer.fault] : [],
  );
  const told = ids.map((id) => answered(course, id, byId.get(id)));
  return throttled ? { told, throttled } : { told };
};

const readBackOf = (
  course: Course,
  one: TargetProgress,
  standing: Standing | undefined,
): TargetProgress =>
  standing === "holds"
    ? { ...one, state: "observed", why: "", at: course.work.runtime.now() }
    : one;

/**
 * Reads 20 accounts, keeps that they are requested, requests those that don't hold, reads back. What a crash leaves behind is
 * never less than what was sent.
 */
export const runRound = async (
  course: Course,
  ids: readonly ObjectId[],
  gate: ListGate,
): Promise<Round> => {
  const { targets } = course.work;
  const [readings, barredBy] = await Promise.all([readingsOf(course, ids, undefined), gate.open()]);
  const settled = ids.flatMap((id) => {
    const { standing, account } = readings.get(id) ?? { standing: "unread" };
    const barred = barredBy(id, account);
    const facts = { standing, asked: gate.asked.has(id), ...(barred !== undefined && { barred }) };
    return before(course, id, facts) ?? [];
  });
  const over = new Set(settled.map(({ id }) => id));
  const wanted = ids.filter((id) => !over.has(id));
  const requested = wanted.map((id) => progressOf(course, id, { state: "requested", why: "" }));
  await targets.save(course.run, [...settled, ...requested]);
  if (wanted.length === 0) return { open: [], throttled: undefined };
  const { told, throttled } = await send(course, wanted);
  const doubtful = told.filter(({ state }) => state !== "failed").map(({ id }) => id);
  const seen = await standingsOf(course, doubtful, course.since);
  const read = told.map((one) => readBackOf(course, one, seen.get(one.id)));
  await targets.save(course.run, read);
  const open = read.filter(({ state }) => state === "accepted" || state === "requested");
  return { open, throttled };
};
