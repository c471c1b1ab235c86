/** The part of KQL that the simulated tenant understands: `where` with one comparison, `summarize … by …` and `take`. */
import { type Json, text } from "./json.ts";
import { type Row } from "./state.ts";

type Operator = (rows: readonly Row[]) => readonly Row[];

const where =
  (test: (row: Row) => boolean): Operator =>
  (rows) =>
    rows.filter(test);

/** `==` and `!=` with a text or a whole number. */
const compared = (clause: string): Operator | undefined => {
  const match = /^where (\w+) (==|!=) (?:"([^"]*)"|(\d+))$/.exec(clause);
  const column = match?.[1];
  if (column === undefined) return undefined;
  const wanted: Json = match?.[3] ?? Number(match?.[4]);
  return where((row) => (row[column] === wanted) === (match?.[2] === "=="));
};

/** `in`, `!in`, and `in~` without regard to case. */
const listed = (clause: string): Operator | undefined => {
  const match = /^where (\w+) (in|!in|in~) \(("[^"]*"(?:, ?"[^"]*")*)\)$/.exec(clause);
  const [column, operator, list] = [match?.[1], match?.[2], match?.[3]];
  if (column === undefined || list === undefined) return undefined;
  const folded = (value: string): string => (operator === "in~" ? value.toLowerCase() : value);
  const wanted = (list.match(/"[^"]*"/g) ?? []).map((quoted) => folded(quoted.slice(1, -1)));
  return where((row) => wanted.includes(folded(text(row, column))) === (operator !== "!in"));
};

const timed = (clause: string): Operator | undefined => {
  const match = /^where Timestamp (>=|<=) datetime\(([^)]+)\)$/.exec(clause);
  const at = match?.[2];
  if (at === undefined) return undefined;
  const since = match?.[1] === ">=";
  return where((row) => {
    const distance = Date.parse(text(row, "Timestamp")) - Date.parse(at);
    return since ? distance >= 0 : distance <= 0;
  });
};

const take = (clause: string): Operator | undefined => {
  const most = /^take (\d+)$/.exec(clause)?.[1];
  return most === undefined ? undefined : (rows) => rows.slice(0, Number(most));
};

type Aggregate = (rows: readonly Row[]) => Row;

const byTime = (column: string, rows: readonly Row[]): readonly Row[] =>
  [...rows].sort((a, b) => Date.parse(text(a, column)) - Date.parse(text(b, column)));

const minOrMax = (source: string): Aggregate | undefined => {
  const match = /^(\w+) = (min|max)\((\w+)\)$/.exec(source);
  const [name, which, column] = [match?.[1], match?.[2], match?.[3]];
  if (name === undefined || column === undefined) return undefined;
  const position = which === "min" ? 0 : -1;
  return (rows) => ({ [name]: byTime(column, rows).at(position)?.[column] ?? null });
};

const argMin = (source: string): Aggregate | undefined => {
  const match = /^arg_min\((\w+), (\w+)\)$/.exec(source);
  const [by, column] = [match?.[1], match?.[2]];
  if (by === undefined || column === undefined) return undefined;
  return (rows) => {
    const first = byTime(by, rows)[0] ?? {};
    return { [by]: first[by] ?? null, [column]: first[column] ?? null };
  };
};

const counting = (source: string): Aggregate | undefined => {
  const name = /^(\w+) = count\(\)$/.exec(source)?.[1];
  return name === undefined ? undefined : (rows) => ({ [name]: rows.length });
};

const grouped = (rows: readonly Row[], columns: readonly string[]): readonly (readonly Row[])[] => {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(columns.map((column) => row[column] ?? null));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
};

const isKnown = (one: Aggregate | undefined): one is Aggregate => one !== undefined;

/** Rows that are the same in these columns as one; a row hasn't got a column that it has no value for. */
const summarize = (clause: string): Operator | undefined => {
  const match = /^summarize (.+) by (\w+(?:, \w+)*)$/.exec(clause);
  const [sources, by] = [match?.[1], match?.[2]];
  if (sources === undefined || by === undefined) return undefined;
  const wanted = sources.split(/, (?![^(]*\))/);
  const aggregates = wanted.map((one) => counting(one) ?? minOrMax(one) ?? argMin(one));
  if (!aggregates.every(isKnown)) return undefined;
  const columns = by.split(", ");
  return (rows) =>
    grouped(rows, columns).map((group) => {
      const [first = {}] = group;
      const own = Object.fromEntries(columns.map((column) => [column, first[column] ?? null]));
      return aggregates.reduce<Row>((row, one) => ({ ...row, ...one(group) }), own);
    });
};

/** One clause after the table; undefined where this tenant doesn't know it. */
export const operatorOf = (clause: string): Operator | undefined =>
  [compared, listed, timed, summarize, take]
    .map((read) => read(clause))
    .find((operator) => operator !== undefined);
