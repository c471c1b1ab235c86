import { isList, isObject, type Json } from "./json.ts";
import { type Row } from "./state.ts";

type Test = (row: Row) => boolean;

/**
 * The part of OData `$filter` that the tenant understands: clauses joined by `and` and `or`
 * (no brackets around groups), each one of `field eq|ne|ge|gt|le|lt value`,
 * `startswith(field,'x')`, `field in ('x','y')`, `field/any(t:t eq 'x')` or `field/any(t:t/member eq 'x')`; a field
 * may be a path with slashes and a cast before it. Anything else is `undefined`, and the caller answers 400, as Graph does.
 */
export const compileFilter = (source: string): Test | undefined => {
  const alternatives = split(source, "or").map((part) => split(part, "and").map(compileClause));
  if (alternatives.length === 0) return undefined;
  const tests: Test[][] = [];
  for (const clauses of alternatives) {
    const known = clauses.filter((clause) => clause !== undefined);
    if (known.length !== clauses.length) return undefined;
    tests.push(known);
  }
  return (row) => tests.some((clauses) => clauses.every((clause) => clause(row)));
};

/** Splits at a word that stands outside quoted text. */
const split = (source: string, word: "and" | "or"): readonly string[] =>
  (source.match(new RegExp(`(?:'(?:[^']|'')*'|(?! ${word} )[^'])+`, "gi")) ?? []).map((part) =>
    part.replace(new RegExp(`^\\s*${word} `, "i"), "").trim(),
  );

const compileClause = (raw: string): Test | undefined => {
  const clause = /^\((.*)\)$/.exec(raw)?.[1] ?? raw;
  return startsWith(clause) ?? isIn(clause) ?? anyEquals(clause) ?? compares(clause);
};

const startsWith = (clause: string): Test | undefined => {
  const match = /^startswith\(\s*([\w/]+)\s*,\s*('(?:[^']|'')*')\s*\)$/i.exec(clause);
  if (!match?.[1] || !match[2]) return undefined;
  const [field, start] = [match[1], lower(literal(match[2]))];
  return (row) => {
    const value = lower(fieldOf(row, field));
    return typeof value === "string" && typeof start === "string" && value.startsWith(start);
  };
};

/** Graph takes no more values than this in one list (Graph filter query parameter). */
const mostValues = 15;

const isIn = (clause: string): Test | undefined => {
  const match = /^([\w/]+) in \(('(?:[^']|'')*'(?:\s*,\s*'(?:[^']|'')*')*)\)$/i.exec(clause);
  if (!match?.[1] || !match[2]) return undefined;
  const field = match[1];
  const values = (match[2].match(/'(?:[^']|'')*'/g) ?? []).map((value) => lower(literal(value)));
  if (values.length > mostValues) return undefined;
  return (row) => values.includes(lower(fieldOf(row, field)));
};

const anyEquals = (clause: string): Test | undefined => {
  const match = /^([\w/]+)\/any\((\w+):\s*\2(?:\/(\w+))? eq ('(?:[^']|'')*')\s*\)$/i.exec(clause);
  if (!match?.[1] || !match[4]) return undefined;
  const [field, member, wanted] = [match[1], match[3], lower(literal(match[4]))];
  const valueOf = (item: Json): Json | undefined => {
    if (member === undefined) return item;
    return isObject(item) ? item[member] : undefined;
  };
  return (row) => {
    const value = fieldOf(row, field);
    return isList(value) && value.some((item) => lower(valueOf(item)) === wanted);
  };
};

const compares = (clause: string): Test | undefined => {
  const match = /^([\w./]+) (eq|ne|ge|gt|le|lt) ('(?:[^']|'')*'|[^\s']+)$/i.exec(clause);
  if (!match?.[1] || !match[2] || !match[3]) return undefined;
  const [field, operator] = [match[1], match[2].toLowerCase()];
  const wanted = lower(literal(match[3]));
  if (wanted === undefined) return undefined;
  return (row) => holds(operator, order(lower(fieldOf(row, field)), wanted));
};

const holds = (operator: string, sign: number): boolean => {
  if (operator === "eq") return sign === 0;
  if (operator === "ne") return sign !== 0;
  if (operator === "ge") return sign >= 0;
  if (operator === "gt") return sign > 0;
  return operator === "le" ? sign <= 0 : sign < 0;
};

/** Between two instants in ms; undefined where one isn't an instant: Date.parse alone takes "CONTOSO-LT-0417" for a day of the year 417. */
const between = (a: string, b: string): number | undefined => {
  const isInstant = (text: string): boolean => /^\d{4}-\d\d-\d\d(?:t|$)/i.test(text);
  const ms = Date.parse(a) - Date.parse(b);
  return isInstant(a) && isInstant(b) && !Number.isNaN(ms) ? ms : undefined;
};

/** NaN (nothing holds but `ne`) when the two can't be compared. Instants compare as instants. */
const order = (a: Json | undefined, b: Json): number => {
  if (a === b || ((a ?? null) === null && b === null)) return 0;
  if (typeof a !== "string" || typeof b !== "string") return Number.NaN;
  return between(a, b) ?? (a < b ? -1 : 1);
};

/** Quoted text, true, false, null, a number or an unquoted instant or GUID. */
const literal = (source: string): Json | undefined => {
  if (source.startsWith("'")) return source.slice(1, -1).replaceAll("''", "'");
  if (source === "null") return null;
  if (/^(true|false)$/i.test(source)) return source.toLowerCase() === "true";
  if (/^-?\d+$/.test(source)) return Number(source);
  return /^[\w:.+-]+$/.test(source) ? source : undefined;
};

/** Directory filters compare text without regard to case. */
const lower = (value: Json | undefined): Json | undefined =>
  typeof value === "string" ? value.toLowerCase() : value;

const fieldOf = (row: Row, field: string): Json | undefined =>
  field
    .split("/")
    .filter((name) => !name.startsWith("microsoft.graph."))
    .reduce<Json | undefined>((value, name) => (isObject(value) ? value[name] : undefined), row);
