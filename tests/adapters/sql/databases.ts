import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { openDatabase, type OpenDatabase } from "../../../src/adapters/sql/open-database.ts";
import { onPostgres, startPostgres } from "./postgres-server.ts";

export const engines = ["sqlite", "postgres"] as const;
export type EngineName = (typeof engines)[number];

/** Databases of one engine, for the tests of one file. */
export type Databases = {
  readonly freshUrl: () => Promise<string>;
  readonly open: (url: string, onFault?: (fault: Error) => void) => Promise<OpenDatabase>;
  readonly openFresh: () => Promise<OpenDatabase>;
  /** Runs one statement behind Cordon's back. */
  readonly tamper: (url: string, statement: string) => Promise<void>;
  /** Closes what is open: for after each test, because a server allows a hundred connections. */
  readonly closeOpened: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

type Place = Pick<Databases, "freshUrl" | "tamper"> & { readonly stop: () => Promise<void> };

const sqlitePlace = async (): Promise<Place> => {
  const folder = await mkdtemp(join(tmpdir(), "cordon-sqlite-"));
  let files = 0;
  return {
    freshUrl: () => {
      files += 1;
      return Promise.resolve(`file:${join(folder, `made/${files}/cordon.db`)}`);
    },
    tamper: (url, statement) => {
      const database = new Database(url.slice("file:".length));
      database.exec(statement);
      database.close();
      return Promise.resolve();
    },
    stop: () => rm(folder, { recursive: true, force: true }),
  };
};

const postgresPlace = async (): Promise<Place> => {
  const server = await startPostgres();
  return { freshUrl: server.freshDatabase, tamper: onPostgres, stop: server.stop };
};

export const makeDatabases = async (engine: EngineName): Promise<Databases> => {
  const place = await (engine === "sqlite" ? sqlitePlace() : postgresPlace());
  const opened: OpenDatabase[] = [];
  const open: Databases["open"] = async (url, onFault) => {
    const database = await openDatabase(url, onFault === undefined ? {} : { onFault });
    opened.push(database);
    return database;
  };
  return {
    freshUrl: place.freshUrl,
    open,
    openFresh: async () => open(await place.freshUrl()),
    tamper: place.tamper,
    closeOpened: async () => {
      for (const database of opened.splice(0)) await database.close();
    },
    stop: place.stop,
  };
};
