import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { Client } from "pg";
import { at, commitOf, first, job, minute } from "./builders.ts";
import { databasesForFile } from "./databases-for-file.ts";

describe("processes on one PostgreSQL database", () => {
  const databases = databasesForFile("postgres");

  test("wake each other when a commit adds a job", async () => {
    const url = await databases.freshUrl();
    const [here, there] = [await databases.open(url), await databases.open(url)];
    const rung = new Promise<void>((resolve) => there.queue.onWork(resolve));
    await here.store.commit(commitOf(first, 0, { jobs: [job()] }));
    await rung;
    expect(await there.queue.claim(job().runAt, minute)).toMatchObject(job());
  });

  test("listen again after their connections were cut", async () => {
    const url = await databases.freshUrl();
    const faults: Error[] = [];
    const [here, there] = [
      await databases.open(url, (fault) => faults.push(fault)),
      await databases.open(url, (fault) => faults.push(fault)),
    ];
    const gap = new Promise<void>((resolve) => there.queue.onWork(resolve));
    await databases.tamper(
      url,
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like 'listen%'",
    );
    // Something may have been missed: the worker is told to look.
    await gap;
    expect(faults.length).toBeGreaterThan(0);
    const rung = new Promise<void>((resolve) => there.queue.onWork(resolve));
    await here.queue.enqueue([job()]);
    await rung;
    await there.ping();
  });

  test("never show one incident at once, even where both chose before the other was seen", async () => {
    const url = await databases.freshUrl();
    const { queue } = await databases.open(url);
    await queue.enqueue(["a", "b"].map((key) => job({ kind: "show", key })));
    const rival = new Client(url);
    await rival.connect();
    await rival.query("begin");
    await rival.query(
      "update jobs set status = 'claimed', fence = 1, lease_until = '2027' where key = 'a'",
    );
    // "a" is passed over because it is locked, and "b" looks free; the index makes the claim wait for the rival.
    const claim = queue.claim(at(), minute);
    expect(await Promise.race([claim, pause(200, "waiting")])).toBe("waiting");
    await rival.query("commit");
    await rival.end();
    expect(await claim).toBeUndefined();
  });
});
