/** How many wrong codes one address may try. A code has 256 bits: this keeps the log and the store quiet. */
import { createHmac, randomBytes } from "node:crypto";
import { RateLimiterMemory } from "rate-limiter-flexible";

/** Nobody mistypes a link that often. */
export const attemptsAllowed = { count: 10, seconds: 60 } as const;

/** Addresses share so many counters, so that no number of them fills the memory. */
const counters = 4_096;

export type Attempts = {
  /** Whole seconds until the address is heard again; undefined while it is heard. */
  spent(address: string): Promise<number | undefined>;
  /** Counts a wrong code; true for the one that used up the last of them. */
  spend(address: string): Promise<boolean>;
};

export const makeAttempts = (): Attempts => {
  const { count, seconds } = attemptsAllowed;
  const limiter = new RateLimiterMemory({ points: count, duration: seconds });
  // Which addresses share a counter is a secret of the process: nobody uses up another's on purpose.
  const salt = randomBytes(16);
  const counterOf = (address: string): string =>
    String(createHmac("sha256", salt).update(address).digest().readUInt32BE(0) % counters);
  return {
    spent: async (address) => {
      const found = await limiter.get(counterOf(address));
      if (found === null || found.consumedPoints < count || found.msBeforeNext <= 0)
        return undefined;
      return Math.max(1, Math.ceil(found.msBeforeNext / 1_000));
    },
    spend: async (address) => (await limiter.penalty(counterOf(address))).consumedPoints === count,
  };
};
