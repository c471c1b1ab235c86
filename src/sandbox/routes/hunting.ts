import { z } from "zod/v4";
import { graphError } from "../errors.ts";
import { type Json } from "../json.ts";
import { type Handler, type Outcome, type Route } from "../router.ts";
import { type Row, rowsOf, type State, visible } from "../state.ts";
import { text } from "../json.ts";

/** Tables of advanced hunting that the tenant has; a query that names another is refused. */
const tables: ReadonlySet<string> = new Set([
  "CloudAppEvents",
  "EmailEvents",
  "UrlClickEvents",
  "IdentityLogonEvents",
  "EntraIdSignInEvents",
  "EntraIdSpnSignInEvents",
  "GraphApiAuditEvents",
]);

/** Product bundles with Defender XDR. */
const bundles: ReadonlySet<string> = new Set(["SPE_E5", "IDENTITY_THREAT_PROTECTION"]);

type Test = (row: Row) => boolean;

const equals = (clause: string): Test | undefined => {
  const match = /^where (\w+) == (?:"([^"]*)"|(\d+))$/.exec(clause);
  const column = match?.[1];
  if (column === undefined) return undefined;
  const wanted: Json = match?.[2] ?? Number(match?.[3]);
  return (row) => row[column] === wanted;
};

const isIn = (clause: string): Test | undefined => {
  const match = /^where (\w+) in \(("[^"]*"(?:, ?"[^"]*")*)\)$/.exec(clause);
  const [column, list] = [match?.[1], match?.[2]];
  if (column === undefined || list === undefined) return undefined;
  const wanted = (list.match(/"[^"]*"/g) ?? []).map((quoted) => quoted.slice(1, -1));
  return (row) => wanted.includes(text(row, column));
};

const since = (clause: string): Test | undefined => {
  const from = /^where Timestamp >= datetime\(([^)]+)\)$/.exec(clause)?.[1];
  if (from === undefined) return undefined;
  return (row) => Date.parse(text(row, "Timestamp")) >= Date.parse(from);
};

const semantic = (message: string): Outcome =>
  graphError(400, "BadRequest", `${message}. Fix semantic errors in your query.`);

/** A query as this tenant understands it: a table, `where` with one comparison each, and `take`. */
const run = (state: State, query: string): Outcome => {
  const [table = "", ...clauses] = query.split("|").map((part) => part.trim());
  if (!tables.has(table)) {
    return semantic(`Failed to resolve table or column expression named '${table}'`);
  }
  let rows = rowsOf(state, "huntingResults").filter((row) => row["_table"] === table);
  for (const clause of clauses) {
    const most = /^take (\d+)$/.exec(clause)?.[1];
    const test = equals(clause) ?? isIn(clause) ?? since(clause);
    if (most !== undefined) rows = rows.slice(0, Number(most));
    else if (test) rows = rows.filter(test);
    else return semantic(`A recognition error occurred in '${clause}'`);
  }
  const results = rows.map(visible);
  const columns = [...new Set(results.flatMap((row) => Object.keys(row)))];
  return {
    status: 200,
    body: { schema: columns.map((name) => ({ name, type: "String" })), results },
  };
};

/** Parameters of an action are read without regard to case. */
const body = z.strictObject({ query: z.string().min(1), timespan: z.string().optional() });

const huntingQuery: Handler = (state, call) => {
  const licensed = rowsOf(state, "subscribedSkus").some((sku) =>
    bundles.has(text(sku, "skuPartNumber")),
  );
  if (!licensed) {
    return graphError(403, "Forbidden", "The tenant is not licensed for advanced hunting.");
  }
  const given = z.record(z.string(), z.json()).safeParse(call.body);
  const lowered = Object.entries(given.data ?? {}).map(([key, value]) => [
    key.toLowerCase(),
    value,
  ]);
  const parsed = body.safeParse(Object.fromEntries(lowered));
  if (!parsed.success) return graphError(400, "BadRequest", "Query is required.");
  return run(state, parsed.data.query);
};

/** Advanced hunting; the action has a short and a long name. */
export const huntingRoutes: readonly Route[] = [
  { method: "POST", path: "/security/runHuntingQuery", handle: huntingQuery },
  {
    method: "POST",
    path: "/security/microsoft.graph.security.runHuntingQuery",
    handle: huntingQuery,
  },
];
