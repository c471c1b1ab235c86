import { type ItemOutcome, type Outcome } from "./plan.ts";

/** All items together: observed only when every one is, unknown as soon as one is. */
export const outcomeOf = (items: readonly ItemOutcome[]): Outcome => {
  const states = new Set(items.map((item) => item.state));
  if (items.length === 0 || states.has("unknown")) return "unknown";
  if (states.size === 1) return [...states][0] ?? "unknown";
  if (states.has("observed")) return "partly observed";
  return "not observed";
};
