import { TenantFault } from "../../actions/tenant.ts";

/** So many calls in so many milliseconds. */
export type Limit = { readonly calls: number; readonly ms: number };

/** Defender for Endpoint, isolate-machine: 100 calls a minute and 1,500 an hour, over all of the app's calls. */
export const defenderLimits: readonly Limit[] = [
  { calls: 100, ms: 60_000 },
  { calls: 1_500, ms: 3_600_000 },
];

/** A longer wait than this, in ms, is for the queue: a full minute's budget is free again by then, an hour's isn't. */
const longestWait = 60_000;

export type BudgetOptions = {
  readonly limits: readonly Limit[];
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
};

/**
 * Lets calls through in their order, never more than the limits allow: each takes the next free moment and waits for
 * it. Where that is more than 60 s away it takes none and throws a throttled TenantFault with the wait.
 */
export const makeBudget = ({ limits, clock, wait }: BudgetOptions): (() => Promise<void>) => {
  const most = Math.max(...limits.map(({ calls }) => calls));
  const taken: number[] = [];
  return async () => {
    const now = clock();
    const free = limits.map(({ calls, ms }) => (taken.at(-calls) ?? -Infinity) + ms);
    const at = Math.max(
      now,
      ...free.filter((_, index) => taken.length >= (limits[index]?.calls ?? 0)),
    );
    const ms = Math.ceil(at - now);
    if (ms > longestWait) {
      throw new TenantFault("Cordon's calls to Defender for this hour are used up", {
        kind: "throttled",
        code: "OwnBudget",
        requestId: "",
        retryAfterMs: ms,
      });
    }
    taken.push(at);
    if (taken.length > most) taken.shift();
    if (ms > 0) await wait(ms);
  };
};
