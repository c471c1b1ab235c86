import { sql } from "kysely";
import { type Queue } from "../../application/ports/store.ts";
import { after } from "../../core/shared/ids.ts";
import { type Connection } from "./connection.ts";
import { lostToAnother, retrying, uniqueViolation } from "./faults.ts";
import { isFree } from "./jobs.ts";
import { readJob, sortable } from "./stored.ts";

/**
 * Claims the first due job in one statement. On PostgreSQL, rows that another worker is just claiming are
 * passed over; should both have chosen jobs that exclude each other, a unique index refuses the second
 * one, which then looks again.
 */
export const makeClaim =
  ({ db, engine }: Connection): Queue["claim"] =>
  async (now, leaseMs, skip = []) => {
    const at = sortable(now);
    const row = await retrying([...lostToAnother, uniqueViolation], () =>
      db
        .updateTable("jobs")
        .set((eb) => ({
          status: "claimed",
          fence: eb("fence", "+", 1),
          attempts: eb("attempts", "+", 1),
          lease_until: after(now, leaseMs),
        }))
        .where("id", "=", (eb) =>
          eb
            .selectFrom("jobs as job")
            .select("job.id")
            // Says nothing that the next lines don't; it lets both engines use the index on run_at.
            .where("job.status", "<>", sql.lit("buried"))
            .where("job.run_at", "<=", at)
            .where((job) =>
              job.or([job("job.status", "=", sql.lit("due")), job("job.lease_until", "<=", at)]),
            )
            .where(isFree)
            .$if(skip.length > 0, (query) => query.where("job.kind", "not in", skip))
            .orderBy("job.run_at")
            .orderBy("job.id")
            .limit(1)
            .$if(engine === "postgres", (query) => query.forUpdate().skipLocked()),
        )
        .returning(["id", "kind", "key", "incident", "payload", "run_at as runAt"])
        .returning(["fence", "attempts"])
        .executeTakeFirst(),
    );
    if (row === undefined) return undefined;
    return { ...readJob(row), id: String(row.id), fence: row.fence, attempts: row.attempts };
  };
