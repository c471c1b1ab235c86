import { z } from "zod/v4";
import { badRequest, denied, graphError, notFound } from "../errors.ts";
import { text } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Handler, param, type Route } from "../router.ts";
import { type Row, rowAt, rowsOf, type TableName, visible } from "../state.ts";
import { withUser } from "./find-user.ts";

const pageSize = 100;

/** Only the user's own consents: tenant-wide ones (AllPrincipals) aren't in this list (graph.md I50). */
const grantsOfUser = withUser((state, call, user) =>
  collection(
    call,
    rowsOf(state, "oauth2PermissionGrants").filter((row) => row["principalId"] === user["id"]),
    { pageSize },
  ),
);

const appRolesOfUser = withUser((state, call, user) =>
  collection(
    call,
    rowsOf(state, "appRoleAssignments").filter((row) => row["principalId"] === user["id"]),
    { pageSize },
  ),
);

const list =
  (table: TableName): Handler =>
  (state, call) =>
    collection(call, rowsOf(state, table), { pageSize });

const read =
  (table: TableName): Handler =>
  (state, call) => {
    const row = rowAt(state, table, param(call, "id"));
    return row ? entity(call, row) : notFound(param(call, "id"));
  };

/** 204; takes an app role from the user (graph.md I54). */
const deleteAppRole = withUser((state, call, user) => {
  const key = param(call, "id");
  const row = rowAt(state, "appRoleAssignments", key);
  if (row?.["principalId"] !== user["id"]) return notFound(key);
  return { status: 204, changes: [{ table: "appRoleAssignments", key, row: null }] };
});

const organization: Handler = (_state, call) =>
  collection(
    call,
    [
      {
        id: call.tenant.tenantId,
        displayName: "Contoso",
        verifiedDomains: [{ name: "contoso.example", isDefault: true, isInitial: true }],
      },
    ],
    { pageSize },
  );

const deleteGrant: Handler = (state, call) => {
  const key = param(call, "id");
  if (!rowAt(state, "oauth2PermissionGrants", key)) return notFound(key);
  return { status: 204, changes: [{ table: "oauth2PermissionGrants", key, row: null }] };
};

const newGrant = z
  .strictObject({
    clientId: z.guid(),
    consentType: z.enum(["Principal", "AllPrincipals"]),
    principalId: z.guid().nullable().optional(),
    resourceId: z.guid(),
    scope: z.string(),
  })
  .refine(
    (grant) => (grant.consentType === "Principal") === (typeof grant.principalId === "string"),
  );

/** 201 with a new id: what the undo of a deleted grant calls (graph.md I51). */
const createGrant: Handler = (state, call) => {
  const parsed = newGrant.safeParse(call.body);
  if (!parsed.success) return badRequest("Invalid value specified for the permission grant.");
  const known = rowAt(state, "servicePrincipals", parsed.data.clientId);
  if (!known) return notFound(parsed.data.clientId);
  const isThere = rowsOf(state, "oauth2PermissionGrants").some(
    (row) =>
      row["clientId"] === parsed.data.clientId &&
      row["resourceId"] === parsed.data.resourceId &&
      (row["principalId"] ?? null) === (parsed.data.principalId ?? null),
  );
  if (isThere) {
    return graphError(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      "Permission entry already exists.",
    );
  }
  const row: Row = {
    ...parsed.data,
    principalId: parsed.data.principalId ?? null,
    id: call.newId(),
  };
  return {
    status: 201,
    body: visible(row),
    changes: [{ table: "oauth2PermissionGrants", key: text(row, "id"), row }],
  };
};

const enabledPatch = z.strictObject({ accountEnabled: z.boolean() });

/** 204; as an app, only Windows devices may be disabled (graph.md I71). */
const patchDevice: Handler = (state, call) => {
  const key = param(call, "id");
  const row = rowAt(state, "devices", key);
  if (!row) return notFound(key);
  const parsed = enabledPatch.safeParse(call.body);
  if (!parsed.success) return badRequest("One or more property values specified are invalid.");
  if (row["operatingSystem"] !== "Windows") return denied();
  return { status: 204, changes: [{ table: "devices", key, row: { ...row, ...parsed.data } }] };
};

/** Consents, app roles of people, devices and licences. */
export const appRoutes: readonly Route[] = [
  { method: "GET", path: "/users/:user/oauth2PermissionGrants", handle: grantsOfUser },
  { method: "GET", path: "/users/:user/appRoleAssignments", handle: appRolesOfUser },
  { method: "DELETE", path: "/users/:user/appRoleAssignments/:id", handle: deleteAppRole },
  { method: "GET", path: "/organization", handle: organization },
  { method: "GET", path: "/oauth2PermissionGrants", handle: list("oauth2PermissionGrants") },
  { method: "POST", path: "/oauth2PermissionGrants", handle: createGrant },
  { method: "GET", path: "/oauth2PermissionGrants/:id", handle: read("oauth2PermissionGrants") },
  { method: "DELETE", path: "/oauth2PermissionGrants/:id", handle: deleteGrant },
  { method: "GET", path: "/devices", handle: list("devices") },
  { method: "GET", path: "/devices/:id", handle: read("devices") },
  { method: "PATCH", path: "/devices/:id", handle: patchDevice },
  { method: "GET", path: "/subscribedSkus", handle: list("subscribedSkus") },
];
