import { sql } from "kysely";
import { type Engine } from "../schema.ts";
import { type Migration, type Tables } from "./migration.ts";

const createExceptions = async (db: Tables, engine: Engine): Promise<void> => {
  // Bytewise order on PostgreSQL too, whatever its locale: instants are compared as text.
  const text = engine === "postgres" ? sql`text collate "C"` : sql`text`;
  const end = engine === "postgres" ? sql`` : sql`strict`;
  await db.schema
    .createTable("exceptions")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("number", "integer", (c) => c.notNull().unique())
    .addColumn("incident", text)
    .addColumn("approval", text, (c) => c.unique())
    .addColumn("state", text, (c) => c.notNull())
    .addColumn("open", "integer", (c) => c.notNull())
    .addColumn("expires_at", text)
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("root", text, (c) => c.notNull())
    .addColumn("snapshot", text, (c) => c.notNull())
    .modifyEnd(end)
    .execute();
  await db.schema.createIndex("exceptions_incident").on("exceptions").column("incident").execute();
  await db.schema
    .createTable("exception_events")
    .addColumn("exception", text, (c) => c.notNull().references("exceptions.id"))
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("at", text, (c) => c.notNull())
    .addColumn("type", text, (c) => c.notNull())
    .addColumn("payload", text, (c) => c.notNull())
    .addColumn("prev", text, (c) => c.notNull())
    .addColumn("hash", text, (c) => c.notNull())
    .addPrimaryKeyConstraint("exception_events_pkey", ["exception", "seq"])
    .modifyEnd(end)
    .execute();
};

/**
 * The register of exceptions, and the shape of an incident's stored state: one of an older shape isn't used, its
 * events are read again instead.
 */
export const exceptions: Migration = {
  number: 4,
  name: "exceptions",
  up: async (db, engine) => {
    await createExceptions(db, engine);
    await db.schema
      .alterTable("snapshots")
      .addColumn("shape", "integer", (c) => c.notNull().defaultTo(0))
      .execute();
  },
};
