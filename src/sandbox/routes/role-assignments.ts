import { z } from "zod/v4";
import { badRequest, notFound } from "../errors.ts";
import { text } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Handler, param, type Route } from "../router.ts";
import { roleTemplates } from "../seed/role-templates.ts";
import { type Change, type Row, rowAt, rowsOf, type State } from "../state.ts";

/** The tenant's own object for a built-in role: members of the role are its members. */
const roleObject = (state: State, roleDefinitionId: string): Row | undefined =>
  rowsOf(state, "directoryObjects").find((row) => row["roleTemplateId"] === roleDefinitionId);

const link = (state: State, assignment: Row): (Omit<Change, "row"> & { row: Row }) | undefined => {
  const role = roleObject(state, text(assignment, "roleDefinitionId"));
  if (!role || assignment["directoryScopeId"] !== "/") return undefined;
  const [memberId, containerId] = [text(assignment, "principalId"), text(role, "id")];
  const id = `${memberId}/${containerId}`;
  return { table: "memberships", key: id, row: { id, memberId, containerId } };
};

/** What else changes with a new assignment: its holder is a member of the role. */
export const gave = (state: State, assignment: Row): readonly Change[] => {
  const change = link(state, assignment);
  return change ? [change] : [];
};

/** What else changes with an assignment that ends. */
export const took = (state: State, assignment: Row): readonly Change[] => {
  const change = link(state, assignment);
  return change && rowAt(state, "memberships", change.key) ? [{ ...change, row: null }] : [];
};

const byId: Handler = (state, call) => {
  const row = rowAt(state, "roleAssignments", param(call, "id"));
  return row ? entity(call, row) : notFound(param(call, "id"));
};

/** 204 (graph.md I21). */
const remove: Handler = (state, call) => {
  const key = param(call, "id");
  const row = rowAt(state, "roleAssignments", key);
  if (!row) return notFound(key);
  const change: Change = { table: "roleAssignments", key, row: null };
  return { status: 204, changes: [change, ...took(state, row)] };
};

const newAssignment = z.strictObject({
  "@odata.type": z.literal("#microsoft.graph.unifiedRoleAssignment").optional(),
  principalId: z.guid(),
  roleDefinitionId: z.guid(),
  directoryScopeId: z.string().startsWith("/"),
});

/** 201 with a new id; 400 for one that is there already. */
const create: Handler = (state, call) => {
  const parsed = newAssignment.safeParse(call.body);
  if (!parsed.success) return badRequest("One or more property values specified are invalid.");
  const { principalId, roleDefinitionId, directoryScopeId } = parsed.data;
  const asked = { principalId, roleDefinitionId, directoryScopeId };
  const isSame = (row: Row): boolean =>
    Object.entries(asked).every(([key, value]) => row[key] === value);
  if (rowsOf(state, "roleAssignments").some(isSame)) {
    return badRequest(
      "A conflicting object with one or more of the specified property values is present in the directory.",
    );
  }
  const row: Row = { id: call.newId(), ...asked };
  const change: Change = { table: "roleAssignments", key: text(row, "id"), row };
  return { status: 201, body: row, changes: [change, ...gave(state, row)] };
};

/** "globalAdministrator" → "Global Administrator" */
const spelled = (key: string): string =>
  key.replace(/^./, (first) => first.toUpperCase()).replace(/([a-z])([A-Z])/g, "$1 $2");

const definitions: Handler = (_state, call) =>
  collection(
    call,
    Object.entries(roleTemplates).map(([key, id]) => ({
      id,
      templateId: id,
      displayName: spelled(key),
      isBuiltIn: true,
      isEnabled: true,
    })),
    { pageSize: 100 },
  );

const directory = "/roleManagement/directory";

/** Giving and taking directory roles without a schedule. */
export const roleAssignmentRoutes: readonly Route[] = [
  { method: "GET", path: `${directory}/roleDefinitions`, handle: definitions },
  { method: "POST", path: `${directory}/roleAssignments`, handle: create },
  { method: "GET", path: `${directory}/roleAssignments/:id`, handle: byId },
  { method: "DELETE", path: `${directory}/roleAssignments/:id`, handle: remove },
];
