import { setTimeout as pause } from "node:timers/promises";
import {
  SelectQueryNode,
  SqliteDialect,
  SqliteDriver,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from "kysely";
import { type Database } from "libsql";
import { codeOf } from "./faults.ts";

/**
 * How long SQLite itself waits for another process's lock: short, because that wait stops the event loop
 * (and with it another handle of this process that may hold the lock). A commit takes about 1 ms.
 */
export const busyTimeoutMs = 15;
/** How long a statement is tried again, without stopping the event loop, before the store counts as down. */
const patienceMs = 10_000;

/** Does the work again while another process holds the lock. A statement that was refused as busy changed nothing. */
export const patiently = async <T>(work: () => T): Promise<T> => {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return work();
    } catch (fault) {
      if (codeOf(fault)?.startsWith("SQLITE_BUSY") !== true || performance.now() > until)
        throw fault;
      await pause(Math.random() * 10);
    }
  }
};

/**
 * A plain BEGIN would take the lock at its first write, and fail there at once when another process has written
 * since its first read; IMMEDIATE waits at the start, and nothing after it can be busy.
 *
 * By exec, because libsql 0.5.29 doesn't reset a prepared statement that was refused as busy: until it is
 * collected as garbage, every commit fails with "SQL statements in progress".
 */
const begin = (database: Database): Promise<void> =>
  patiently(() => {
    database.exec("begin immediate");
  });

/**
 * A statement outside of a transaction is the queue's or a note of what was posted: claims, ends of jobs, posts. Lost
 * with the machine's power, it happens again, and nothing else was said to anybody. Each sync stops the event loop (2.5 ms
 * where it was measured, a dozen in the course of one approval); the next commit of a record syncs the same file, and with it
 * everything before (SQLite, write-ahead log: synchronous NORMAL).
 */
const unsynced = async <T>(database: Database, work: () => Promise<T>): Promise<T> => {
  database.pragma("synchronous = NORMAL");
  try {
    return await work();
  } finally {
    database.pragma("synchronous = FULL");
  }
};

/** Gives every statement that writes a transaction, so that only `begin` ever meets another process's lock. */
const inTransaction = async <R>(
  database: Database,
  work: () => Promise<QueryResult<R>>,
): Promise<QueryResult<R>> => {
  await begin(database);
  try {
    const result = await work();
    database.exec("commit");
    return result;
  } catch (fault) {
    if (database.inTransaction) database.exec("rollback");
    throw fault;
  }
};

class PatientDriver extends SqliteDriver {
  readonly #database: Database;
  constructor(database: Database) {
    super({ database });
    this.#database = database;
  }
  override async acquireConnection(): Promise<DatabaseConnection> {
    const database = this.#database;
    const connection = await super.acquireConnection();
    if (!database.open) {
      await this.releaseConnection();
      throw new Error("The database was closed.");
    }
    return {
      executeQuery: async <R>(query: CompiledQuery) =>
        SelectQueryNode.is(query.query) || database.inTransaction
          ? await connection.executeQuery<R>(query)
          : await unsynced(database, () =>
              inTransaction(database, () => connection.executeQuery<R>(query)),
            ),
      streamQuery: connection.streamQuery.bind(connection),
    };
  }
  override async beginTransaction(): Promise<void> {
    await begin(this.#database);
  }
  /** Waits for the transaction under way: libsql 0.5.29 aborts the whole process when a closed file is used. */
  override async destroy(): Promise<void> {
    await super.acquireConnection();
    await super.destroy();
    await this.releaseConnection();
  }
}

/** Kysely's SQLite dialect, for a file that several processes write. */
export class PatientSqliteDialect extends SqliteDialect {
  readonly #database: Database;
  constructor(database: Database) {
    super({ database });
    this.#database = database;
  }
  override createDriver(): Driver {
    return new PatientDriver(this.#database);
  }
}
