/** Commits a second in SQLite, against the same rows by hand through the same library. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { openDatabase, type OpenDatabase } from "../../src/adapters/sql/open-database.ts";
import { type Incident } from "../../src/core/incident/types.ts";
import { incidentIdOf } from "../../src/core/shared/ids.ts";
import { at, commitOf, job } from "../adapters/sql/builders.ts";
import { anIncident } from "../support/incidents.ts";
import { type Figure, spellRatio } from "./figure.ts";

const forMs = 2_000;

const stateOf = (number: number, version: number): Incident => ({
  ...anIncident(),
  id: incidentIdOf(number),
  version,
});

/** Commits on an incident of its own until the time is over; returns how many. */
const writeUntil = async (
  { store }: OpenDatabase,
  number: number,
  until: number,
): Promise<number> => {
  const id = incidentIdOf(number);
  let version = 0;
  while (performance.now() < until) {
    const state = stateOf(number, version + 1);
    const jobs = [job({ kind: "show", incident: id, key: `show:${id}`, runAt: at() })];
    const { kind } = await store.commit(commitOf(id, version, { state, jobs }));
    if (kind !== "committed") throw new Error(`a commit was answered ${kind}`);
    version += 1;
  }
  return version;
};

const perSecond = async (folder: string, writers: number): Promise<number> => {
  const database = await openDatabase(`file:${join(folder, `${writers}.db`)}`);
  try {
    const until = performance.now() + forMs;
    const numbers = Array.from({ length: writers }, (_, index) => index + 1);
    const counts = await Promise.all(numbers.map((number) => writeUntil(database, number, until)));
    return (counts.reduce((sum, count) => sum + count, 0) * 1_000) / forMs;
  } finally {
    await database.close();
  }
};

/** One event, the snapshot and one job in a transaction: no checks, no hash, no query builder. */
const barePerSecond = (folder: string): number => {
  const database = new Database(join(folder, "bare.db"));
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec("create table events (seq integer primary key, payload text)");
  database.exec("create table snapshots (incident text primary key, state text)");
  database.exec("create table jobs (key text primary key, payload text)");
  const event = database.prepare("insert into events (payload) values (?)");
  const snapshot = database.prepare("insert or replace into snapshots values ('INC-0001', ?)");
  const work = database.prepare("insert or replace into jobs values ('show', ?)");
  const state = JSON.stringify(stateOf(1, 1));
  const until = performance.now() + forMs;
  let count = 0;
  while (performance.now() < until) {
    database.exec("begin immediate");
    event.run(JSON.stringify(commitOf(incidentIdOf(1), 0).events));
    snapshot.run(state);
    work.run("{}");
    database.exec("commit");
    count += 1;
  }
  database.close();
  return (count * 1_000) / forMs;
};

export const measureStore = async (): Promise<readonly Figure[]> => {
  const folder = await mkdtemp(join(tmpdir(), "cordon-bench-"));
  try {
    const one = await perSecond(folder, 1);
    const many = await perSecond(folder, 16);
    const bare = barePerSecond(folder);
    const kb = (JSON.stringify(stateOf(1, 1)).length / 1_024).toFixed(0);
    const peer = (rate: number): string =>
      `${spellRatio(bare / rate)} fewer than ${bare.toFixed(0)}/s of libsql alone`;
    const spell = (rate: number): string => `${rate.toFixed(0)} commits/s`;
    return [
      {
        name: "SQLite, 1 writer",
        measured: spell(one),
        target: "none",
        note: `${peer(one)}; event, ${kb} kB snapshot, job, synced`,
      },
      { name: "SQLite, 16 writers", measured: spell(many), target: "none", note: peer(many) },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
