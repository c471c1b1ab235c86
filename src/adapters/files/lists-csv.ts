/** A list as a table: each account with what it was and what came of it, and those that were left out. */
import { type Direction } from "../../core/incident/plan.ts";
import {
  type LeftOut,
  type ListResult,
  type ListRow,
  readApproved,
  readLeft,
  readReport,
} from "../../core/mass/list-file.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { objectId } from "../../core/shared/ids.ts";
import { type Cells, csvOf, flat } from "./csv.ts";

/** One plan of a list with its files. */
export type ListTable = {
  readonly direction: Direction;
  readonly approved: Json;
  /** What came of it: without content where its file is missing or was altered; none where it wasn't requested. */
  readonly report?: { readonly content?: Json };
};

/** The words of the card. */
const resultOf = (state: string, direction: Direction): string => {
  if (state === "left") return "never requested";
  return state === "observed" && direction === "undo" ? "undone" : state;
};

const lost = { Result: "unknown", Why: "The report is missing or altered." };

const resultCells = (result: ListResult | undefined, direction: Direction): Cells =>
  result
    ? {
        Result: resultOf(result.state, direction),
        Why: result.why,
        "Request id": result.requestId,
        At: result.at,
      }
    : {};

const accountCells = ({ id, name, address, traits, before }: ListRow): Cells => ({
  ...flat(before, "Before"),
  "Account id": id,
  Name: name,
  Address: address,
  Traits: traits.join(", "),
});

const leftCells = ({ target, address, why }: LeftOut): Cells => {
  const isId = objectId.safeParse(target).success;
  return {
    Result: "left out",
    Why: why,
    "Account id": isId ? target : "",
    Address: address === "" && !isId ? target : address,
  };
};

/** Throws where a file isn't one of a list. */
export const listCsv = ({ direction, approved, report }: ListTable): string => {
  const results = report?.content === undefined ? [] : readReport(report.content);
  const isLost = report !== undefined && report.content === undefined;
  const byId = new Map(results.map((result) => [result.id, result] as const));
  const rows = [
    ...readApproved(approved).map((row): Cells => ({
      ...accountCells(row),
      ...(isLost ? lost : resultCells(byId.get(row.id), direction)),
    })),
    ...readLeft(approved).map(leftCells),
  ];
  const before = new Set(rows.flatMap((row) => Object.keys(row)));
  const columns = [
    ...["Account id", "Name", "Address", "Traits"],
    ...[...before].filter((column) => column.startsWith("Before")),
    ...["Result", "Why", "Request id", "At"],
  ];
  return csvOf(columns, rows);
};
