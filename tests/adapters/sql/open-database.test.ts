import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { openDatabase } from "../../../src/adapters/sql/open-database.ts";
import { commitOf, first, incident, minute } from "./builders.ts";
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

  test("answers no ping once it is closed", async () => {
    const database = await openDatabase(await databases.freshUrl());
    await database.close();
    await expect(database.ping()).rejects.toThrow();
  });
});
