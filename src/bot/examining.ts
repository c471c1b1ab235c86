/** The doctor's examination takes seconds: whoever asks waits a moment, and a second one gets the same result. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Diagnosis } from "../application/doctor/diagnose.ts";
import { type Log } from "../application/ports/runtime.ts";

/** The diagnosis, or undefined while it isn't made yet. Throws what the examination throws. */
export type Examining = () => Promise<Diagnosis | undefined>;

export type ExaminingDeps = {
  readonly diagnose: () => Promise<Diagnosis>;
  readonly log: Pick<Log, "warn">;
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number;
  /** Teams gives a press 10 to 15 s. */
  readonly patienceMs?: number;
};

const keptMs = 60_000;

type Running = { readonly diagnosis: Promise<Diagnosis>; endedAt: number | undefined };

/** One examination at a time; its result counts for a minute from its end. */
export const makeExamining = (deps: ExaminingDeps): Examining => {
  const { diagnose, log, clock, patienceMs = 5_000 } = deps;
  let last: Running | undefined;

  const begin = (): Running => {
    const running: Running = { diagnosis: diagnose(), endedAt: undefined };
    last = running;
    running.diagnosis.then(
      () => {
        running.endedAt = clock();
      },
      (fault: unknown) => {
        // The next one who asks starts anew; whoever waited hears of it themselves.
        if (last === running) last = undefined;
        const reason = fault instanceof Error ? fault.message : "unknown fault";
        log.warn({ reason }, "the doctor could not finish");
      },
    );
    return running;
  };

  const current = (): Running => {
    const isKept = last && (last.endedAt === undefined || clock() - last.endedAt < keptMs);
    return isKept && last ? last : begin();
  };

  return async () => {
    const enough = new AbortController();
    const { signal } = enough;
    const late = sleep(patienceMs, undefined, { signal }).catch(() => undefined);
    try {
      return await Promise.race([current().diagnosis, late]);
    } finally {
      enough.abort();
    }
  };
};
