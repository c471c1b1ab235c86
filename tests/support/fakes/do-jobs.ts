/** What the worker does, one job at a time and by the fake clock. */
import { type ClaimedJob, type JobKind } from "../../../src/application/ports/store.ts";
import { inMs, type JobHandler } from "../../../src/jobs/job.ts";
import { type FakeRuntime } from "./fake-runtime.ts";
import { Killed } from "./fake-tenant.ts";
import { type MemoryStore } from "./memory-store.ts";

const leaseMs = 30_000;
const maxClaims = 12;

export type Workshop = {
  readonly memory: MemoryStore;
  readonly runtime: FakeRuntime;
  readonly handlers: Readonly<Record<JobKind, JobHandler>>;
};

/** What the worker does with one job; a kill leaves the lease behind. */
const work = async ({ memory, runtime, handlers }: Workshop, job: ClaimedJob): Promise<void> => {
  const { queue } = memory;
  try {
    const result = await handlers[job.kind](job);
    if (result.kind === "finished") await queue.finish(job);
    else await queue.retry(job, result.runAt, result.reason);
  } catch (thrown) {
    if (thrown instanceof Killed) return;
    const reason = thrown instanceof Error ? thrown.message : "unknown";
    if (job.attempts >= maxClaims) await queue.bury(job, reason);
    else await queue.retry(job, inMs(runtime, 1_000), reason);
  }
};

/** Does everything that is due now, one job after the other. */
export const drain = async (shop: Workshop): Promise<void> => {
  for (let done = 0; done < 500; done += 1) {
    const job = await shop.memory.queue.claim(shop.runtime.now(), leaseMs);
    if (!job) return;
    await work(shop, job);
  }
  throw new Error("the queue never comes to rest");
};

/** Lets so much time pass, doing each job when it is due. */
export const runFor = async (shop: Workshop, ms: number): Promise<void> => {
  const { memory, runtime } = shop;
  const end = inMs(runtime, ms);
  await drain(shop);
  for (
    let due = await memory.queue.nextDue();
    due && due <= end;
    due = await memory.queue.nextDue()
  ) {
    if (due > runtime.now()) runtime.set(due);
    else throw new Error("something due isn't done");
    await drain(shop);
  }
  runtime.set(end);
};
