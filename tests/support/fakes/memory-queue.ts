/** A queue in memory that keeps the promises of the Queue port. */
import {
  type ClaimedJob,
  type Commit,
  type JobKind,
  type JobRequest,
  type Queue,
} from "../../../src/application/ports/store.ts";
import { after, type Instant } from "../../../src/core/shared/ids.ts";

type Row = {
  request: JobRequest;
  readonly id: string;
  fence: number;
  attempts: number;
  status: "due" | "claimed" | "buried";
  leaseUntil: Instant | undefined;
  reason: string;
};

export type MemoryQueue = Queue & {
  /** Adds jobs at once, as a commit does in its own transaction. */
  add(jobs: readonly JobRequest[]): void;
  /** Does this claim still hold? */
  holds(claim: NonNullable<Commit["claim"]>): boolean;
  /** Jobs that wait or run, in the order in which they were added. */
  readonly jobs: () => readonly JobRequest[];
};

/** Stands another claimed job in the way? Same key, or another `show` of the incident. */
const blocked = (rows: readonly Row[], row: Row): boolean =>
  rows.some(
    (other) =>
      other !== row &&
      other.status === "claimed" &&
      (other.request.key === row.request.key ||
        (other.request.kind === "show" &&
          row.request.kind === "show" &&
          other.request.incident === row.request.incident)),
  );

const dueAt = (row: Row): Instant | undefined =>
  row.status === "due" ? row.request.runAt : row.leaseUntil;

const bell = (): { ring: () => void; onWork: Queue["onWork"] } => {
  const callbacks = new Set<() => void>();
  return {
    ring: () => {
      for (const callback of callbacks) callback();
    },
    onWork: (callback) => {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
  };
};

const adding = (rows: Row[]): ((jobs: readonly JobRequest[]) => void) => {
  let last = 0;
  return (jobs) => {
    for (const job of jobs) {
      const twin = rows.find((row) => row.status === "due" && row.request.key === job.key);
      if (twin) {
        const earlier = twin.request.runAt < job.runAt ? twin.request.runAt : job.runAt;
        twin.request = { ...job, runAt: earlier };
        twin.attempts = 0;
      } else {
        last += 1;
        const fresh = { fence: 0, attempts: 0, leaseUntil: undefined, reason: "" };
        rows.push({ ...fresh, status: "due", request: job, id: String(last) });
      }
    }
  };
};

const others = (rows: readonly Row[], skip: readonly JobKind[] = []): readonly Row[] =>
  rows.filter(({ request }) => !skip.includes(request.kind));

type Claiming = {
  readonly now: Instant;
  readonly leaseMs: number;
  readonly skip?: readonly JobKind[];
};

const claiming = (rows: Row[], { now, leaseMs, skip }: Claiming): ClaimedJob | undefined => {
  const [row] = others(rows, skip)
    .filter((entry) => entry.status !== "buried" && !blocked(rows, entry))
    .filter((entry) => (dueAt(entry) ?? now) <= now)
    .sort((a, b) => (a.request.runAt < b.request.runAt ? -1 : 1));
  if (!row) return undefined;
  row.status = "claimed";
  row.fence += 1;
  row.attempts += 1;
  row.leaseUntil = after(now, leaseMs);
  return { ...row.request, id: row.id, fence: row.fence, attempts: row.attempts };
};

const ending = (rows: Row[]) => {
  const held = ({ id, fence }: { id: string; fence: number }): Row | undefined =>
    rows.find((row) => row.id === id && row.fence === fence && row.status === "claimed");
  const remove = (row: Row): void => void rows.splice(rows.indexOf(row), 1);
  const putBack = (row: Row, runAt: Instant, reason: string): void => {
    const twin = rows.find(
      (other) => other.status === "due" && other.request.key === row.request.key,
    );
    if (twin) {
      remove(row);
      if (runAt < twin.request.runAt) twin.request = { ...twin.request, runAt };
      return;
    }
    Object.assign(row, { status: "due", leaseUntil: undefined, reason });
    row.request = { ...row.request, runAt };
  };
  return { held, remove, putBack };
};

/** Nothing waits at first. `check` may throw: the store is down, and the queue with it. */
export const memoryQueue = (check: () => void): MemoryQueue => {
  const rows: Row[] = [];
  const { ring, onWork } = bell();
  const { held, remove, putBack } = ending(rows);
  const add = adding(rows);
  const ended = async (job: ClaimedJob, change: (row: Row) => void): Promise<boolean> => {
    await Promise.resolve();
    check();
    const row = held(job);
    if (row) change(row);
    if (row) ring();
    return row !== undefined;
  };
  const reading = async <T>(read: () => T): Promise<T> => {
    await Promise.resolve();
    check();
    return read();
  };
  return {
    jobs: () => rows.filter((row) => row.status !== "buried").map((row) => row.request),
    holds: (claim) => held(claim) !== undefined,
    add: (jobs) => {
      add(jobs);
      if (jobs.length > 0) ring();
    },
    enqueue: (jobs) =>
      reading(() => {
        add(jobs);
        ring();
      }),
    claim: (now, leaseMs, skip = []) => reading(() => claiming(rows, { now, leaseMs, skip })),
    finish: (job) => ended(job, remove),
    retry: (job, runAt, reason) =>
      ended(job, (row) => {
        putBack(row, runAt, reason);
      }),
    bury: (job, reason) =>
      ended(job, (row) => Object.assign(row, { status: "buried", leaseUntil: undefined, reason })),
    extend: (job, now, leaseMs) =>
      ended(job, (row) => {
        row.leaseUntil = after(now, leaseMs);
      }),
    onWork,
    nextDue: (skip) =>
      reading(
        () =>
          others(rows, skip)
            .filter((row) => row.status !== "buried" && !blocked(rows, row))
            .flatMap((row) => dueAt(row) ?? [])
            .sort()[0],
      ),
    buried: () =>
      reading(() =>
        rows
          .filter((row) => row.status === "buried")
          .map((row) => ({ job: row.request, reason: row.reason })),
      ),
  };
};
