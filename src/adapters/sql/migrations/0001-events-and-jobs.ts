import { sql, type RawBuilder } from "kysely";
import { type Engine } from "../schema.ts";
import { type Migration, type Tables } from "./migration.ts";

type Words = { readonly text: RawBuilder<unknown>; readonly end: RawBuilder<unknown> };

/** Bytewise order on PostgreSQL too, whatever its locale: instants are compared as text. */
const wordsOf: Readonly<Record<Engine, Words>> = {
  sqlite: { text: sql`text`, end: sql`strict` },
  postgres: { text: sql`text collate "C"`, end: sql`` },
};

const createIncidents = async (db: Tables, { text, end }: Words): Promise<void> => {
  await db.schema
    .createTable("incidents")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("number", "integer", (c) => c.notNull().unique())
    .addColumn("opened_at", text, (c) => c.notNull())
    .addColumn("open", "integer", (c) => c.notNull())
    .addColumn("conversation_id", text)
    .addColumn("summary", text, (c) => c.notNull())
    .modifyEnd(end)
    .execute();
  await db.schema
    .createIndex("incidents_conversation")
    .on("incidents")
    .column("conversation_id")
    .execute();
};

const createRecord = async (db: Tables, { text, end }: Words): Promise<void> => {
  await db.schema
    .createTable("events")
    .addColumn("incident", text, (c) => c.notNull().references("incidents.id"))
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("at", text, (c) => c.notNull())
    .addColumn("type", text, (c) => c.notNull())
    .addColumn("payload", text, (c) => c.notNull())
    .addColumn("prev", text, (c) => c.notNull())
    .addColumn("hash", text, (c) => c.notNull())
    .addPrimaryKeyConstraint("events_pkey", ["incident", "seq"])
    .modifyEnd(end)
    .execute();
  await db.schema
    .createTable("snapshots")
    .addColumn("incident", text, (c) => c.primaryKey().references("incidents.id"))
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("root", text, (c) => c.notNull())
    .addColumn("state", text, (c) => c.notNull())
    .modifyEnd(end)
    .execute();
};

const createJobs = async (db: Tables, { text, end }: Words, engine: Engine): Promise<void> => {
  const table = db.schema.createTable("jobs");
  const withId =
    engine === "sqlite"
      ? table.addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
      : table.addColumn("id", "bigint", (c) => c.primaryKey().generatedAlwaysAsIdentity());
  await withId
    .addColumn("kind", text, (c) => c.notNull())
    .addColumn("key", text, (c) => c.notNull())
    .addColumn("incident", text, (c) => c.notNull())
    .addColumn("payload", text, (c) => c.notNull())
    .addColumn("run_at", text, (c) => c.notNull())
    .addColumn("status", text, (c) => c.notNull().defaultTo("due"))
    .addColumn("fence", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("lease_until", text)
    .addColumn("last_error", text)
    .modifyEnd(end)
    .execute();
};

/** The rules of the queue, held by the database itself, whatever two workers do in the same instant. */
const createJobRules = async (db: Tables): Promise<void> => {
  await sql`create unique index jobs_due_key on jobs (key) where status = 'due'`.execute(db);
  await sql`create unique index jobs_claimed_key on jobs (key) where status = 'claimed'`.execute(
    db,
  );
  // Two workers that draw the same incident's cards would overtake each other.
  await sql`create unique index jobs_claimed_show on jobs (incident) where status = 'claimed' and kind = 'show'`.execute(
    db,
  );
  await sql`create index jobs_by_run_at on jobs (run_at, id) where status <> 'buried'`.execute(db);
};

const createChat = async (db: Tables, { text, end }: Words): Promise<void> => {
  await db.schema
    .createTable("handles")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("nonce", text, (c) => c.notNull())
    .addColumn("incident", text)
    .addColumn("payload", text, (c) => c.notNull())
    .modifyEnd(end)
    .execute();
  await db.schema
    .createTable("posts")
    .addColumn("incident", text, (c) => c.notNull())
    .addColumn("key", text, (c) => c.notNull())
    .addColumn("conversation_id", text, (c) => c.notNull())
    .addColumn("activity_id", text, (c) => c.notNull())
    .addColumn("digest", text, (c) => c.notNull())
    .addPrimaryKeyConstraint("posts_pkey", ["incident", "key"])
    .modifyEnd(end)
    .execute();
  await db.schema
    .createTable("inbound")
    .addColumn("key", text, (c) => c.primaryKey())
    .addColumn("incident", text, (c) => c.notNull())
    .addColumn("version", "integer", (c) => c.notNull())
    .modifyEnd(end)
    .execute();
};

export const eventsAndJobs: Migration = {
  number: 1,
  name: "events-and-jobs",
  up: async (db, engine) => {
    const words = wordsOf[engine];
    await createIncidents(db, words);
    await createRecord(db, words);
    await createJobs(db, words, engine);
    await createJobRules(db);
    await createChat(db, words);
  },
};
