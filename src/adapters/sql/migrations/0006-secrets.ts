import { sql } from "kysely";
import { type Migration } from "./migration.ts";

/** Secrets for one person, encrypted; `sealed` is null as soon as it was read or its time is over. */
export const secrets: Migration = {
  number: 6,
  name: "secrets",
  up: async (db, engine) => {
    // Bytewise order on PostgreSQL too, whatever its locale: instants are compared as text.
    const text = engine === "postgres" ? sql`text collate "C"` : sql`text`;
    const end = engine === "postgres" ? sql`` : sql`strict`;
    await db.schema
      .createTable("secrets")
      .addColumn("id", text, (c) => c.primaryKey())
      .addColumn("incident", text, (c) => c.notNull())
      .addColumn("step", text, (c) => c.notNull())
      .addColumn("approval", text)
      .addColumn("person", text, (c) => c.notNull())
      .addColumn("facts", text, (c) => c.notNull())
      .addColumn("token_hash", text, (c) => c.notNull())
      .addColumn("sealed", text)
      .addColumn("state", text, (c) => c.notNull())
      .addColumn("sealed_at", text, (c) => c.notNull())
      .addColumn("expires_at", text, (c) => c.notNull())
      .addColumn("ended_at", text)
      .modifyEnd(end)
      .execute();
    await db.schema
      .createIndex("secrets_step")
      .on("secrets")
      .columns(["incident", "step"])
      .execute();
  },
};
