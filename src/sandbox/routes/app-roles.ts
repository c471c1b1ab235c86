import { z } from "zod/v4";
import { badRequest, notFound } from "../errors.ts";
import { text } from "../json.ts";
import { collection } from "../odata.ts";
import { type Call, type Handler, type Outcome, param, type Route } from "../router.ts";
import { type Row, rowAt, rowsOf, type State, visible } from "../state.ts";
import { withObject } from "./app-holders.ts";
import { findUser, wholeSeconds } from "./find-user.ts";

const pageSize = 100;

type End = "principalId" | "resourceId";

/** What the app holds (principal), or who holds what of the app (resource): graph.md I53. */
const listAt = (end: End): Handler =>
  withObject("servicePrincipals", (state, call, app) =>
    collection(
      call,
      rowsOf(state, "appRoleAssignments").filter((row) => row[end] === app["id"]),
      { pageSize },
    ),
  );

/** 204 (graph.md I54). */
const deleteAt = (end: End): Handler =>
  withObject("servicePrincipals", (state, call, app) => {
    const key = param(call, "assignment");
    const row = rowAt(state, "appRoleAssignments", key);
    if (row?.[end] !== app["id"]) return notFound(key);
    return { status: 204, changes: [{ table: "appRoleAssignments", key, row: null }] };
  });

const assignment = z.strictObject({
  principalId: z.guid(),
  resourceId: z.guid(),
  appRoleId: z.guid(),
});
type Assignment = z.infer<typeof assignment>;

const isSame = (row: Row, wanted: Assignment): boolean =>
  row["principalId"] === wanted.principalId &&
  row["resourceId"] === wanted.resourceId &&
  row["appRoleId"] === wanted.appRoleId;

const principalOf = (state: State, id: string): readonly [type: string, row: Row] | undefined => {
  const user = findUser(state, id);
  if (user) return ["User", user];
  const app = rowAt(state, "servicePrincipals", id);
  return app ? ["ServicePrincipal", app] : undefined;
};

/** 201 with a new id (graph.md I54); twice is refused. */
const create = (state: State, call: Call, holder: string): Outcome => {
  const parsed = assignment.safeParse(call.body);
  if (!parsed.success || parsed.data.principalId !== holder) {
    return badRequest("Invalid value specified for the app role assignment.");
  }
  const wanted = parsed.data;
  const principal = principalOf(state, wanted.principalId);
  const resource = rowAt(state, "servicePrincipals", wanted.resourceId);
  if (!principal || !resource) return notFound(principal ? wanted.resourceId : wanted.principalId);
  if (rowsOf(state, "appRoleAssignments").some((row) => isSame(row, wanted))) {
    return badRequest("Permission being assigned already exists on the object");
  }
  const [principalType, row] = principal;
  const made: Row = {
    ...wanted,
    id: call.newId(),
    createdDateTime: wholeSeconds(call.now),
    principalDisplayName: text(row, "displayName"),
    principalType,
    resourceDisplayName: text(resource, "displayName"),
  };
  const changes = [{ table: "appRoleAssignments" as const, key: text(made, "id"), row: made }];
  return { status: 201, body: visible(made), changes };
};

const createForApp: Handler = withObject("servicePrincipals", (state, call, app) =>
  create(state, call, text(app, "id")),
);

const createForUser: Handler = (state, call) => {
  const wanted = param(call, "user");
  const user = findUser(state, wanted);
  return user ? create(state, call, text(user, "id")) : notFound(wanted);
};

const held = "/servicePrincipals/:id/appRoleAssignments";
const given = "/servicePrincipals/:id/appRoleAssignedTo";

/** What apps may do by themselves, and who is assigned to them. */
export const appRoleRoutes: readonly Route[] = [
  { method: "GET", path: held, handle: listAt("principalId") },
  { method: "POST", path: held, handle: createForApp },
  { method: "DELETE", path: `${held}/:assignment`, handle: deleteAt("principalId") },
  { method: "GET", path: given, handle: listAt("resourceId") },
  { method: "DELETE", path: `${given}/:assignment`, handle: deleteAt("resourceId") },
  { method: "POST", path: "/users/:user/appRoleAssignments", handle: createForUser },
];
