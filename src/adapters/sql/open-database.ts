import { sql } from "kysely";
import { type Register } from "../../application/ports/register.ts";
import { type Secrets } from "../../application/ports/secrets.ts";
import { type Queue, type Store } from "../../application/ports/store.ts";
import { type Targets } from "../../application/ports/targets.ts";
import { instant, type Instant } from "../../core/shared/ids.ts";
import { type Connection } from "./connection.ts";
import { checkMigrated, migrate } from "./migrate.ts";
import { makeQueue } from "./queue.ts";
import { makeRegister } from "./register.ts";
import { makeSecrets } from "./secrets.ts";
import { makeStore } from "./store.ts";
import { makeTargets } from "./targets.ts";

export type OpenDatabase = {
  readonly store: Store;
  readonly queue: Queue;
  readonly register: Register;
  readonly targets: Targets;
  /** Secrets for one person, under this key of 32 bytes. */
  readonly secrets: (key: Buffer, now: () => Instant) => Secrets;
  /** When the last entry of any incident was made; undefined while there is none. */
  readonly latest: () => Promise<Instant | undefined>;
  /** Resolves where the database answers. */
  readonly ping: () => Promise<void>;
  /** Stops listening and closes the file or the connections. */
  readonly close: () => Promise<void>;
};

export type OpenOptions = {
  /** A connection broke while nobody was using it. It is replaced; whoever runs the service should know. */
  readonly onFault?: (fault: Error) => void;
  /** The tables stay as they are, and the database itself refuses whatever would write. */
  readonly readOnly?: boolean;
};

const warn = (fault: Error): void => {
  process.emitWarning(`database: ${fault.message}`);
};

/** The driver is loaded when it is used: only one of them is ever in memory. */
const connect = async (url: string, options: OpenOptions): Promise<Connection> => {
  const { onFault = warn, readOnly = false } = options;
  if (url.startsWith("file:")) {
    const { openSqlite } = await import("./open-sqlite.ts");
    return openSqlite(url, readOnly);
  }
  if (/^postgres(ql)?:\/\//.test(url)) {
    const { openPostgres } = await import("./open-postgres.ts");
    return openPostgres(url, { onFault, readOnly });
  }
  // Not the URL itself: whatever it is, it may hold a password.
  throw new Error("The database URL must begin with file:, postgres:// or postgresql://.");
};

/** Nobody waits for work who only reads. */
const prepare = async (connection: Connection, readOnly: boolean): Promise<void> => {
  if (readOnly) return checkMigrated(connection.db);
  await migrate(connection.db, connection.engine);
  await connection.start();
};

/**
 * Opens the event store, the register and the queue of a URL, and brings the tables up to date.
 *
 * `file:./data/cordon.db` is an SQLite file, made with its folder where it isn't there; several processes may
 * open the same one. `postgres://…` is a PostgreSQL database.
 *
 * @throws Error that names the file, or host and database, where it can't be opened.
 */
export const openDatabase = async (
  url: string,
  options: OpenOptions = {},
): Promise<OpenDatabase> => {
  const connection = await connect(url, options);
  try {
    await prepare(connection, options.readOnly ?? false);
  } catch (fault) {
    await connection.close();
    throw fault;
  }
  return {
    store: makeStore(connection),
    queue: makeQueue(connection),
    register: makeRegister(connection),
    targets: makeTargets(connection.db),
    secrets: (key, now) => makeSecrets(connection.db, key, now),
    latest: async () => {
      const { at } = await connection.db
        .selectFrom("events")
        .select((eb) => eb.fn.max("at").as("at"))
        .executeTakeFirstOrThrow();
      return instant.nullable().parse(at) ?? undefined;
    },
    ping: async () => {
      await connection.db.selectNoFrom(sql.lit(1).as("one")).execute();
    },
    close: connection.close,
  };
};
