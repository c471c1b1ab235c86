/** The lists of an incident on their way into the export folder. */
import { type Evidence, type Exported } from "../../application/ports/tenant.ts";
import { type ListRun, type ListStep } from "../../core/mass/list-runs.ts";
import { canonicalJson, type Json } from "../../core/shared/canonical-json.ts";
import { listCsv, type ListTable } from "./lists-csv.ts";

/** One file of a list, and whether it still has the SHA-256 under which it was kept. */
export type KeptList = {
  readonly step: number;
  readonly title: string;
  readonly sha256: string;
  /** Of the file as it was read; left out where it couldn't be. */
  readonly bytes?: number;
  readonly file: "as kept" | "missing or altered";
};

/** Reads what was kept under a SHA-256; undefined where it isn't there or isn't what was kept. */
type Contents = (sha256: string) => Promise<{ readonly content: Json } | undefined>;

/** A file that is missing or altered is said to be so in the inventory; the others are exported all the same. */
export const makeContents =
  (evidence: Pick<Evidence, "read">): Contents =>
  async (sha256) => {
    try {
      return { content: await evidence.read(sha256) };
    } catch {
      // The inventory says so for this file.
      return undefined;
    }
  };

const keptOf = (
  { step }: Pick<ListStep, "step">,
  about: Pick<KeptList, "title" | "sha256">,
  found: { readonly content: Json } | undefined,
): KeptList =>
  found
    ? {
        step,
        ...about,
        bytes: Buffer.byteLength(canonicalJson(found.content)),
        file: "as kept",
      }
    : { step, ...about, file: "missing or altered" };

type Making = {
  readonly read: Contents;
  /** Writes a table under a name that begins with the incident's id. */
  readonly write: (name: string, text: string) => Promise<Exported>;
};

type Made = { readonly kept: readonly KeptList[]; readonly files: readonly Exported[] };

/** Reports before the last one were read at an earlier look. */
const reportsOf = async (
  { read }: Making,
  list: ListStep,
  { reports }: ListRun,
  nth: string,
): Promise<{ readonly kept: readonly KeptList[]; readonly last: ListTable["report"] }> => {
  const kept: KeptList[] = [];
  let last: ListTable["report"];
  for (const sha256 of new Set(reports)) {
    const found = await read(sha256);
    kept.push(keptOf(list, { title: `results of ${nth}`, sha256 }, found));
    if (sha256 === reports.at(-1)) last = found ?? {};
  }
  return { kept, last };
};

const exportRun = async (
  making: Making,
  list: ListStep,
  run: ListRun,
  number: number,
): Promise<Made> => {
  const nth = `plan ${String(number)}${run.direction === "undo" ? ", undo" : ""}`;
  const found = await making.read(run.approved);
  const approved = keptOf(list, { title: nth, sha256: run.approved }, found);
  const { kept, last } = await reportsOf(making, list, run, nth);
  if (!found) return { kept: [approved, ...kept], files: [] };
  const { direction } = run;
  const table = { direction, approved: found.content, ...(last && { report: last }) };
  const name = `list-${String(list.step)}-${String(number)}-${run.approved.slice(0, 12)}.csv`;
  return {
    kept: [approved, ...kept],
    files: [await making.write(name, listCsv(table))],
  };
};

/** One table for each plan of each step over a list, and what became of their files. */
export const exportLists = async (making: Making, lists: readonly ListStep[]): Promise<Made> => {
  const kept: KeptList[] = [];
  const files: Exported[] = [];
  for (const list of lists) {
    const given = { title: "as given", sha256: list.given };
    kept.push(keptOf(list, given, await making.read(list.given)));
    for (const [index, run] of list.runs.entries()) {
      const made = await exportRun(making, list, run, index + 1);
      kept.push(...made.kept);
      files.push(...made.files);
    }
  }
  return { kept, files };
};
