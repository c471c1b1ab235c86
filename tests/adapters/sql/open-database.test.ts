import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { openDatabase } from "../../../src/adapters/sql/open-database.ts";
import { incidentIdOf } from "../../../src/core/shared/ids.ts";
import { commitOf, first, incident, job, minute } from "./builders.ts";
import { engines, makeDatabases, type Databases } from "./databases.ts";

describe("a database that can't be opened", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cordon-open-"));
    await mkdir(join(folder, "a-folder"));
    await writeFile(join(folder, "a-text"), "This is no database. ".repeat(100));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(["a-folder", "a-text", "a-text/below.db"])("names the file: %s", async (name) => {
    const path = join(folder, name);
    await expect(openDatabase(`file:${path}`)).rejects.toThrow(
      `Can't open the database file ${path}.`,
    );
  });

  test("names host and database, and never the password", async () => {
    // Port 9 is "discard": nothing listens there.
    const failed = openDatabase("postgres://cordon:hunter2@127.0.0.1:9/incidents");
    await expect(failed).rejects.toThrow(
      "Can't reach the PostgreSQL database 127.0.0.1:9/incidents.",
    );
    await expect(failed).rejects.not.toThrow("hunter2");
  });

  test("refuses other kinds of URL without repeating them", async () => {
    const failed = openDatabase("mysql://cordon:hunter2@127.0.0.1/incidents");
    await expect(failed).rejects.toThrow(/file:, postgres:\/\//);
    await expect(failed).rejects.not.toThrow("hunter2");
  });
});

describe("an SQLite file that is closed while others wait for it", () => {
  let databases: Databases;
  beforeAll(async () => {
    databases = await makeDatabases("sqlite");
  });
  afterAll(() => databases.stop());

  test("refuses those that still wait, at whichever moment it is closed", async () => {
    const url = await databases.freshUrl();
    const refused = new Set<string>();
    for (let moment = 0; moment < 60; moment += 1) {
      const database = await openDatabase(url);
      const answers = [1, 2, 3, 4].map((n) =>
        database.queue.enqueue([job({ key: `k${n}` })]).catch((fault: unknown) => {
          refused.add(String(fault));
        }),
      );
      for (let passed = 0; passed < moment; passed += 1) await Promise.resolve();
      await database.close();
      await Promise.all(answers);
    }
    expect([...refused]).toEqual(["Error: The database was closed."]);
  });
});

describe.each(engines)("opening %s", (engine) => {
  let databases: Databases;
  beforeAll(async () => {
    databases = await makeDatabases(engine);
  }, minute);
  afterEach(() => databases.closeOpened());
  afterAll(() => databases.stop());

  test("works for several that start at once on an empty database", async () => {
    const url = await databases.freshUrl();
    const opened = await Promise.all(Array.from({ length: 6 }, () => databases.open(url)));
    for (const [version, { store, ping }] of opened.entries()) {
      await ping();
      expect(await store.commit(commitOf(first, version))).toMatchObject({ kind: "committed" });
    }
    expect(await opened[0]?.store.load(first)).toEqual(incident(first, 6));
  });

  test("keeps everything over a restart", async () => {
    const url = await databases.freshUrl();
    const before = await openDatabase(url);
    await before.store.commit(commitOf(first, 0));
    await before.close();
    const after = await databases.open(url);
    expect(await after.store.load(first)).toEqual(incident(first, 1));
  });

  test("refuses a database of a newer version", async () => {
    const url = await databases.freshUrl();
    await databases.open(url);
    await databases.tamper(url, "insert into migrations values (9999, 'later', '')");
    await expect(openDatabase(url)).rejects.toThrow(/migration 9999/);
  });

  test("closes between commits, not inside one", async () => {
    const url = await databases.freshUrl();
    const database = await openDatabase(url);
    const commits = Array.from({ length: 20 }, (_, index) =>
      database.store.commit(commitOf(incidentIdOf(index + 1), 0)),
    );
    const answers = Promise.allSettled(commits);
    await commits[0];
    await database.close();
    const kept = (await answers).filter(({ status }) => status === "fulfilled").length;
    const { store } = await databases.open(url);
    expect(await store.list({})).toHaveLength(kept);
    expect(kept).toBeGreaterThan(0);
  });

  test("answers no ping once it is closed", async () => {
    const database = await openDatabase(await databases.freshUrl());
    await database.close();
    await expect(database.ping()).rejects.toThrow();
  });
});
