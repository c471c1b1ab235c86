/** Evidence as tables: an inventory of what was kept, and the rows of each file for a spreadsheet. */
import { z } from "zod/v4";
import { type Artefact } from "../../core/incident/plan.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Cells, csvOf, flat, member } from "./csv.ts";
import { type KeptList } from "./list-exports.ts";

/** One artefact of an incident, and whether its file still has the SHA-256 under which it was kept. */
export type Inventoried = {
  readonly artefact: Artefact;
  readonly file: "as kept" | "missing or altered";
};

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

const listRow = ({ step, title, sha256, bytes, file }: KeptList): Cells => ({
  Kind: "list",
  Title: `Step ${String(step)}, list, ${title}`,
  "SHA-256": sha256,
  Bytes: bytes === undefined ? "" : String(bytes),
  File: file,
});

/** What was kept, one line for each artefact and for each file of a list. */
export const inventoryCsv = (
  inventory: readonly Inventoried[],
  lists: readonly KeptList[] = [],
): string => {
  const columns = [
    ...["Kind", "Title", "Subject", "SHA-256", "Bytes", "File"],
    ...["Read from", "Read to", "Complete", "Summary", "Asked"],
  ];
  return csvOf(columns, [...inventory.map(inventoryRow), ...lists.map(listRow)]);
};

const json: z.ZodType<Json> = z.json();
const rows = z.array(member);

/** What collectors write: named parts with their rows, and the hits of a hunt. */
const tabular = z.looseObject({
  hits: rows.optional(),
  parts: z.record(z.string(), z.looseObject({ values: z.array(json).optional() })).optional(),
});

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
