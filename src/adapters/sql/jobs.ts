import { sql, type ExpressionBuilder, type ExpressionWrapper, type SqlBool } from "kysely";
import { type JobRequest } from "../../application/ports/store.ts";
import { type Db, type Schema } from "./schema.ts";
import { plain, sortable } from "./stored.ts";

type JobRow = Pick<Schema["jobs"], "kind" | "key" | "incident" | "payload" | "run_at">;

/**
 * Jobs that are due at the same time are claimed in the order of their rows, and people wait for the channel. Behind
 * the four snapshots of the same opening it came 0.3 s later: their reads hold all 8 connections to Graph.
 */
const rankOf = ({ kind }: JobRow): number => (kind === "find-place" ? 0 : 1);

const inOrder = (a: JobRow, b: JobRow): number => rankOf(a) - rankOf(b) || (a.key < b.key ? -1 : 1);

/** One row for each key: the earliest time, the last payload. In one order always, so that two commits can't wait for each other. */
const rowsOf = (jobs: readonly JobRequest[]): readonly JobRow[] => {
  const rows = new Map<string, JobRow>();
  for (const job of jobs) {
    const key = plain(job.key);
    const runAt = sortable(job.runAt);
    const before = rows.get(key)?.run_at ?? runAt;
    rows.set(key, {
      kind: job.kind,
      key,
      incident: job.incident,
      payload: JSON.stringify(job.payload),
      run_at: before < runAt ? before : runAt,
    });
  }
  return [...rows.values()].sort(inOrder);
};

/**
 * Adds jobs. Statuses are literals here and wherever jobs are looked up: SQLite uses a partial index only
 * where the statement itself shows that it applies, and a bound value doesn't.
 *
 * Where one with the same key is due, it takes the earlier time of both and the new payload, and its attempts count anew;
 * a claimed one doesn't count, because it may have read its facts before these were committed.
 */
export const addJobs = async (db: Db, jobs: readonly JobRequest[]): Promise<void> => {
  if (jobs.length === 0) return;
  await db
    .insertInto("jobs")
    .values(
      [...rowsOf(jobs)].map((row) => ({ ...row, status: "due" as const, fence: 0, attempts: 0 })),
    )
    .onConflict((conflict) =>
      conflict
        .column("key")
        .where("status", "=", sql.lit("due"))
        .doUpdateSet((eb) => ({
          payload: eb.ref("excluded.payload"),
          // A new request, and so new patience. The fence stays: an old holder knows it.
          attempts: eb.ref("excluded.attempts"),
          run_at: sql<string>`case when excluded.run_at < jobs.run_at then excluded.run_at else jobs.run_at end`,
        })),
    )
    .execute();
};

type WithJob = Schema & { job: Schema["jobs"] };
type JobExpressions = ExpressionBuilder<WithJob, "job">;

/**
 * No other job that is claimed stands in the way: none of the same key, and for `show` none of the same
 * incident. A claimed one whose lease is over still does: it is claimed again itself, and first, so that the
 * fence of its old holder falls before anybody works on the same thing.
 */
export const isFree = (eb: JobExpressions): ExpressionWrapper<WithJob, "job", SqlBool> =>
  eb.not(
    eb.exists(
      eb
        .selectFrom("jobs as other")
        .select("other.id")
        .where("other.status", "=", sql.lit("claimed"))
        .whereRef("other.id", "<>", "job.id")
        .where((o) =>
          o.or([
            o("other.key", "=", o.ref("job.key")),
            o.and([
              o("other.kind", "=", sql.lit("show")),
              o("job.kind", "=", sql.lit("show")),
              o("other.incident", "=", o.ref("job.incident")),
            ]),
          ]),
        ),
    ),
  );
