/** Reads a list of accounts from a CSV file or from pasted text. */
import { cleanText } from "../shared/clean-text.ts";
import { gather, grouped, type Named, type Targets, targetOf } from "./targets.ts";

/** Longer than 10,000 rows of an export with 40 columns; longer texts aren't read at all. */
const longestText = 10_000_000;

/** Column names by which tools export accounts, without blanks and in lower case; ids are surer than names. */
const idColumns = [
  "id",
  "objectid",
  "accountobjectid",
  "userid",
  "azureadobjectid",
  "entraobjectid",
];
const nameColumns = ["userprincipalname", "upn", "accountupn"];
const expected = "id, objectId, AccountObjectId, userPrincipalName or AccountUpn";

type Row = readonly string[];

/** The separator that the first line has most of, outside quotes; a comma where it has none. */
const separatorOf = (text: string): string => {
  const head = (/^(?:"(?:[^"]|"")*"|[^"\r\n])*/u.exec(text)?.[0] ?? "").replace(
    /"(?:[^"]|"")*"/gu,
    "",
  );
  const counts = ["\t", ";", ","].map((mark) => ({ mark, count: head.split(mark).length - 1 }));
  const [most] = [...counts].sort((a, b) => b.count - a.count);
  return most && most.count > 0 ? most.mark : ",";
};

/** Rows and cells of a separated text; quotes are doubled inside quotes, and may hold line breaks (RFC 4180). */
const rowsOf = (text: string, separator: string): readonly Row[] => {
  const rows: string[][] = [];
  let cells: string[] = [];
  const cell = /"((?:[^"]|"")*)"?|([^"\r\n\t;,]+|[\t;,])/uy;
  let value = "";
  const endCell = (): void => {
    cells.push(value.trim());
    value = "";
  };
  const endRow = (): void => {
    endCell();
    if (cells.some((one) => one !== "")) rows.push(cells);
    cells = [];
  };
  for (let at = 0; at < text.length;) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (!found) {
      // Only line breaks aren't part of a cell.
      endRow();
      at += text.startsWith("\r\n", at) ? 2 : 1;
      continue;
    }
    if (found[0] === separator) endCell();
    else value += found[2] ?? (found[1] ?? "").replaceAll('""', '"');
    at += found[0].length;
  }
  endRow();
  return rows;
};

const columnName = (cell: string): string => cell.toLowerCase().replace(/[\s_-]+/gu, "");

const columnOf = (header: Row, names: readonly string[]): number | undefined => {
  const found = header.findIndex((cell) => names.includes(columnName(cell)));
  return found === -1 ? undefined : found;
};

/** A table with a header: the id where a row has one, else the user principal name. */
const fromTable = ([header = [], ...rows]: readonly Row[]): Targets => {
  const columns = [columnOf(header, idColumns), columnOf(header, nameColumns)].filter(
    (column) => column !== undefined,
  );
  if (columns.length === 0) {
    const seen = header.map((cell) => cleanText(cell, 30)).join(", ");
    const what = `No column names the accounts. There are: ${cleanText(seen, 200)}. Expected: ${expected}.`;
    return { targets: [], duplicates: 0, problems: [what] };
  }
  return gather(
    rows.map((cells, index): Named => {
      const text = columns.map((column) => cells[column] ?? "").find((cell) => cell !== "") ?? "";
      return { row: index + 2, text };
    }),
  );
};

/** Pasted text: everything between blanks, separators and line breaks is an account. */
const fromPaste = (rows: readonly Row[]): Targets =>
  gather(
    rows.flatMap((cells, index) =>
      cells
        .flatMap((cell) => cell.split(/[\s,;]+/u))
        .filter((text) => text !== "")
        .map((text): Named => ({ row: index + 1, text })),
    ),
  );

const isAccount = (cell: string): boolean =>
  cell.split(/[\s,;]+/u).some((text) => targetOf(text) !== undefined);

/**
 * The accounts of a CSV file (comma, semicolon or tab, with a header) or of a pasted list (with or without one). A cell
 * that begins like a formula is data like any other: nothing is ever calculated.
 */
export const parseTargets = (text: string): Targets => {
  if (text.length > longestText) {
    const what = `The text is too long: ${grouped(text.length)} characters.`;
    return { targets: [], duplicates: 0, problems: [what] };
  }
  const plain = text.replace(/^\uFEFF/u, "");
  const rows = rowsOf(plain, separatorOf(plain));
  const [head = []] = rows;
  return rows.length === 0 || head.some(isAccount) ? fromPaste(rows) : fromTable(rows);
};
