import { z } from "zod/v4";
import { badRequest, notFound } from "../errors.ts";
import { given, isObject } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Handler, type Route } from "../router.ts";
import { rowAt } from "../state.ts";

const authorizationPatch = z.strictObject({
  allowInvitesFrom: z
    .enum(["none", "adminsAndGuestInviters", "adminsGuestInvitersAndAllMembers", "everyone"])
    .optional(),
  allowedToUseSSPR: z.boolean().optional(),
  allowUserConsentForRiskyApps: z.boolean().nullable().optional(),
  guestUserRoleId: z.guid().optional(),
  blockMsolPowerShell: z.boolean().optional(),
  defaultUserRolePermissions: z
    .strictObject({
      allowedToCreateApps: z.boolean().optional(),
      allowedToCreateSecurityGroups: z.boolean().optional(),
      allowedToCreateTenants: z.boolean().optional(),
      allowedToReadBitlockerKeysForOwnedDevice: z.boolean().optional(),
      allowedToReadOtherUsers: z.boolean().optional(),
      permissionGrantPoliciesAssigned: z
        .array(z.string().regex(/^managePermissionGrantsFor(Self|OwnedResource)\.[a-zA-Z0-9-]+$/))
        .optional(),
    })
    .optional(),
});

const read =
  (key: string): Handler =>
  (state, call) => {
    const row = rowAt(state, "policies", key);
    return row ? entity(call, row) : notFound(key);
  };

/** 204; members of `defaultUserRolePermissions` that aren't named stay (graph.md I73). */
const patchAuthorization: Handler = (state, call) => {
  const key = "authorizationPolicy";
  const parsed = authorizationPatch.safeParse(call.body);
  if (!parsed.success || Object.keys(parsed.data).length === 0) {
    return badRequest("One or more property values specified are invalid.");
  }
  const row = rowAt(state, "policies", key);
  if (!row) return notFound(key);
  const { defaultUserRolePermissions: asked, ...plain } = parsed.data;
  const old = isObject(row["defaultUserRolePermissions"]) ? row["defaultUserRolePermissions"] : {};
  const permissions = { ...old, ...given(asked ?? {}) };
  const changed = { ...row, ...given(plain), defaultUserRolePermissions: permissions };
  return { status: 204, changes: [{ table: "policies", key, row: changed }] };
};

const noPartners: Handler = (_state, call) => collection(call, [], { pageSize: 100 });

/** Policies of the whole tenant: what users may consent to, and whom it trusts from outside. */
export const tenantPolicyRoutes: readonly Route[] = [
  { method: "GET", path: "/policies/authorizationPolicy", handle: read("authorizationPolicy") },
  { method: "PATCH", path: "/policies/authorizationPolicy", handle: patchAuthorization },
  {
    method: "GET",
    path: "/policies/crossTenantAccessPolicy/default",
    handle: read("crossTenantAccessPolicy/default"),
  },
  {
    method: "GET",
    path: "/policies/crossTenantAccessPolicy/partners",
    handle: noPartners,
  },
];
