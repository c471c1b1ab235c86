import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Kysely, PostgresDialect, sql } from "kysely";
import { Pool, type PoolConfig } from "pg";
import { makeBell } from "./bell.ts";
import { type Connection } from "./connection.ts";
import { makeListener } from "./postgres-listener.ts";
import { type Schema } from "./schema.ts";

const channel = "cordon_work";

const configOf = (url: string, readOnly: boolean): PoolConfig => ({
  connectionString: url,
  ...(readOnly && { options: "-c default_transaction_read_only=on" }),
  application_name: "cordon",
  connectionTimeoutMillis: 10_000,
  // No transaction here does anything slow inside: one that hangs must let go of its locks.
  statement_timeout: 30_000,
  idle_in_transaction_session_timeout: 30_000,
});

/** Host, port and database of a URL: what may be shown. The user's name and password may not. */
const placeOf = (url: string): string => {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
};

const checkReachable = async (pool: Pool, url: string): Promise<void> => {
  try {
    await pool.query("select 1");
  } catch (cause) {
    await pool.end();
    throw new Error(`Can't reach the PostgreSQL database ${placeOf(url)}.`, { cause });
  }
};

/** Waits for those in line: pg 8.23.1 leaves them hanging where the pool is ended before they get a connection. */
const drained = async (pool: Pool): Promise<void> => {
  while (pool.waitingCount > 0) await pause(5);
};

/**
 * Opens a PostgreSQL database: a pool for work, and one connection that listens for new jobs.
 *
 * @throws Error that names host and database (never the password) where it can't be reached.
 */
export const openPostgres = async (
  url: string,
  { onFault, readOnly }: { onFault: (fault: Error) => void; readOnly: boolean },
): Promise<Connection> => {
  const pool = new Pool(configOf(url, readOnly));
  // An idle connection that broke: the pool replaces it, and without a handler the process would end.
  pool.on("error", onFault);
  await checkReachable(pool, url);

  const self = randomUUID();
  const bell = makeBell(async (db) => {
    await sql`select pg_notify(${channel}, ${self})`.execute(db);
  });
  const listener = makeListener({
    config: configOf(url, readOnly),
    channel,
    // Our own commits ring by themselves.
    onMessage: (sender) => {
      if (sender !== self) bell.ring();
    },
    onGap: bell.ring,
    onFault,
  });
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    engine: "postgres",
    bell,
    start: listener.start,
    close: async () => {
      await listener.stop();
      await drained(pool);
      await db.destroy();
    },
  };
};
