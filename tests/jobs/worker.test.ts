import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { type ClaimedJob, jobKinds, type JobKind } from "../../src/application/ports/store.ts";
import { finished, type JobHandler } from "../../src/jobs/job.ts";
import { makeWorker, type Worker } from "../../src/jobs/worker.ts";
import { incidentIdOf, type Instant } from "../../src/core/shared/ids.ts";
import { fakeLog, fakeRuntime } from "../support/fakes/fake-runtime.ts";
import { memoryStore } from "../support/fakes/memory-store.ts";
import { at } from "../support/incidents.ts";

const first = incidentIdOf(1);
const started: Worker[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.stop()));
});

/** A worker over an empty queue; every kind of job is done by the same handler. */
const makeBench = (handler: JobHandler, concurrency = 4) => {
  const memory = memoryStore();
  const runtime = fakeRuntime(at("03:00"));
  const log = fakeLog();
  const handlers = Object.fromEntries(jobKinds.map((kind) => [kind, handler])) as Record<
    JobKind,
    JobHandler
  >; // fromEntries forgets the keys; jobKinds has them all.
  const givenUp: string[] = [];
  const onGivenUp = (job: { readonly key: string }, reason: string): Promise<void> => {
    givenUp.push(`${job.key}: ${reason}`);
    return Promise.resolve();
  };
  const worker = makeWorker({
    queue: memory.queue,
    handlers,
    runtime,
    log,
    concurrency,
    slow: { kinds: [], atOnce: 1 },
    onGivenUp,
  });
  started.push(worker);
  const add = (key: string, runAt: Instant = runtime.now()) =>
    memory.queue.enqueue([{ kind: "find-place", incident: first, key, payload: {}, runAt }]);
  /** Lets time pass and rings, as the next commit would. */
  const pass = async (ms: number): Promise<void> => {
    runtime.pass(ms);
    await memory.queue.enqueue([]);
  };
  /** Does nothing run? A job that was put back is due at its own time, a claimed one at its lease's end. */
  const isAtRest = async (): Promise<boolean> =>
    (await memory.queue.nextDue()) === memory.queue.jobs()[0]?.runAt;
  return { memory, runtime, log, worker, add, pass, isAtRest };
};

/** Waits for what is to come, looking every 2 ms; fails after 2 s. */
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error("it never came");
};

/** A job that ends when it is told to. */
const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};

