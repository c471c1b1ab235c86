/**
 * A stretch of text inside a line: it becomes a TextRun, where markdown isn't read. Everything that
 * somebody else may have written goes into runs and only there. Missing flags mean the default.
 */
export type Run = {
  readonly text: string;
  readonly bold?: true;
  readonly mono?: true;
  readonly subtle?: true;
};

/** A row of a card: label column and value column. */
export type Row = { readonly label: string; readonly value: readonly Run[] };

/** A line of runs that stands for itself. */
export type Line = { readonly runs: readonly Run[] };

export const plain = (text: string): Run => ({ text });
export const bold = (text: string): Run => ({ text, bold: true });
export const mono = (text: string): Run => ({ text, mono: true });
export const subtle = (text: string): Run => ({ text, subtle: true });

/** A row with a value of plain text. */
export const row = (label: string, value: string | readonly Run[]): Row => ({
  label,
  value: typeof value === "string" ? [plain(value)] : value,
});

/** A line of its own. */
export const line = (...runs: readonly Run[]): Line => ({ runs });

/** A list in a sentence: the runs with ", " between them. */
export const listed = (runs: readonly Run[]): readonly Run[] =>
  runs.flatMap((run, index) => (index === 0 ? [run] : [plain(", "), run]));

/** With a capital first letter. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The first rows of a list, and how many were left out. */
export const firstOf = <T>(
  list: readonly T[],
  most: number,
): { readonly shown: readonly T[]; readonly more: number } => ({
  shown: list.slice(0, most),
  more: Math.max(0, list.length - most),
});

/** "4", "4 and 7", "4, 7 and 9", "4, 7, 9, 12 and 3 more". */
export const numberList = (numbers: readonly number[]): string => {
  const { shown, more } = firstOf(numbers.map(String), 4);
  if (more > 0) return `${shown.join(", ")} and ${String(more)} more`;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
};
