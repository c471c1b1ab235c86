import { text } from "../json.ts";
import { type Row, rowAt, rowsOf, type State } from "../state.ts";
import { roleTemplates } from "../seed/role-templates.ts";
import { seedIds } from "../seed/seed-ids.ts";
import { containersOf } from "./containers.ts";

const { privilegedAuthenticationAdministrator, userAdministrator } = roleTemplates;

/** Roles that don't raise what an app needs to change their holders (graph.md 3.2, first row). */
const harmless: ReadonlySet<string> = new Set([
  roleTemplates.directoryReaders,
  roleTemplates.guestInviter,
  roleTemplates.messageCenterReader,
  roleTemplates.reportsReader,
]);

/** Roles whose holders User Administrator may still change (second row). */
const underUserAdministrator: ReadonlySet<string> = new Set([
  userAdministrator,
  roleTemplates.helpdeskAdministrator,
  roleTemplates.groupsAdministrator,
]);

/** Roles of these principals, as given to them directly. */
const rolesOf = (state: State, principals: ReadonlySet<string>): readonly string[] =>
  rowsOf(state, "roleAssignments")
    .filter((row) => principals.has(text(row, "principalId")))
    .map((row) => text(row, "roleDefinitionId"));

/** What a write to `accountEnabled` or `passwordProfile` of this account needs; undefined where no role is needed. */
const neededFor = (
  state: State,
  user: Row,
  what: { readonly password: boolean },
): string | undefined => {
  const id = text(user, "id");
  const containers = containersOf(state, id, true);
  const isProtected = [...containers].some(
    (group) => rowAt(state, "directoryObjects", group)?.["isAssignableToRole"] === true,
  );
  const held = rolesOf(state, new Set([id, ...containers])).filter((role) => !harmless.has(role));
  if (isProtected || held.some((role) => !underUserAdministrator.has(role))) {
    return privilegedAuthenticationAdministrator;
  }
  return held.length > 0 || what.password ? userAdministrator : undefined;
};

/**
 * Whether Cordon's containment identity may write `accountEnabled` or `passwordProfile` of this account, by the roles that
 * it holds now. Nobody's role at tenant scope reaches into a restricted administrative unit.
 */
export const mayWriteSignIn = (
  state: State,
  user: Row,
  what: { readonly password: boolean },
): boolean => {
  if (user["isManagementRestricted"] === true) return false;
  const needed = neededFor(state, user, what);
  const held = rolesOf(state, new Set<string>([seedIds.containmentPrincipal]));
  return (
    needed === undefined ||
    held.includes(needed) ||
    held.includes(privilegedAuthenticationAdministrator)
  );
};
