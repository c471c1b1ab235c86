/** One line of the table, and the few sums behind it. */

export type Figure = {
  readonly name: string;
  readonly measured: string;
  readonly target: string;
  readonly note: string;
};

/** The value below which the share `q` (0 to 1) of the values lies: nearest rank. */
export const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)];
  if (found === undefined) throw new Error("nothing was measured");
  return found;
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Milliseconds as people read them: 0.8 ms, 14 ms, 2.31 s. */
export const spellMs = (ms: number): string => {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)} s`;
  return `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
};

export const spellRatio = (ratio: number): string => `${ratio.toFixed(2)} ×`;

/** A Markdown table with aligned columns: read in a terminal and pasted into docs/performance.md alike. */
export const tableOf = (figures: readonly Figure[]): string => {
  const head: Figure = { name: "figure", measured: "measured", target: "target", note: "note" };
  const rows = [head, ...figures].map(({ name, measured, target, note }) => [
    name,
    measured,
    target,
    note,
  ]);
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
};
