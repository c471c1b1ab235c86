import { grouped } from "../../core/mass/targets.ts";

/** Container styles: colour only repeats what the words say. */
export type Style = "default" | "emphasis" | "accent" | "good" | "warning" | "attention";

/** One segment of a stacked bar: its weight, its style and its number, empty where it doesn't fit. */
export type Segment = { readonly weight: number; readonly style: Style; readonly label: string };

/** Below this share of the width a number isn't printed: a phone's segment can't hold it. */
const narrow = 0.17;

/** A stacked bar without its empty segments; the sentence below it has all numbers. */
export const bar = (
  counts: readonly { readonly style: Style; readonly n: number }[],
): readonly Segment[] => {
  const total = counts.reduce((sum, { n }) => sum + n, 0);
  return counts
    .filter(({ n }) => n > 0)
    .map(({ style, n }) => ({
      weight: n,
      style,
      // A cell without text would vanish; a no-break space keeps it.
      label: n / total >= narrow ? grouped(n) : "\u00a0",
    }));
};
