/** Claims due jobs and does them. What it starts it also stops; a crash leaves a lease that ends. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Log, type Runtime } from "../application/ports/runtime.ts";
import { type ClaimedJob, type JobKind, type Queue } from "../application/ports/store.ts";
import { inMs, type JobHandler } from "./job.ts";

/** A worker that died is replaced after this real time; a live one extends it three times as often. */
const leaseMs = 30_000;
/** The lease in Cordon's own time, by which the queue counts: a fast clock doesn't make workers die sooner. */
const leaseOf = ({ speed }: Runtime): number => leaseMs * speed;
/** Without news the queue is looked at so often: leases of dead workers end unseen. */
const idleLookMs = 5_000;
/** A press is answered in this time after its commit, unless the machine is busy: 4 ms where it was measured. */
const answerMs = 15;
/** So long a stop waits for what runs, in real ms: orchestrators kill a process after 10 to 30 s. */
const stopMs = 8_000;
/** Longest pause between tries, and after how many faults in a row people have to look. */
const longestPauseMs = 60_000;
const maxFaults = 12;

export type Worker = {
  /** Begins to claim. */
  start(): void;
  /** Did it look at the queue lately? False before it starts and when the queue can't be read. */
  isAlive(): boolean;
  /** Stops claiming and waits for what runs. */
  stop(): Promise<void>;
};

export type WorkerDeps = {
  readonly queue: Queue;
  readonly handlers: Readonly<Record<JobKind, JobHandler>>;
  readonly runtime: Runtime;
  readonly log: Log;
  /** Tells people of a job that was given up; the log of the process has it in any case. */
  readonly onGivenUp: (job: ClaimedJob, reason: string) => Promise<void>;
  /** Jobs at the same time; 4 keep an incident's four snapshot queries parallel. */
  readonly concurrency: number;
  /**
   * Kinds of which only so many run at the same time: readings that wait minutes for a service's limit mustn't take the
   * places of containment.
   */
  readonly slow: { readonly kinds: readonly JobKind[]; readonly atOnce: number };
};

const pauseMs = (count: number): number => Math.min(longestPauseMs, 1_000 * 2 ** (count - 1));

/** Faults in a row of each job, by its id: what comes back in order, a poll of hours for example, isn't a fault. */
type Faults = Map<string, number>;

const settle = async (deps: WorkerDeps, job: ClaimedJob, faults: Faults): Promise<void> => {
  const { queue, log } = deps;
  const fields = { incident: job.incident, job: job.key, try: job.attempts };
  try {
    const result = await deps.handlers[job.kind](job);
    faults.delete(job.id);
    if (result.kind === "finished") await queue.finish(job);
    else await queue.retry(job, result.runAt, result.reason);
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : "unknown fault";
    const count = (faults.get(job.id) ?? 0) + 1;
    faults.set(job.id, count);
    if (count >= maxFaults) {
      faults.delete(job.id);
      log.error({ ...fields, reason }, "job given up, a person must look");
      await queue.bury(job, reason);
      await deps.onGivenUp(job, reason);
    } else {
      log.warn({ ...fields, reason }, "job failed, will be tried again");
      await queue.retry(job, inMs(deps.runtime, pauseMs(count)), reason);
    }
  }
};

const extending = (deps: WorkerDeps, job: ClaimedJob): NodeJS.Timeout =>
  setInterval(() => {
    deps.queue.extend(job, deps.runtime.now(), leaseOf(deps.runtime)).catch((fault: unknown) => {
      deps.log.warn({ job: job.key, reason: String(fault) }, "lease not extended");
    });
  }, leaseMs / 3);

const run = async (deps: WorkerDeps, job: ClaimedJob, faults: Faults): Promise<void> => {
  const extend = extending(deps, job);
  try {
    await settle(deps, job, faults);
  } catch (fault) {
    deps.log.error({ job: job.key, reason: String(fault) }, "the queue didn't take the result");
  } finally {
    clearInterval(extend);
  }
};

/** How long to sleep, in real ms, when nothing is due: until the next due time, at most the idle look. */
const sleepMs = async (
  { queue, runtime }: WorkerDeps,
  skip: readonly JobKind[],
): Promise<number> => {
  const due = await queue.nextDue(skip);
  const ms = due ? (Date.parse(due) - Date.parse(runtime.now())) / runtime.speed : idleLookMs;
  return Math.max(50, Math.min(idleLookMs, ms));
};

/** Looks that may be missed before the worker counts as dead. */
const missedLooks = 3;

/** `lookedAt` is in ms of the process's monotonic clock: a corrected or fast clock says nothing of a worker's health. */
type State = { stopped: boolean; news: boolean; lookedAt: number; readonly faults: Faults };

const isAlive = ({ stopped, lookedAt }: State): boolean =>
  !stopped && performance.now() - lookedAt <= missedLooks * idleLookMs;

/** What runs, and its kind. */
type Running = Map<Promise<void>, JobKind>;

/** Kinds that aren't claimed now, because so many of them run already. */
const fullKinds = ({ slow }: WorkerDeps, running: Running): readonly JobKind[] => {
  const taken = [...running.values()].filter((kind) => slow.kinds.includes(kind)).length;
  return taken < slow.atOnce ? [] : slow.kinds;
};

const claimAll = async (
  deps: WorkerDeps,
  running: Running,
  state: State,
  wake: () => void,
): Promise<void> => {
  while (!state.stopped && running.size < deps.concurrency) {
    const skip = fullKinds(deps, running);
    const job = await deps.queue.claim(deps.runtime.now(), leaseOf(deps.runtime), skip);
    if (!job) return;
    const done = run(deps, job, state.faults).finally(() => {
      running.delete(done);
      wake();
    });
    running.set(done, job.kind);
  }
};

/** What still runs then keeps its lease: it is read back and goes on at the next start, like after a crash. */
const inTime = async (running: Running): Promise<void> => {
  const late = new AbortController();
  const waited = sleep(stopMs, undefined, { signal: late.signal }).catch(() => undefined);
  await Promise.race([Promise.all(running.keys()), waited]);
  late.abort();
};

/** Makes a worker. Several, in several processes, may share one queue. */
export const makeWorker = (deps: WorkerDeps): Worker => {
  const running: Running = new Map();
  const state: State = { stopped: true, news: false, lookedAt: -Infinity, faults: new Map() };
  let timer: NodeJS.Timeout | undefined;
  let pumping: Promise<void> | undefined;
  let stopWatching: (() => void) | undefined;

  const pump = async (): Promise<void> => {
    while (state.news) {
      state.news = false;
      await claimAll(deps, running, state, wake);
    }
    const ms = await sleepMs(deps, fullKinds(deps, running));
    state.lookedAt = performance.now();
    clearTimeout(timer);
    if (!state.stopped) timer = setTimeout(wake, ms);
  };

  const wake = (): void => {
    state.news = true;
    if (state.stopped || pumping) return;
    pumping = pump()
      .catch((fault: unknown) => {
        deps.log.error({ reason: String(fault) }, "the queue can't be read");
        timer = setTimeout(wake, idleLookMs);
      })
      .finally(() => {
        pumping = undefined;
        if (state.news) wake();
      });
  };

  return {
    isAlive: () => isAlive(state),
    start() {
      state.stopped = false;
      // Whoever committed has an answer to give first: claiming and drawing keep the event loop for 20 ms and more.
      stopWatching = deps.queue.onWork(() => setTimeout(wake, answerMs));
      wake();
    },
    async stop() {
      state.stopped = true;
      stopWatching?.();
      await pumping;
      clearTimeout(timer);
      await inTime(running);
    },
  };
};
