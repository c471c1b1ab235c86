import { sql } from "kysely";
import { type Migration } from "./migration.ts";

/** How far each target of a list is, by the plan that was approved for it. */
export const targets: Migration = {
  number: 5,
  name: "targets",
  up: async (db, engine) => {
    // Bytewise order on PostgreSQL too, whatever its locale: pages go by the order of the ids.
    const text = engine === "postgres" ? sql`text collate "C"` : sql`text`;
    const end = engine === "postgres" ? sql`` : sql`strict`;
    await db.schema
      .createTable("targets")
      .addColumn("incident", text, (c) => c.notNull())
      .addColumn("step", text, (c) => c.notNull())
      .addColumn("plan_hash", text, (c) => c.notNull())
      .addColumn("target", text, (c) => c.notNull())
      .addColumn("state", text, (c) => c.notNull())
      .addColumn("why", text, (c) => c.notNull())
      .addColumn("request_id", text, (c) => c.notNull())
      .addColumn("at", text, (c) => c.notNull())
      .addPrimaryKeyConstraint("targets_pkey", ["incident", "step", "plan_hash", "target"])
      .modifyEnd(end)
      .execute();
  },
};
