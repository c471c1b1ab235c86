import { graphError, notFound } from "../errors.ts";
import { type JsonObject, text } from "../json.ts";
import { collection } from "../odata.ts";
import { type Call, type Handler, type Outcome, param, type Route } from "../router.ts";
import { type Row, rowAt, rowsOf, type State, visible } from "../state.ts";
import { containersOf, membersOf } from "./containers.ts";
import { withUser } from "./find-user.ts";

const containers = (state: State, user: Row, transitive: boolean): readonly Row[] =>
  [...containersOf(state, text(user, "id"), transitive)].flatMap((id) => {
    const row = rowAt(state, "directoryObjects", id);
    return row ? [row] : [];
  });

const groupType = "#microsoft.graph.group";

/** Keeps the entities of one type: `/memberOf/microsoft.graph.directoryRole`. */
const ofType = (rows: readonly Row[], cast: string): readonly Row[] =>
  rows.filter((row) => text(row, "@odata.type").toLowerCase() === `#${cast.toLowerCase()}`);

const memberOf = (transitive: boolean): Handler =>
  withUser((state, call, user) =>
    collection(call, containers(state, user, transitive), { pageSize: 100 }),
  );

const memberOfCast = (transitive: boolean): Handler =>
  withUser((state, call, user) =>
    collection(call, ofType(containers(state, user, transitive), param(call, "cast")), {
      pageSize: 100,
    }),
  );

/** The role definition's id is the role template's id, as in Entra's built-in roles. */
const definitionOf = (state: State, row: Row): JsonObject => {
  const templateId = text(row, "roleDefinitionId");
  const role = rowsOf(state, "directoryObjects").find(
    (object) => object["roleTemplateId"] === templateId,
  );
  return {
    id: templateId,
    templateId,
    displayName: role ? text(role, "displayName") : "",
    isBuiltIn: true,
    isEnabled: true,
  };
};

/** A user, a group or an app, with the type by which readers tell them apart; null where there is none. */
const principalOf = (state: State, id: string): JsonObject | null => {
  const user = rowAt(state, "users", id);
  if (user) {
    const { displayName = null, userPrincipalName = null } = user;
    return { "@odata.type": "#microsoft.graph.user", id, displayName, userPrincipalName };
  }
  const app = rowAt(state, "servicePrincipals", id);
  if (app) return { "@odata.type": "#microsoft.graph.servicePrincipal", ...visible(app) };
  const group = rowAt(state, "directoryObjects", id);
  return group ? visible(group) : null;
};

const expanded = (state: State, call: Call, rows: readonly Row[]): readonly Row[] => {
  const asked = call.query.get("$expand")?.split(",") ?? [];
  return rows.map((row) => ({
    ...row,
    ...(asked.includes("roleDefinition") ? { roleDefinition: definitionOf(state, row) } : {}),
    ...(asked.includes("principal")
      ? { principal: principalOf(state, text(row, "principalId")) }
      : {}),
  }));
};

const list = (state: State, call: Call, rows: readonly Row[]): Outcome =>
  collection(call, expanded(state, call, rows), { pageSize: 100 });

/** Everybody in a group and in the groups in it, and those groups (Graph group-list-transitivemembers). */
const transitiveMembers: Handler = (state, call) => {
  const id = param(call, "group");
  if (text(rowAt(state, "directoryObjects", id) ?? {}, "@odata.type") !== groupType) {
    return notFound(id);
  }
  const members = [...membersOf(state, id)].map((member) => principalOf(state, member));
  return collection(
    call,
    members.filter((member) => member !== null),
    { pageSize: 100 },
  );
};

const roleAssignments: Handler = (state, call) =>
  list(state, call, rowsOf(state, "roleAssignments"));

/** Active assignments as PIM shows them (graph.md I22). */
const assignmentInstances: Handler = (state, call) =>
  list(
    state,
    call,
    rowsOf(state, "roleAssignments").map((row) => ({
      ...row,
      id: `active-${text(row, "id")}`,
      appScopeId: null,
      assignmentType: row["_assignmentType"] ?? "Assigned",
      memberType: "Direct",
      startDateTime: row["_startDateTime"] ?? null,
      endDateTime: row["_endDateTime"] ?? null,
      roleAssignmentOriginId: text(row, "id"),
      roleAssignmentScheduleId: text(row, "id"),
    })),
  );

const eligibilityInstances: Handler = (state, call) =>
  list(state, call, rowsOf(state, "roleEligibilities"));

/** PIM for Groups; Graph demands one of the two filters. */
const groupEligibilityInstances: Handler = (state, call) => {
  if (!/\b(principalId|groupId) eq /.test(call.query.get("$filter") ?? "")) {
    return graphError(400, "BadRequest", "A filter on principalId or groupId is required.");
  }
  const expands = call.query.get("$expand")?.split(",").includes("group") === true;
  const rows = rowsOf(state, "groupEligibilities").map((row) => {
    const group = rowAt(state, "directoryObjects", text(row, "groupId"));
    return expands && group ? { ...row, group: visible(group) } : row;
  });
  return collection(call, rows, { pageSize: 100 });
};

const directory = "/roleManagement/directory";

/** Groups and directory roles of a user, active and eligible. */
export const roleRoutes: readonly Route[] = [
  { method: "GET", path: "/users/:user/memberOf", handle: memberOf(false) },
  { method: "GET", path: "/users/:user/memberOf/:cast", handle: memberOfCast(false) },
  { method: "GET", path: "/users/:user/transitiveMemberOf", handle: memberOf(true) },
  { method: "GET", path: "/users/:user/transitiveMemberOf/:cast", handle: memberOfCast(true) },
  {
    method: "GET",
    path: "/groups/:group/transitiveMembers",
    handle: transitiveMembers,
  },
  { method: "GET", path: `${directory}/roleAssignments`, handle: roleAssignments },
  {
    method: "GET",
    path: `${directory}/roleAssignmentScheduleInstances`,
    handle: assignmentInstances,
  },
  {
    method: "GET",
    path: `${directory}/roleEligibilityScheduleInstances`,
    handle: eligibilityInstances,
  },
  {
    method: "GET",
    path: "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances",
    handle: groupEligibilityInstances,
  },
];
