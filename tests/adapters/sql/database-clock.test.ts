import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type DatabaseClock,
  startDatabaseClock,
} from "../../../src/adapters/sql/database-clock.ts";
import { systemRuntime } from "../../../src/adapters/clock/system-runtime.ts";
import { makeHandle } from "../../../src/application/handle.ts";
import { newStream } from "../../../src/application/ports/store.ts";
import { type Runtime } from "../../../src/application/ports/runtime.ts";
import { incidentOf } from "../../../src/core/incident/evolve.ts";
import { after, type Instant } from "../../../src/core/shared/ids.ts";
import { fakeLog } from "../../support/fakes/fake-runtime.ts";
import { by, cardOf, id, key, opened, proposed } from "../../support/given.ts";
import { people } from "../../support/incidents.ts";
import { minute } from "./builders.ts";
import { type Databases, makeDatabases } from "./databases.ts";

/** The machine's clock, so many minutes off; `skew` moves it while it runs. */
const offBy = (minutes: number) => {
  const own = systemRuntime();
  let ms = minutes * minute;
  const runtime: Runtime = { ...own, now: () => after(own.now(), ms) };
  return {
    runtime,
    skew: (to: number) => {
      ms = to * minute;
    },
  };
};

const msOf = (at: Instant): number => Date.parse(at);

/** Waits for what is to come, looking every 5 ms; fails after 5 s. */
const until = async (holds: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (holds()) return;
    await pause(5);
  }
  throw new Error("it never came");
};

describe("replicas on one PostgreSQL database", () => {
  let databases: Databases;
  let url: string;
  const clocks: DatabaseClock[] = [];
  beforeAll(async () => {
    databases = await makeDatabases("postgres");
    url = await databases.freshUrl();
  }, minute);
  afterEach(async () => {
    for (const clock of clocks.splice(0)) await clock.close();
    await databases.closeOpened();
  });
  afterAll(() => databases.stop());

  const start = async (runtime: Runtime, everyMs?: number) => {
    const log = fakeLog();
    const every = everyMs === undefined ? {} : { everyMs };
    const clock = await startDatabaseClock({ url, runtime, log, ...every });
    clocks.push(clock);
    return { runtime: clock.runtime, log };
  };

  test("agree within 100 ms, however far their own clocks are apart", async () => {
    const [ahead, behind] = [await start(offBy(10).runtime), await start(offBy(-10).runtime)];
    const [a, b] = [msOf(ahead.runtime.now()), msOf(behind.runtime.now())];
    expect(Math.abs(a - b)).toBeLessThan(100);
    // The tests' server runs on this machine: its clock is ours.
    expect(Math.abs(a - Date.now())).toBeLessThan(100);
    expect(ahead.log.lines).toMatchObject([{ level: "warn" }]);
    expect(Number(ahead.log.lines[0]?.fields["offsetMs"])).toBeCloseTo(-10 * minute, -3);
  });

  test("find a clock that was set while they ran, say so, and don't go back", async () => {
    const own = offBy(0);
    const { runtime, log } = await start(own.runtime, 20);
    expect(log.lines).toEqual([]);
    own.skew(-10);
    await until(() => log.lines.length === 1);
    expect(Math.abs(msOf(runtime.now()) - Date.now())).toBeLessThan(100);
    const before = runtime.now();
    own.skew(10);
    await until(() => log.lines.length === 2);
    own.skew(-10);
    await until(() => log.lines.length === 3);
    expect(msOf(runtime.now())).toBeGreaterThanOrEqual(msOf(before));
  });

  test("keep the last measurement while the database can't be asked", async () => {
    const { runtime, log } = await start(offBy(-10).runtime, 20);
    const name = new URL(url).pathname.slice(1);
    const admin = url.replace(name, "postgres");
    await databases.tamper(admin, `alter database ${name} allow_connections false`);
    try {
      await until(() => log.lines.some(({ text }) => text.includes("can't be read")));
      expect(Math.abs(msOf(runtime.now()) - Date.now())).toBeLessThan(100);
      await expect(start(offBy(0).runtime)).rejects.toThrow(/not currently accepting/);
    } finally {
      await databases.tamper(admin, `alter database ${name} allow_connections true`);
    }
  });

  /** An approval of a proposal that lapsed a second ago by the database's clock. */
  const approveLate = async (runtime: Runtime) => {
    const { store } = await databases.openFresh();
    const asked = proposed();
    if (asked.type !== "StepProposed") throw new Error("not a proposal");
    const expiresAt = after(systemRuntime().now(), -1_000);
    const events = [opened, { ...asked, expiresAt }];
    await store.commit({
      incident: id,
      expectedVersion: newStream,
      events,
      state: incidentOf(events),
      jobs: [],
      handles: [],
    });
    const wish = { type: "Approve", step: key("one"), ...cardOf() } as const;
    const answer = await makeHandle(
      store,
      runtime,
    )({ incident: id, actor: by(people.ana), wishes: [wish] });
    return answer.kind === "handled" ? (answer.refusal?.code ?? "recorded") : answer.kind;
  };

  test("refuse what has lapsed by the database's clock, also where their own is behind", async () => {
    const late = offBy(-10).runtime;
    expect(await approveLate(late)).toBe("recorded");
    expect(await approveLate((await start(late)).runtime)).toBe("R-107");
  });
});

describe("a process by itself", () => {
  test.each([
    ["with SQLite keeps its machine's clock", "file:/nowhere/cordon.db", 1],
    ["with a fast clock keeps that", "postgres://127.0.0.1:1/nowhere", 60],
  ])("%s", async (_, url, speed) => {
    const runtime = systemRuntime({ speed });
    const clock = await startDatabaseClock({ url, runtime, log: fakeLog() });
    expect(clock.runtime).toBe(runtime);
    await clock.close();
  });
});
