import { type Runtime } from "../../application/ports/runtime.ts";
import { after, type Instant } from "../../core/shared/ids.ts";

export type CorrectedRuntime = {
  readonly runtime: Runtime;
  /** From now on so many ms are added to the process's own clock. */
  readonly correct: (offsetMs: number) => void;
};

/** A runtime whose clock is corrected. It never goes backwards: where it is ahead it holds still until time has caught up. */
export const correctedRuntime = (own: Runtime): CorrectedRuntime => {
  let offsetMs = 0;
  let last: Instant | undefined;
  return {
    runtime: {
      ...own,
      now: () => {
        const now = after(own.now(), offsetMs);
        last = last !== undefined && Date.parse(last) > Date.parse(now) ? last : now;
        return last;
      },
    },
    correct: (ms) => {
      offsetMs = ms;
    },
  };
};
