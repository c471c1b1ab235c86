import { sql } from "kysely";
import {
  type ClaimedJob,
  type JobKind,
  type JobRequest,
  type Queue,
} from "../../application/ports/store.ts";
import { after, instant, type Instant } from "../../core/shared/ids.ts";
import { makeClaim } from "./claim-job.ts";
import { type Connection } from "./connection.ts";
import { lostToAnother, retrying, uniqueViolation } from "./faults.ts";
import { addJobs, isFree } from "./jobs.ts";
import { type Db, type Schema } from "./schema.ts";
import { plain, readJob, sortable } from "./stored.ts";

/** Changes the job's row where its fence holds; says whether it did. */
const change = async (
  db: Db,
  { id, fence }: ClaimedJob,
  values: Partial<Pick<Schema["jobs"], "status" | "run_at" | "lease_until" | "last_error">>,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable("jobs")
    .set(values)
    .where("id", "=", id)
    .where("fence", "=", fence)
    .where("status", "=", sql.lit("claimed"))
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
};

/** Takes the job away where its fence holds; says whether it did. */
const remove = async (db: Db, { id, fence }: ClaimedJob): Promise<boolean> => {
  const { numDeletedRows } = await db
    .deleteFrom("jobs")
    .where("id", "=", id)
    .where("fence", "=", fence)
    .where("status", "=", sql.lit("claimed"))
    .executeTakeFirstOrThrow();
  return numDeletedRows === 1n;
};

/** Puts a job back; where a newer one with the same key is due already, that one stands for both. */
const putBack = async (
  db: Db,
  job: ClaimedJob,
  row: { readonly run_at: string; readonly last_error: string },
): Promise<boolean> => {
  const twin = await db
    .selectFrom("jobs")
    .select(["id", "run_at"])
    .where("key", "=", plain(job.key))
    .where("status", "=", sql.lit("due"))
    .executeTakeFirst();
  if (twin === undefined) return change(db, job, { ...row, status: "due", lease_until: null });
  if (!(await remove(db, job))) return false;
  const run_at = twin.run_at < row.run_at ? twin.run_at : row.run_at;
  await db
    .updateTable("jobs")
    .set({ ...row, run_at })
    .where("id", "=", twin.id)
    .execute();
  return true;
};

const endings = ({ db, bell }: Connection): Pick<Queue, "finish" | "retry" | "bury"> => {
  /** A job that is over, or due again, may let another one go that waited for it. */
  const ringing = async (ended: boolean): Promise<boolean> => {
    if (ended) {
      bell.ring();
      await bell.announce(db);
    }
    return ended;
  };
  return {
    finish: async (job) => ringing(await remove(db, job)),
    retry: async (job, runAt, reason) => {
      const row = { run_at: sortable(runAt), last_error: plain(reason) };
      // A twin may be added just now: the unique index then refuses, and the second look finds it.
      return ringing(
        await retrying([...lostToAnother, uniqueViolation], () =>
          db.transaction().execute((tx) => putBack(tx, job, row)),
        ),
      );
    },
    bury: async (job, reason) =>
      ringing(
        await change(db, job, { status: "buried", lease_until: null, last_error: plain(reason) }),
      ),
  };
};

/**
 * When a claim may find something: the earliest due job that nothing stands in the way of, or the
 * earliest end of a lease.
 */
const nextDue = async (db: Db, skip: readonly JobKind[] = []): Promise<Instant | undefined> => {
  const due = await db
    .selectFrom("jobs as job")
    .select("job.run_at as at")
    .where("job.status", "=", sql.lit("due"))
    .where(isFree)
    .$if(skip.length > 0, (query) => query.where("job.kind", "not in", skip))
    .orderBy("job.run_at")
    .limit(1)
    .executeTakeFirst();
  const lease = await db
    .selectFrom("jobs")
    .select("lease_until as at")
    .where("status", "=", sql.lit("claimed"))
    .orderBy("lease_until")
    .limit(1)
    .executeTakeFirst();
  const [first] = [due?.at, lease?.at].filter((at) => typeof at === "string").sort();
  return first === undefined ? undefined : instant.parse(first);
};

const buried = async (db: Db): Promise<readonly { job: JobRequest; reason: string }[]> => {
  const rows = await db
    .selectFrom("jobs")
    .select(["kind", "key", "incident", "payload", "run_at as runAt", "last_error"])
    .where("status", "=", sql.lit("buried"))
    .orderBy("id")
    .execute();
  return rows.map((row) => ({ job: readJob(row), reason: row.last_error ?? "" }));
};

/** The queue over an open database: the same one as the event store's, so that both commit together. */
export const makeQueue = (connection: Connection): Queue => {
  const { db, bell } = connection;
  return {
    enqueue: async (jobs) => {
      if (jobs.length === 0) return;
      await retrying(lostToAnother, () => addJobs(db, jobs));
      bell.ring();
      await bell.announce(db);
    },
    claim: makeClaim(connection),
    ...endings(connection),
    extend: (job, now, leaseMs) => change(db, job, { lease_until: after(now, leaseMs) }),
    onWork: bell.onRing,
    nextDue: (skip) => nextDue(db, skip),
    buried: () => buried(db),
  };
};