describe("the worker", () => {
  test("does what is due when it starts, and what comes later", async () => {
    const done: string[] = [];
    const bench = makeBench((job) => {
      done.push(job.key);
      return Promise.resolve(finished);
    });
    await bench.add("one");
    bench.worker.start();
    await until(() => done.length === 1);
    await bench.add("two");
    await until(() => done.length === 2);
    expect(done).toEqual(["one", "two"]);
    await until(() => bench.memory.queue.jobs().length === 0);
  });

  test("does nothing before it starts, and nothing after it stopped", async () => {
    const done: string[] = [];
    const bench = makeBench((job) => {
      done.push(job.key);
      return Promise.resolve(finished);
    });
    await bench.add("one");
    bench.worker.start();
    await bench.worker.stop();
    const before = done.length;
    await bench.add("two");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(done).toHaveLength(before);
    expect(bench.memory.queue.jobs().map(({ key }) => key)).toContain("two");
  });

  test("waits for what runs when it is stopped, and keeps its result", async () => {
    const { opened, open } = gate();
    let begun = false;
    const bench = makeBench(async () => {
      begun = true;
      await opened;
      return finished;
    });
    await bench.add("slow");
    bench.worker.start();
    await until(() => begun);
    let stopped = false;
    const stopping = bench.worker.stop().then(() => {
      stopped = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stopped).toBe(false);
    open();
    await stopping;
    expect(bench.memory.queue.jobs()).toEqual([]);
  });

  test("does no more at a time than it may", async () => {
    const { opened, open } = gate();
    let running = 0;
    let most = 0;
    const bench = makeBench(async () => {
      running += 1;
      most = Math.max(most, running);
      await opened;
      running -= 1;
      return finished;
    }, 3);
    for (let count = 0; count < 8; count += 1) await bench.add(`job ${String(count)}`);
    bench.worker.start();
    await until(() => running === 3);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(most).toBe(3);
    open();
    await until(() => bench.memory.queue.jobs().length === 0);
    expect(most).toBe(3);
  });

  test("runs a job again when it asked for it, and not before", async () => {
    const runs: Instant[] = [];
    const bench = makeBench(() => {
      runs.push(bench.runtime.now());
      const runAt = at("03:01");
      return Promise.resolve(
        runs.length === 1 ? { kind: "again" as const, runAt, reason: "busy" } : finished,
      );
    });
    await bench.add("one");
    bench.worker.start();
    await until(async () => (await bench.memory.queue.nextDue()) === at("03:01"));
    await bench.pass(59_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(runs).toHaveLength(1);
    await bench.pass(1_000);
    await until(() => runs.length === 2);
    expect(runs[1]).toBe(at("03:01"));
  });

  test("pauses longer after each failure, up to a minute, and buries after twelve", async () => {
    const runs: number[] = [];
    const bench = makeBench(() => {
      runs.push(Date.parse(bench.runtime.now()));
      return Promise.reject(new Error("no luck"));
    });
    await bench.add("one");
    bench.worker.start();
    for (let tries = 1; tries < 12; tries += 1) {
      await until(
        async () =>
          runs.length === tries && bench.log.lines.length === tries && (await bench.isAtRest()),
      );
      const due = (await bench.memory.queue.nextDue()) ?? bench.runtime.now();
      await bench.pass(Date.parse(due) - Date.parse(bench.runtime.now()));
    }
    await until(async () => (await bench.memory.queue.buried()).length === 1);
    const pauses = runs.slice(1).map((time, index) => (time - (runs[index] ?? 0)) / 1_000);
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]);
    expect(await bench.memory.queue.buried()).toMatchObject([{ reason: "no luck" }]);
    expect(bench.log.lines.filter(({ level }) => level === "error")).toMatchObject([
      { text: "job given up, a person must look" },
    ]);
    expect(bench.memory.queue.jobs()).toEqual([]);
  });

  test("a poisoned job doesn't hold up the others", async () => {
    const done: string[] = [];
    const bench = makeBench((job) => {
      if (job.key === "poison") return Promise.reject(new Error("no luck"));
      done.push(job.key);
      return Promise.resolve(finished);
    }, 1);
    await bench.add("poison");
    await bench.add("one");
    await bench.add("two");
    bench.worker.start();
    await until(() => done.length === 2);
    expect(done).toEqual(["one", "two"]);
  });

  test("takes over the job of a dead worker when its lease ends, with a higher fence", async () => {
    const claims: ClaimedJob[] = [];
    const bench = makeBench((job) => {
      claims.push(job);
      return Promise.resolve(finished);
    });
    await bench.add("one");
    const dead = await bench.memory.queue.claim(bench.runtime.now(), 30_000);
    bench.worker.start();
    await bench.pass(29_999);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(claims).toEqual([]);
    await bench.pass(1);
    await until(() => claims.length === 1);
    expect(claims[0]?.fence).toBe((dead?.fence ?? 0) + 1);
    // The dead one wakes up: its result counts for nothing.
    expect(dead && (await bench.memory.queue.finish(dead))).toBe(false);
  });

  test("keeps its lease while it works, however long that is", async () => {
    const { opened, open } = gate();
    let begun = false;
    const bench = makeBench(async () => {
      begun = true;
      await opened;
      return finished;
    });
    await bench.add("slow");
    jest.useFakeTimers();
    try {
      bench.worker.start();
      await jest.advanceTimersByTimeAsync(1);
      expect(begun).toBe(true);
      for (let turns = 0; turns < 12; turns += 1) {
        bench.runtime.pass(10_000);
        await jest.advanceTimersByTimeAsync(10_000);
        expect(await bench.memory.queue.claim(bench.runtime.now(), 1_000)).toBeUndefined();
      }
      open();
      await bench.worker.stop();
      expect(bench.memory.queue.jobs()).toEqual([]);
    } finally {
      jest.useRealTimers();
    }
  });

  test("two workers share a queue: every job is done once", async () => {
    const done: string[] = [];
    const bench = makeBench((job) => {
      done.push(job.key);
      return Promise.resolve(finished);
    });
    const handler: JobHandler = (job) => {
      done.push(job.key);
      return Promise.resolve(finished);
    };
    const handlers = Object.fromEntries(jobKinds.map((kind) => [kind, handler])) as Record<
      JobKind,
      JobHandler
    >; // fromEntries forgets the keys; jobKinds has them all.
    const { memory, runtime, log } = bench;
    const other = makeWorker({
      queue: memory.queue,
      handlers,
      runtime,
      log,
      concurrency: 4,
      slow: { kinds: [], atOnce: 1 },
      onGivenUp: () => Promise.resolve(),
    });
    started.push(other);
    for (let count = 0; count < 50; count += 1) await bench.add(`job ${String(count)}`);
    bench.worker.start();
    other.start();
    await until(() => memory.queue.jobs().length === 0);
    expect(done).toHaveLength(50);
    expect(new Set(done).size).toBe(50);
  });

  test("a store that goes down is told, and stopping still works", async () => {
    const bench = makeBench(() => Promise.resolve(finished));
    bench.memory.down();
    bench.worker.start();
    await until(() => bench.log.lines.some(({ text }) => text === "the queue can't be read"));
    await bench.worker.stop();
    expect(bench.log.lines.every(({ level }) => level === "error")).toBe(true);
  });
});
