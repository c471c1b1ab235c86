import { sql } from "kysely";
import { type Migration } from "./migration.ts";

/**
 * Claims since a job was last requested, apart from `fence`: a request that joins a waiting row starts counting anew,
 * while the fencing number of a row may never go backwards.
 */
export const attempts: Migration = {
  number: 3,
  name: "attempts",
  up: async (db) => {
    await db.schema
      .alterTable("jobs")
      .addColumn("attempts", "integer", (c) => c.notNull().defaultTo(0))
      .execute();
    await sql`update jobs set attempts = fence`.execute(db);
  },
};
