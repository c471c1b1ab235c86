/** How many refusals one address gets. Only refusals count: genuine traffic of Teams is never slowed down. */
import { createHmac, randomBytes } from "node:crypto";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { type Log, type Runtime } from "../../application/ports/runtime.ts";

/** Two refusals in a second are a fault or a search, not Teams, which is refused nothing that is for this bot. */
export const refusalsAllowed = { count: 120, seconds: 60 } as const;

/**
 * Addresses share so many counters, about 6 MB when all are in use, so that no number of senders fills the memory.
 * Which ones share is a secret of the process: nobody can spend the counter of Teams from elsewhere on purpose.
 */
const counters = 16_384;

export type Spent = {
  /** Whole seconds until the address is heard again, at least 1. */
  readonly retryAfter: number;
  /** The line in the log that says so: one for each address and window, not one for each request. */
  readonly reference: string;
};

export type RefusalBudget = {
  /** Why an address isn't heard now; undefined while it is. */
  spent(address: string): Promise<Spent | undefined>;
  /** Counts one refusal. */
  spend(address: string): Promise<void>;
};

export const makeRefusalBudget = (deps: {
  readonly log: Log;
  readonly runtime: Pick<Runtime, "id">;
}): RefusalBudget => {
  const { count, seconds } = refusalsAllowed;
  const limiter = new RateLimiterMemory({ points: count, duration: seconds });
  const references = new Map<string, string>();
  const salt = randomBytes(16);
  const counterOf = (address: string): string =>
    String(createHmac("sha256", salt).update(address).digest().readUInt32BE(0) % counters);
  return {
    spent: async (address) => {
      const counter = counterOf(address);
      const found = await limiter.get(counter);
      const reference = references.get(counter);
      if (reference === undefined) return undefined;
      // The window has ended, and with it what the counter held.
      if (found === null || found.consumedPoints < count || found.msBeforeNext <= 0) {
        references.delete(counter);
        return undefined;
      }
      return { retryAfter: Math.max(1, Math.ceil(found.msBeforeNext / 1_000)), reference };
    },
    spend: async (address) => {
      const counter = counterOf(address);
      const { consumedPoints, msBeforeNext } = await limiter.penalty(counter);
      if (consumedPoints !== count) return;
      const reference = deps.runtime.id();
      references.set(counter, reference);
      const waits = Math.ceil(msBeforeNext / 1_000);
      const text = "Too many refused requests from one address: the next ones are answered 429";
      deps.log.warn({ reference, from: address, refused: count, seconds: waits }, text);
    },
  };
};
