import { graphError } from "../errors.ts";
import { isList, isObject, text } from "../json.ts";
import { collection } from "../odata.ts";
import { type Handler, type Outcome, type Route } from "../router.ts";
import { type Row, rowsOf, type State } from "../state.ts";

/** Three to a page, so that a reader who forgets `@odata.nextLink` is found out at once. */
const pageSize = 3;

const isInteractive = (row: Row): boolean => {
  const types = row["signInEventTypes"];
  return isList(types) && types.includes("interactiveUser");
};

/** Sign-in logs come with Entra ID P1, which most bundles contain; its service plan says so. */
const hasPremium = (state: State): boolean =>
  rowsOf(state, "subscribedSkus").some((sku) => {
    const plans = sku["servicePlans"];
    return (
      sku["capabilityStatus"] === "Enabled" &&
      isList(plans) &&
      plans.some(
        (plan) => isObject(plan) && /^AAD_PREMIUM(_P2)?$/.test(text(plan, "servicePlanName")),
      )
    );
  });

/** What Graph answers without P1, for v1.0 and beta alike. */
const notPremium = (): Outcome =>
  graphError(
    403,
    "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
    "Neither tenant is B2C or tenant doesn't have premium license",
  );

/**
 * Newest first. v1.0 holds interactive sign-ins only and has no `signInEventTypes`; beta answers
 * interactive ones unless the filter names other event types (graph.md I80).
 */
const signIns: Handler = (state, call) => {
  if (!hasPremium(state)) return notPremium();
  const rows = rowsOf(state, "signIns").toSorted((a, b) =>
    text(b, "createdDateTime").localeCompare(text(a, "createdDateTime")),
  );
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
