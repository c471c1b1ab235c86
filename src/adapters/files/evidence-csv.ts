/** Evidence as tables: an inventory of what was kept, and the rows of each file for a spreadsheet. */
import { stringify } from "csv-stringify/sync";
import { z } from "zod/v4";
import { type Artefact } from "../../core/incident/plan.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { type Json } from "../../core/shared/canonical-json.ts";

/** The table is for reading; what was kept stands whole in the evidence file. */
const longestCell = 2_000;

/** One artefact of an incident, and whether its file still has the SHA-256 under which it was kept. */
export type Inventoried = {
  readonly artefact: Artefact;
  readonly file: "as kept" | "missing or altered";
};

type Cells = Readonly<Record<string, string>>;

/**
 * CSV (RFC 4180, UTF-8 with a byte order mark, without which Excel reads it as Latin-1). A field that a spreadsheet
 * would calculate gets an apostrophe in front: log rows hold what an attacker typed.
 */
const csvOf = (columns: readonly string[], rows: readonly Cells[]): string =>
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

const inventoryRow = ({ artefact, file }: Inventoried): Cells => ({
  Kind: artefact.kind,
  Title: artefact.title,
  Subject: artefact.subject ?? "",
  "SHA-256": artefact.sha256,
  Bytes: String(artefact.bytes),
  File: file,
  "Read from": artefact.read?.from ?? "",
  "Read to": artefact.read?.to ?? "",
  Complete: artefact.complete ? "yes" : "no",
  Summary: artefact.summary,
  Asked: (artefact.asked ?? []).join(" | "),
});

/** What was kept, one line for each artefact. */
export const inventoryCsv = (inventory: readonly Inventoried[]): string => {
  const columns = [
    ...["Kind", "Title", "Subject", "SHA-256", "Bytes", "File"],
    ...["Read from", "Read to", "Complete", "Summary", "Asked"],
  ];
  return csvOf(columns, inventory.map(inventoryRow));
};

const json: z.ZodType<Json> = z.json();
const member = z.record(z.string(), json);
const rows = z.array(member);

/** What collectors write: named parts with their rows, and the hits of a hunt. */
const tabular = z.looseObject({
  hits: rows.optional(),
  parts: z.record(z.string(), z.looseObject({ values: z.array(json).optional() })).optional(),
});

/** Members of members get a path as their column: `status.errorCode`. Lists stay JSON. */
const flat = (value: Json, path = ""): Readonly<Record<string, string>> => {
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

/** The rows of one evidence file, each with the part it stands in; undefined where it has none. */
export const rowsCsv = (content: Json): string | undefined => {
  const parsed = tabular.safeParse(content);
  if (!parsed.success) return undefined;
  const parts: readonly (readonly [string, readonly Json[]])[] = [
    ["hits", parsed.data.hits ?? []],
    ...Object.entries(parsed.data.parts ?? {}).map(
      ([name, { values }]) => [name, values ?? []] as const,
    ),
  ];
  const cells = parts.flatMap(([name, values]) =>
    values
      .filter((value) => member.safeParse(value).success)
      .map((value): Cells => ({ ...flat(value), Part: name })),
  );
  if (cells.length === 0) return undefined;
  const columns = new Set(cells.flatMap((row) => Object.keys(row)));
  columns.delete("Part");
  return csvOf(["Part", ...columns], cells);
};
