import { graphError } from "../errors.ts";
import { entity } from "../odata.ts";
import { type Handler, param, type Route } from "../router.ts";
import { type Row } from "../state.ts";

/** The tenant's only domain; its id is the name itself (Graph domain resource). */
const contoso: Row = {
  id: "contoso.example",
  authenticationType: "Managed",
  availabilityStatus: null,
  isAdminManaged: true,
  isDefault: true,
  isInitial: true,
  isRoot: true,
  isVerified: true,
  passwordNotificationWindowInDays: null,
  passwordValidityPeriodInDays: null,
  supportedServices: ["Email", "OfficeCommunicationsOnline"],
};

/** Graph domain-get: 404 for a name that isn't the tenant's, as for any missing object. */
const getDomain: Handler = (_state, call) => {
  const name = param(call, "domain").toLowerCase();
  return name === contoso["id"]
    ? entity(call, contoso)
    : graphError(
        404,
        "Request_ResourceNotFound",
        `Resource '${name}' does not exist or one of its queried reference-property objects are not present.`,
      );
};

/** Whose sign-in the tenant checks itself: `authenticationType` is Managed or Federated. */
export const domainRoutes: readonly Route[] = [
  { method: "GET", path: "/domains/:domain", handle: getDomain },
];
