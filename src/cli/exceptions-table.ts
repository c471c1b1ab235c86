/** The register of exceptions as a terminal shows it: what matters at a glance; the CSV has everything. */
import { type Exception } from "../core/exceptions/types.ts";
import { cleanText } from "../core/shared/clean-text.ts";
import { type Instant } from "../core/shared/ids.ts";

const date = (at: Instant | undefined): string => at?.slice(0, 10) ?? "-";

type Column = readonly [title: string, width: number, text: (exception: Exception) => string];

const columns: readonly Column[] = [
  ["Number", 7, ({ id }) => id],
  ["State", 9, ({ state }) => state],
  ["Risk", 8, ({ terms }) => terms?.risk ?? "-"],
  ["What stays open", 36, ({ title }) => title],
  ["Target", 24, ({ target }) => target],
  ["Incident", 8, ({ source }) => source?.incident ?? "-"],
  ["Step", 4, ({ source }) => (source ? String(source.number) : "-")],
  ["Owner", 18, ({ terms }) => terms?.owner.name ?? "nobody yet"],
  ["Reviewer", 18, ({ terms }) => terms?.reviewer.name ?? "-"],
  ["Review", 10, ({ terms }) => date(terms?.reviewAt)],
  ["Ends", 10, ({ terms }) => date(terms?.expiresAt)],
];

const lineOf = (cells: readonly string[]): string => cells.join("  ").trimEnd();

/** Lines of a table; names and texts are cleaned and cut to their column. */
export const exceptionsTable = (exceptions: readonly Exception[]): string => {
  if (exceptions.length === 0) return "The register of exceptions is empty.\n";
  const head = columns.map(([title, width]) => title.padEnd(width));
  const rule = columns.map(([, width]) => "-".repeat(width));
  const rows = exceptions.map((exception) =>
    columns.map(([, width, text]) => cleanText(text(exception), width).padEnd(width)),
  );
  return [head, rule, ...rows].map((cells) => `${lineOf(cells)}\n`).join("");
};
