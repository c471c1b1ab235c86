import { type Plan } from "../core/incident/plan.ts";

/**
 * The part of a plan's state that belongs to its items. A way back may be for some of them only, and what it leaves out stays
 * as it is.
 */
export const ofItems = <T>(
  { items }: Pick<Plan, "items">,
  all: readonly T[],
  idOf: (one: T) => string,
): readonly T[] => {
  const ids = new Set(items.map(({ id }) => id));
  return all.filter((one) => ids.has(idOf(one)));
};
