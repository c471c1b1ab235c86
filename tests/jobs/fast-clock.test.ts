import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { systemRuntime } from "../../src/adapters/clock/system-runtime.ts";
import { type ClaimedJob, jobKinds, type JobKind } from "../../src/application/ports/store.ts";
import { after, incidentIdOf, type Instant } from "../../src/core/shared/ids.ts";
import { finished, type JobHandler } from "../../src/jobs/job.ts";
import { makeWorker, type Worker } from "../../src/jobs/worker.ts";
import { fakeLog } from "../support/fakes/fake-runtime.ts";
import { memoryStore } from "../support/fakes/memory-store.ts";

const first = incidentIdOf(1);
const started: Worker[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.stop()));
});

/** Workers of one queue on the machine's clock, which runs so many times as fast. */
const fastBench = (speed: number, handler: JobHandler, workers = 1) => {
  const { queue } = memoryStore();
  const runtime = systemRuntime({ speed });
  const handlers = Object.fromEntries(jobKinds.map((kind) => [kind, handler])) as Record<
    JobKind,
    JobHandler
  >; // fromEntries forgets the keys; jobKinds has them all.
  const onGivenUp = () => Promise.resolve();
  const slow = { kinds: [], atOnce: 1 };
  const deps = { queue, handlers, runtime, log: fakeLog(), concurrency: 4, slow, onGivenUp };
  const made = Array.from({ length: workers }, () => makeWorker(deps));
  started.push(...made);
  const add = (key: string, runAt: Instant = runtime.now()) =>
    queue.enqueue([{ kind: "find-place", incident: first, key, payload: {}, runAt }]);
  return { queue, runtime, workers: made, add };
};

describe("a worker with a fast clock", () => {
  test("does what is due in a minute of Cordon's time after one second, at speed 60", async () => {
    const runs: number[] = [];
    const bench = fastBench(60, () => {
      runs.push(performance.now());
      return Promise.resolve(finished);
    });
    const begun = performance.now();
    await bench.add("one", after(bench.runtime.now(), 60_000));
    for (const worker of bench.workers) worker.start();
    while (runs.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    const [run = 0] = runs;
    expect(run - begun).toBeGreaterThanOrEqual(950);
    expect(run - begun).toBeLessThan(1_900);
  });

  test("keeps its lease and its good health at speed 600, however long it works", async () => {
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const runs: ClaimedJob[] = [];
    jest.useFakeTimers();
    try {
      const handler: JobHandler = async (job) => {
        runs.push(job);
        await opened;
        return finished;
      };
      const bench = fastBench(600, handler, 2);
      await bench.add("slow");
      for (const worker of bench.workers) worker.start();
      for (let turns = 0; turns < 90; turns += 1) {
        await jest.advanceTimersByTimeAsync(1_000);
        expect(bench.workers.map((worker) => worker.isAlive())).toEqual([true, true]);
      }
      expect(runs).toHaveLength(1);
      open();
      await jest.advanceTimersByTimeAsync(1);
      expect(bench.queue.jobs()).toEqual([]);
    } finally {
      open();
      jest.useRealTimers();
    }
  });
});
