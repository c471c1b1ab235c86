import { setTimeout as pause } from "node:timers/promises";

/** The code that a driver gives its error: SQLITE_BUSY, 40001, ECONNREFUSED. */
export const codeOf = (fault: unknown): string | undefined =>
  typeof fault === "object" && fault !== null && "code" in fault && typeof fault.code === "string"
    ? fault.code
    : undefined;

/** PostgreSQL gave up this transaction in favour of another one: serialization_failure, deadlock_detected. */
export const lostToAnother: readonly string[] = ["40001", "40P01"];

/** PostgreSQL unique_violation: another worker claimed a job of the same key in the same instant. */
export const uniqueViolation = "23505";

const maxRetries = 5;

/** Does the work again, at most five times, when it fails with one of these codes. */
export const retrying = async <T>(
  codes: readonly string[],
  work: () => Promise<T>,
  retries = maxRetries,
): Promise<T> => {
  try {
    return await work();
  } catch (fault) {
    if (retries === 0 || !codes.includes(codeOf(fault) ?? "")) throw fault;
    // Random, so that two losers don't meet again: 0-10 ms, then 0-20 ms, up to 0-160 ms.
    await pause(Math.random() * 10 * 2 ** (maxRetries - retries));
    return retrying(codes, work, retries - 1);
  }
};
