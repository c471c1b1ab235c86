import { type ItemOutcome, type Outcome } from "./plan.ts";
import { type Step } from "./types.ts";

/** All items together: observed only when every one is, unknown as soon as one is. */
export const outcomeOf = (items: readonly ItemOutcome[]): Outcome => {
  const states = new Set(items.map((item) => item.state));
  if (items.length === 0 || states.has("unknown")) return "unknown";
  if (states.size === 1) return [...states][0] ?? "unknown";
  if (states.has("observed")) return "partly observed";
  return "not observed";
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
