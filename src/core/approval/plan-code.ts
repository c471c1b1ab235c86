import { type PlanHash } from "../shared/ids.ts";

/** Letters that can't be misread on a phone or misheard: no 0 or O, no 1, I or L. */
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/**
 * The four characters by which people compare plans, from the first four bytes of the plan's hash.
 * One of 923,521: enough to notice a changed plan, never a proof; the vote counts for the hash.
 */
export const planCode = (hash: PlanHash): string =>
  [0, 2, 4, 6]
    .map((at) => alphabet.charAt(Number.parseInt(hash.slice(at, at + 2), 16) % alphabet.length))
    .join("");
