import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { incidentIdOf, type IncidentId } from "../../../src/core/shared/ids.ts";
import { minute } from "./builders.ts";
import { databasesForFile } from "./databases-for-file.ts";

const appender = fileURLToPath(new URL("appender.ts", import.meta.url));

type Appender = {
  readonly child: ChildProcess;
  /** The last version that the process was told is committed. */
  readonly acknowledged: () => number;
  readonly ended: Promise<unknown>;
};

/** A process of its own that appends to an incident and says so after each commit. */
const startAppender = (url: string, incident: IncidentId, until: number): Appender => {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", appender, url, incident, String(until)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let last = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    last = Number(line);
  });
  return { child, acknowledged: () => last, ended: once(child, "close") };
};

describe("processes on one SQLite file", () => {
  const databases = databasesForFile("sqlite");

  test(
    "that start at once and write at once lose nothing",
    async () => {
      const url = await databases.freshUrl();
      const ids = [incidentIdOf(1), incidentIdOf(2)];
      const writers = ids.map((id) => startAppender(url, id, 150));
      await Promise.all(writers.map(({ ended }) => ended));
      expect(writers.map(({ child }) => child.exitCode)).toEqual([0, 0]);
      const { store } = await databases.open(url);
      for (const id of ids) {
        expect((await store.load(id))?.version).toBe(150);
        expect(await store.verify(id)).toEqual({ ok: true });
      }
    },
    minute,
  );

  test(
    "that are killed while writing lose no commit that was acknowledged",
    async () => {
      const url = await databases.freshUrl();
      const id = incidentIdOf(1);
      const { store } = await databases.open(url);
      let kept = 0;
      for (let kill = 0; kill < 10; kill += 1) {
        const writer = startAppender(url, id, Number.MAX_SAFE_INTEGER);
        while (writer.acknowledged() <= kept && writer.child.exitCode === null) await pause(2);
        await pause(Math.random() * 100);
        writer.child.kill("SIGKILL");
        await writer.ended;
        const version = (await store.load(id))?.version ?? 0;
        // One more than was said is possible: committed, and killed before saying so.
        expect(version - writer.acknowledged()).toBeGreaterThanOrEqual(0);
        expect(version).toBeGreaterThan(kept);
        expect(await store.verify(id)).toEqual({ ok: true });
        kept = version;
      }
    },
    2 * minute,
  );
});
