/** Readings that wait for a service's limit keep no place that containment needs. */
import { afterEach, expect, test } from "@jest/globals";
import { jobKinds, type JobKind } from "../../src/application/ports/store.ts";
import { incidentIdOf } from "../../src/core/shared/ids.ts";
import { finished, type JobHandler } from "../../src/jobs/job.ts";
import { makeWorker, type Worker } from "../../src/jobs/worker.ts";
import { fakeLog, fakeRuntime } from "../support/fakes/fake-runtime.ts";
import { memoryStore } from "../support/fakes/memory-store.ts";
import { at } from "../support/incidents.ts";

const started: Worker[] = [];
const ends: (() => void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await Promise.all(started.splice(0).map((worker) => worker.stop()));
});

/** Logs don't end before the test lets them; everything else is done at once. */
const makeBench = () => {
  const { queue } = memoryStore();
  const runtime = fakeRuntime(at("03:00"));
  const ran: string[] = [];
  const handler: JobHandler = async ({ kind, key }) => {
    ran.push(key);
    if (kind === "collect-logs") await new Promise<void>((resolve) => ends.push(resolve));
    return finished;
  };
  const handlers = Object.fromEntries(jobKinds.map((kind) => [kind, handler])) as Record<
    JobKind,
    JobHandler
  >; // fromEntries forgets the keys; jobKinds has them all.
  const worker = makeWorker({
    queue,
    handlers,
    runtime,
    log: fakeLog(),
    concurrency: 4,
    slow: { kinds: ["collect-logs"], atOnce: 2 },
    onGivenUp: () => Promise.resolve(),
  });
  started.push(worker);
  const add = (kind: JobKind, ...keys: readonly string[]) =>
    queue.enqueue(
      keys.map((key) => ({
        kind,
        incident: incidentIdOf(1),
        key,
        payload: {},
        runAt: runtime.now(),
      })),
    );
  return { worker, ran, add };
};

const until = async (holds: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 1_000 && !holds(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(holds()).toBe(true);
};

test("nine logs that take minutes leave places to a step, and go on two by two", async () => {
  const { worker, ran, add } = makeBench();
  const logs = Array.from({ length: 9 }, (_, index) => `log ${String(index)}`);
  await add("collect-logs", ...logs);
  worker.start();
  await until(() => ran.length === 2);
  await add("run-step", "block sign-in", "end sessions");
  await until(() => ran.includes("end sessions"));
  expect(ran).toEqual(["log 0", "log 1", "block sign-in", "end sessions"]);
  for (const seen of [3, 4, 5, 6, 7, 8, 9]) {
    ends.shift()?.();
    await until(() => ran.filter((key) => key.startsWith("log")).length === seen);
    expect(ends).toHaveLength(2);
  }
  expect(ran.slice(4)).toEqual(logs.slice(2));
});
