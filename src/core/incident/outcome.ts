import { type Instant } from "../shared/ids.ts";
import { type ItemOutcome, type Outcome, type Totals } from "./plan.ts";
import { type Step } from "./types.ts";

/** All items together: observed only when every one is, unknown as soon as one is. */
export const outcomeOf = (items: readonly ItemOutcome[]): Outcome => {
  const states = new Set(items.map((item) => item.state));
  if (items.length === 0 || states.has("unknown")) return "unknown";
  if (states.size === 1) return [...states][0] ?? "unknown";
  if (states.has("observed")) return "partly observed";
  return "not observed";
};

/** What the numbers of a list come to: the doubt of one target is doubt of the whole, and what was left out isn't done. */
export const outcomeOfTotals = (totals: Totals): Outcome => {
  const { of, observed, notObserved, failed, unknown, left } = totals;
  if (of === 0 || unknown > 0) return "unknown";
  if (observed === of) return "observed";
  if (observed > 0) return "partly observed";
  return failed > 0 && notObserved + left === 0 ? "failed" : "not observed";
};

/**
 * Did Cordon itself read that all the step wants holds: after its own request, or found so beforehand? The way back
 * doesn't count, nor what a person saw.
 */
export const holdsNow = ({ status }: Step): boolean =>
  status.kind === "not needed" ||
  (status.kind === "settled" &&
    status.proposal.plan.direction === "apply" &&
    status.effect.outcome === "observed" &&
    !status.effect.looked);

/** Names the leaving out of a step like an approval's id names a proposal: each has one exception at most. */
export const skippedAt = ({ at }: { readonly at: Instant }): string => `skipped ${at}`;
