/** What the tests of one file share. */
import { afterAll, beforeAll } from "@jest/globals";

/** A start may take this long on a busy machine; an end also finishes what is under way. */
const [startMs, endMs] = [60_000, 120_000];

/**
 * Makes it before the file's first test and ends it after the last one.
 * Hooks and tests use it; before them it has no members yet.
 */
export const forFile = <T extends object>(
  make: () => Promise<T>,
  end: (made: T) => Promise<void>,
): T => {
  // Empty until the hook has run: jest runs no test when it fails.
  const held = {} as T;
  beforeAll(async () => {
    Object.assign(held, await make());
  }, startMs);
  afterAll(() => end(held), endMs);
  return held;
};
