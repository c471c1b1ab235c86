import { sql } from "kysely";
import { migrations as landed } from "./migrations/catalogue.ts";
import { type Migration } from "./migrations/migration.ts";
import { type Db, type Engine } from "./schema.ts";

/** Any number that no other program takes on the same database. */
const advisoryLock = 7_246_301;

/** One process migrates, the others wait: SQLite's transactions are exclusive, PostgreSQL has a lock for it. */
const lock = async (tx: Db, engine: Engine): Promise<void> => {
  if (engine === "postgres") await sql`select pg_advisory_xact_lock(${advisoryLock})`.execute(tx);
};

const appliedNumbers = async (tx: Db): Promise<readonly number[]> => {
  await tx.schema
    .createTable("migrations")
    .ifNotExists()
    .addColumn("number", "integer", (c) => c.primaryKey())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("applied_at", "text", (c) => c.notNull())
    .execute();
  return (await tx.selectFrom("migrations").select("number").execute()).map((row) => row.number);
};

const newerThanThis = (applied: readonly number[], known: readonly Migration[]): void => {
  const unknown = applied.filter((number) => !known.some((m) => m.number === number));
  if (unknown.length > 0)
    throw new Error(
      `This database has migration ${unknown.join(", ")}, which this version of Cordon doesn't know. Start the version that made it, or a newer one.`,
    );
};

/**
 * For those who only read: the tables must be exactly those of this version.
 *
 * @throws Error where the database is older or newer, or isn't Cordon's.
 */
export const checkMigrated = async (db: Db): Promise<void> => {
  const rows = await db
    .selectFrom("migrations")
    .select("number")
    .execute()
    .catch((cause: unknown) => {
      throw new Error("This database isn't Cordon's, or was never started with.", { cause });
    });
  const applied = rows.map(({ number }) => number);
  newerThanThis(applied, landed);
  if (landed.some(({ number }) => !applied.includes(number)))
    throw new Error("This database is of an older version. Start this version of Cordon once.");
};

/**
 * Runs the migrations that this database hasn't run, all of them or none.
 *
 * @throws Error where the database was made by a newer version of Cordon.
 */
export const migrate = async (
  db: Db,
  engine: Engine,
  migrations: readonly Migration[] = landed,
): Promise<void> => {
  await db.transaction().execute(async (tx) => {
    await lock(tx, engine);
    const applied = await appliedNumbers(tx);
    newerThanThis(applied, migrations);
    for (const { number, name, up } of migrations) {
      if (applied.includes(number)) continue;
      await up(tx, engine);
      await tx
        .insertInto("migrations")
        .values({ number, name, applied_at: new Date().toISOString() })
        .execute();
    }
  });
};
