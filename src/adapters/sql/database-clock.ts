/** One clock for all replicas: the database's, because what one of them decides by its own clock the others would have to believe. */
import { type Log, type Runtime } from "../../application/ports/runtime.ts";
import { correctedRuntime } from "../clock/corrected-runtime.ts";

export type DatabaseClock = {
  /** The runtime whose time decisions use. */
  readonly runtime: Runtime;
  /** Stops measuring. */
  close(): Promise<void>;
};

export type DatabaseClockOptions = {
  readonly url: string;
  /** The process's own clock. */
  readonly runtime: Runtime;
  readonly log: Log;
  /** Real ms between measurements. */
  readonly everyMs?: number;
};

/** Clocks of machines drift by some ms an hour; a minute finds a changed one before a proposal of ten lapses. */
const minuteMs = 60_000;
/** What a clock that is kept in step never does between two measurements. */
const jumpMs = 1_000;

const measuring = ({ url, runtime, log }: DatabaseClockOptions) => {
  const corrected = correctedRuntime(runtime);
  let offsetMs = 0;
  const measure = async (): Promise<void> => {
    const { postgresOffset } = await import("./postgres-time.ts");
    const found = await postgresOffset(url, () => Date.parse(runtime.now()));
    if (Math.abs(found - offsetMs) > jumpMs) {
      const fields = { offsetMs: found, before: offsetMs };
      log.warn(fields, "this machine's clock and the database's differ; the database's counts");
    }
    offsetMs = found;
    corrected.correct(found);
  };
  return { measure, runtime: corrected.runtime };
};

const repeating = (work: () => Promise<void>, everyMs: number): (() => Promise<void>) => {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= work().finally(() => {
      running = undefined;
    });
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
};

/**
 * With PostgreSQL, a runtime whose time is `clock_timestamp()`, measured at start and every minute. A measurement
 * that fails is logged, and the last one stays. SQLite's processes share their machine's clock, and a sandbox with a
 * fast clock has one that no database knows: both get the runtime that was given.
 *
 * @throws Error where the first measurement fails: without it an approval could be counted that had lapsed.
 */
export const startDatabaseClock = async (options: DatabaseClockOptions): Promise<DatabaseClock> => {
  const { url, log, everyMs = minuteMs } = options;
  if (!/^postgres(ql)?:\/\//.test(url) || options.runtime.speed !== 1) {
    return { runtime: options.runtime, close: () => Promise.resolve() };
  }
  const { measure, runtime } = measuring(options);
  await measure();
  const close = repeating(async () => {
    try {
      await measure();
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : "unknown fault";
      log.warn({ reason }, "the database's clock can't be read; the last measurement stays");
    }
  }, everyMs);
  return { runtime, close };
};
