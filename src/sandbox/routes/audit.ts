import { graphError } from "../errors.ts";
import { isList } from "../json.ts";
import { collection } from "../odata.ts";
import { type Handler, type Route } from "../router.ts";
import { type Row, rowsOf } from "../state.ts";

/** Three to a page, so that a reader who forgets `@odata.nextLink` is found out at once. */
const pageSize = 3;

const isInteractive = (row: Row): boolean => {
  const types = row["signInEventTypes"];
  return isList(types) && types.includes("interactiveUser");
};

/**
 * Newest first. v1.0 holds interactive sign-ins only and has no `signInEventTypes`; beta answers
 * interactive ones unless the filter names other event types (graph.md I80).
 */
const signIns: Handler = (state, call) => {
  const rows = [...rowsOf(state, "signIns")];
  if (call.version === "beta") {
    const asked = call.query.get("$filter")?.includes("signInEventTypes") ?? false;
    return collection(call, asked ? rows : rows.filter(isInteractive), { pageSize, maxTop: 1000 });
  }
  if (call.query.get("$filter")?.includes("signInEventTypes")) {
    return graphError(
      400,
      "BadRequest",
      "Could not find a property named 'signInEventTypes' on type 'microsoft.graph.signIn'.",
    );
  }
  const shown = rows
    .filter(isInteractive)
    .map((row) =>
      Object.fromEntries(Object.entries(row).filter(([key]) => key !== "signInEventTypes")),
    );
  return collection(call, shown, { pageSize, maxTop: 1000 });
};

const directoryAudits: Handler = (state, call) =>
  collection(call, rowsOf(state, "directoryAudits"), { pageSize, maxTop: 1000 });

/** Logs: read only. */
export const auditRoutes: readonly Route[] = [
  { method: "GET", path: "/auditLogs/signIns", handle: signIns },
  { method: "GET", path: "/auditLogs/directoryAudits", handle: directoryAudits },
];
