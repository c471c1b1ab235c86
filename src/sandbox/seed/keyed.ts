import { text } from "../json.ts";
import { type Row, type Table } from "../state.ts";

/** A table from rows, keyed by one of their members. */
export const keyed = (rows: readonly Row[], key: string): Table =>
  Object.fromEntries(rows.map((row) => [text(row, key), row]));

/** So many minutes before the start, ISO 8601 in whole seconds: seeded facts stay recent. */
export const minutesBefore = (now: Date, minutes: number): string =>
  `${new Date(now.getTime() - minutes * 60_000).toISOString().slice(0, 19)}Z`;

/** Minutes in a day. */
export const day = 1440;
