import { beforeEach, describe, expect, test } from "@jest/globals";
import { type OpenDatabase } from "../../../src/adapters/sql/open-database.ts";
import { type Queue } from "../../../src/application/ports/store.ts";
import { incidentIdOf } from "../../../src/core/shared/ids.ts";
import { at, claimNext, commitOf, first, job, minute } from "./builders.ts";
import { engines } from "./databases.ts";
import { databasesForFile } from "./databases-for-file.ts";

const second = incidentIdOf(2);
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Claims until nothing is due; ends each job. */
const drain = async (queue: Queue): Promise<readonly string[]> => {
  const keys: string[] = [];
  for (;;) {
    const claimed = await queue.claim(at(), minute);
    if (claimed === undefined) return keys;
    keys.push(claimed.key);
    await tick();
    if (!(await queue.finish(claimed))) throw new Error(`${claimed.key} was lost`);
  }
};

describe.each(engines)("the queue on %s", (engine) => {
  const databases = databasesForFile(engine);
  let url: string;
  let database: OpenDatabase;
  let queue: Queue;
  beforeEach(async () => {
    url = await databases.freshUrl();
    database = await databases.open(url);
    queue = database.queue;
  });

  test("hands out what is due, the oldest first, and each job once", async () => {
    await queue.enqueue([
      job({ key: "b", runAt: at(2) }),
      job({ key: "a", runAt: at(1), payload: { step: "c3" } }),
      job({ key: "c", runAt: at(9) }),
    ]);
    expect(await queue.claim(at(0), minute)).toBeUndefined();
    const one = await claimNext(queue, at(2));
    expect(one).toEqual({
      ...job({ key: "a", runAt: at(1), payload: { step: "c3" } }),
      id: one.id,
      fence: 1,
      attempts: 1,
    });
    expect(await claimNext(queue, at(2))).toMatchObject({ key: "b" });
    expect(await queue.claim(at(2), minute)).toBeUndefined();
    expect(await queue.finish(one)).toBe(true);
    expect(await queue.finish(one)).toBe(false);
  });

  test("leaves the kinds alone that somebody has enough of, and isn't woken for them", async () => {
    await queue.enqueue([
      job({ key: "logs", kind: "collect-logs", runAt: at(1) }),
      job({ key: "step", kind: "run-step", runAt: at(2) }),
    ]);
    expect(await queue.nextDue(["collect-logs"])).toBe(at(2));
    expect(await queue.claim(at(3), minute, ["collect-logs"])).toMatchObject({ key: "step" });
    expect(await queue.claim(at(3), minute, ["collect-logs"])).toBeUndefined();
    expect(await queue.claim(at(3), minute, ["run-step"])).toMatchObject({ key: "logs" });
  });

  test("hands out jobs of the same instant in the order in which they came", async () => {
    for (const key of ["z", "m", "a", "k"]) await queue.enqueue([job({ key })]);
    expect(await drain(queue)).toEqual(["z", "m", "a", "k"]);
  });

  test.each([
    [5, 3, 3],
    [3, 5, 3],
  ])("joins jobs of one key: due at %d and %d becomes %d", async (before, next, expected) => {
    await queue.enqueue([job({ runAt: at(before), payload: { n: 1 } })]);
    await queue.enqueue([job({ runAt: at(next), payload: { n: 2 } })]);
    expect(await claimNext(queue, at(9))).toMatchObject({ runAt: at(expected), payload: { n: 2 } });
    expect(await queue.claim(at(9), minute)).toBeUndefined();
  });

  test("joins jobs of one key inside one call", async () => {
    await queue.enqueue([job({ runAt: at(5) }), job({ runAt: at(3), payload: { n: 2 } })]);
    expect(await claimNext(queue, at(9))).toMatchObject({ runAt: at(3), payload: { n: 2 } });
    expect(await queue.claim(at(9), minute)).toBeUndefined();
  });

  test("orders instants by time where they are spelled differently", async () => {
    const spelled = {
      ...job({ key: "a" }),
      runAt: "2026-01-31T10:00:00Z" as ReturnType<typeof at>,
    };
    await queue.enqueue([job({ key: "b", runAt: at(500) }), spelled]);
    expect(await claimNext(queue, at(100))).toMatchObject({ key: "a", runAt: at(0) });
  });

  test("adds a job beside a claimed one of its key, for afterwards", async () => {
    await queue.enqueue([job()]);
    const running = await claimNext(queue);
    await queue.enqueue([job({ payload: { n: 2 } })]);
    expect(await queue.claim(at(), minute)).toBeUndefined();
    await queue.finish(running);
    expect(await claimNext(queue)).toMatchObject({ payload: { n: 2 } });
  });

  test("hands out one show of an incident at a time", async () => {
    const show = (key: string, incident = first) => job({ kind: "show", key, incident });
    await queue.enqueue([show("a"), show("b"), show("c", second), job({ key: "d" })]);
    const shown = await claimNext(queue);
    expect(shown.key).toBe("a");
    expect((await claimNext(queue)).key).toBe("c");
    expect((await claimNext(queue)).key).toBe("d");
    expect(await queue.claim(at(), minute)).toBeUndefined();
    await queue.finish(shown);
    expect((await claimNext(queue)).key).toBe("b");
  });

  test("hands out one show of an incident where ten workers ask in the same instant", async () => {
    const other = await databases.open(url);
    await queue.enqueue(
      Array.from({ length: 10 }, (_, index) => job({ kind: "show", key: `show:${index}` })),
    );
    for (let round = 0; round < 5; round += 1) {
      const claims = await Promise.all(
        Array.from({ length: 10 }, (_, worker) =>
          (worker % 2 === 0 ? queue : other.queue).claim(at(), minute),
        ),
      );
      const [claimed, ...more] = claims.filter((claim) => claim !== undefined);
      if (claimed === undefined) throw new Error("nobody got the job");
      expect(more).toEqual([]);
      await queue.finish(claimed);
    }
  });

  test("takes a job away from a worker whose lease is over", async () => {
    await queue.enqueue([job()]);
    const old = await claimNext(queue, at(0), 1000);
    expect(await queue.claim(at(999), minute)).toBeUndefined();
    const current = await claimNext(queue, at(1000), minute);
    expect(current).toMatchObject({ id: old.id, fence: old.fence + 1 });
    expect(await queue.extend(old, at(1), minute)).toBe(false);
    expect(await queue.retry(old, at(1), "late")).toBe(false);
    expect(await queue.bury(old, "late")).toBe(false);
    expect(await queue.finish(old)).toBe(false);
    expect(await queue.finish(current)).toBe(true);
  });

  test("reclaims the job of a dead worker before a newer one of the same key", async () => {
    await queue.enqueue([job({ runAt: at(5) })]);
    const dead = await claimNext(queue, at(5), 1000);
    await queue.enqueue([job({ runAt: at(0), payload: { n: 2 } })]);
    const again = await claimNext(queue, at(minute));
    expect(again.id).toBe(dead.id);
    expect(await queue.claim(at(minute), minute)).toBeUndefined();
  });

  test("leaves a job with a worker that extends its lease", async () => {
    await queue.enqueue([job()]);
    const held = await claimNext(queue, at(0), 1000);
    expect(await queue.extend(held, at(900), 1000)).toBe(true);
    expect(await queue.claim(at(1800), minute)).toBeUndefined();
    expect(await queue.finish(held)).toBe(true);
  });

  test("puts a job back until its time", async () => {
    await queue.enqueue([job()]);
    expect(await queue.retry(await claimNext(queue), at(500), "429")).toBe(true);
    expect(await queue.claim(at(499), minute)).toBeUndefined();
    expect(await claimNext(queue, at(500))).toMatchObject({ fence: 2, runAt: at(500) });
  });

  test("counts attempts anew for a request that joins a waiting job, and never the fence", async () => {
    await queue.enqueue([job({ payload: { plan: "first" } })]);
    const old = await claimNext(queue);
    await queue.retry(old, at(0), "503");
    await queue.retry(await claimNext(queue), at(0), "503");
    await queue.enqueue([job({ payload: { plan: "second" } })]);
    expect(await queue.finish(old)).toBe(false);
    const fresh = await claimNext(queue);
    expect(fresh).toMatchObject({ attempts: 1, fence: 3, payload: { plan: "second" } });
    expect(await queue.finish(old)).toBe(false);
    await queue.retry(fresh, at(0), "503");
    expect(await claimNext(queue)).toMatchObject({ attempts: 2, fence: 4 });
  });

  test("joins a job that is put back with a newer one of its key", async () => {
    await queue.enqueue([job()]);
    const failed = await claimNext(queue);
    await queue.enqueue([job({ runAt: at(800), payload: { n: 2 } })]);
    expect(await queue.retry(failed, at(500), "429")).toBe(true);
    expect(await queue.retry(failed, at(500), "429")).toBe(false);
    const joined = await claimNext(queue, at(500));
    expect(joined).toMatchObject({ payload: { n: 2 }, runAt: at(500) });
    await queue.finish(joined);
    expect(await queue.nextDue()).toBeUndefined();
  });

  test("keeps what it gave up on for people to see, and takes new jobs of that key", async () => {
    await queue.enqueue([job({ payload: { n: 1 } })]);
    expect(await queue.bury(await claimNext(queue), "Graph said no \u0000 😀")).toBe(true);
    expect(await queue.claim(at(minute), minute)).toBeUndefined();
    expect(await queue.nextDue()).toBeUndefined();
    expect(await queue.buried()).toEqual([
      { job: job({ payload: { n: 1 } }), reason: "Graph said no \uFFFD 😀" },
    ]);
    await queue.enqueue([job()]);
    expect(await claimNext(queue)).toMatchObject({ fence: 1 });
  });

  test("says when to look next: never in the past for a job that must wait", async () => {
    expect(await queue.nextDue()).toBeUndefined();
    await queue.enqueue([job({ runAt: at(5) })]);
    expect(await queue.nextDue()).toBe(at(5));
    await claimNext(queue, at(5), 1000);
    await queue.enqueue([job({ runAt: at(6) })]);
    expect(await queue.nextDue()).toBe(at(1005));
    await queue.enqueue([job({ key: "other", runAt: at(7) })]);
    expect(await queue.nextDue()).toBe(at(7));
  });

  test("gives each of 120 jobs to one of 8 workers on two handles", async () => {
    const other = await databases.open(url);
    const keys = Array.from({ length: 120 }, (_, index) => `k${String(index).padStart(3, "0")}`);
    await queue.enqueue(
      keys.map((key, index) =>
        job({
          key,
          kind: index % 3 === 0 ? "show" : "run-step",
          incident: incidentIdOf((index % 5) + 1),
        }),
      ),
    );
    const done = await Promise.all(
      Array.from({ length: 8 }, (_, worker) => drain(worker % 2 === 0 ? queue : other.queue)),
    );
    // A worker that saw nothing free may stop before the last show is let go: the rest is here.
    const rest = await drain(queue);
    expect([...done.flat(), ...rest].sort()).toEqual(keys);
    expect(done.filter((share) => share.length > 0).length).toBeGreaterThan(1);
  });

  test("rings when work is committed, is put in, or is let go; and stops ringing", async () => {
    let rings = 0;
    const stop = queue.onWork(() => {
      rings += 1;
    });
    const ringsOf = async (work: () => Promise<unknown>): Promise<number> => {
      rings = 0;
      await work();
      await tick();
      return rings;
    };
    const commit = (version: number, jobs = [job()]) =>
      database.store.commit(commitOf(first, version, { jobs }));
    expect(await ringsOf(() => commit(0, []))).toBe(0);
    expect(await ringsOf(() => commit(1))).toBe(1);
    expect(await ringsOf(() => commit(0))).toBe(0);
    expect(await ringsOf(() => queue.enqueue([job()]))).toBe(1);
    const held = await claimNext(queue);
    expect(await ringsOf(() => queue.finish(held))).toBe(1);
    expect(await ringsOf(() => queue.finish(held))).toBe(0);
    stop();
    expect(await ringsOf(() => queue.enqueue([job()]))).toBe(0);
  });
});
