import { z } from "zod/v4";
import { graphError } from "../errors.ts";
import { isList, isObject, text } from "../json.ts";
import { operatorOf } from "../kql.ts";
import { type Handler, type Outcome, type Route } from "../router.ts";
import { rowsOf, type State, visible } from "../state.ts";

/** Tables of advanced hunting, and the service plan that fills them; a query that names another is refused. */
const devices = "WINDEFATP";
const tables: ReadonlyMap<string, string | undefined> = new Map([
  ["CloudAppEvents", undefined],
  ["EmailEvents", undefined],
  ["UrlClickEvents", undefined],
  ["IdentityLogonEvents", undefined],
  ["EntraIdSignInEvents", undefined],
  ["EntraIdSpnSignInEvents", undefined],
  ["GraphApiAuditEvents", undefined],
  ["AlertEvidence", undefined],
  ["DeviceLogonEvents", devices],
  ["DeviceNetworkEvents", devices],
  ["DeviceFileEvents", devices],
  ["DeviceProcessEvents", devices],
]);

/** Product bundles with Defender XDR. */
const bundles: ReadonlySet<string> = new Set(["SPE_E5", "IDENTITY_THREAT_PROTECTION"]);

const semantic = (message: string): Outcome =>
  graphError(400, "BadRequest", `${message}. Fix semantic errors in your query.`);

/** Without the product that fills it a table isn't there (advanced hunting schema). */
const hasTable = (state: State, table: string): boolean => {
  const plan = tables.get(table);
  if (plan === undefined) return tables.has(table);
  return rowsOf(state, "subscribedSkus").some(
    ({ servicePlans }) =>
      isList(servicePlans) &&
      servicePlans.some((one) => isObject(one) && text(one, "servicePlanName") === plan),
  );
};

/** A query as this tenant understands it (kql.ts). */
const run = (state: State, query: string): Outcome => {
  const [table = "", ...clauses] = query.split("|").map((part) => part.trim());
  if (!hasTable(state, table)) {
    return semantic(`Failed to resolve table or column expression named '${table}'`);
  }
  let rows = rowsOf(state, "huntingResults")
    .filter((row) => row["_table"] === table)
    .map(visible);
  for (const clause of clauses) {
    const operator = operatorOf(clause);
    if (!operator) return semantic(`A recognition error occurred in '${clause}'`);
    rows = [...operator(rows)];
  }
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return {
    status: 200,
    body: { schema: columns.map((name) => ({ name, type: "String" })), results: rows },
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
