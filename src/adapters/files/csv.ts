/** Tables for a spreadsheet, made of what somebody else may have written. */
import { stringify } from "csv-stringify/sync";
import { z } from "zod/v4";
import { cleanText } from "../../core/shared/clean-text.ts";
import { type Json } from "../../core/shared/canonical-json.ts";

/** The table is for reading; what was kept stands whole in the evidence file. */
const longestCell = 2_000;

export type Cells = Readonly<Record<string, string>>;

/**
 * CSV (RFC 4180, UTF-8 with a byte order mark, without which Excel reads it as Latin-1). A field that a spreadsheet
 * would calculate gets an apostrophe in front: log rows hold what an attacker typed.
 */
export const csvOf = (columns: readonly string[], rows: readonly Cells[]): string =>
  stringify(
    rows.map((row) => columns.map((column) => cleanText(row[column] ?? "", longestCell))),
    {
      header: true,
      columns: columns.map((column) => cleanText(column, longestCell)),
      bom: true,
      escape_formulas: true,
      record_delimiter: "windows",
    },
  );

const json: z.ZodType<Json> = z.json();
/** A value with members: a row, or a member of one. */
export const member = z.record(z.string(), json);

/** Members of members get a path as their column: `status.errorCode`. Lists stay JSON. */
export const flat = (value: Json, path = ""): Cells => {
  const inner = member.safeParse(value);
  if (!inner.success || Array.isArray(value)) {
    const text = typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);
    return { [path]: text };
  }
  return Object.fromEntries(
    Object.entries(inner.data).flatMap(([name, each]) =>
      Object.entries(flat(each, path === "" ? name : `${path}.${name}`)),
    ),
  );
};
