import { text } from "../json.ts";
import { type Row, rowsOf, type State } from "../state.ts";

/** Built-in roles whose holders an app with User Administrator may still change (graph.md 3.2). */
const harmlessRoles: ReadonlySet<string> = new Set([
  "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", // Directory Readers
  "95e79109-95c0-4d8e-aee3-d01accf2d47b", // Guest Inviter
  "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b", // Message Center Reader
  "4a5d8f65-41da-4de4-8968-e035b65339cf", // Reports Reader
  "fe930be7-5e62-47db-91af-98c3a49a38b1", // User Administrator
  "729827e3-9c14-49f7-bb1b-9608f156bbb8", // Helpdesk Administrator
]);

/**
 * Whether a write to `accountEnabled` or `passwordProfile` needs a higher role than the app's
 * User Administrator: an active directory role outside the harmless ones, or a restricted unit.
 */
export const isPrivileged = (state: State, user: Row): boolean =>
  user["isManagementRestricted"] === true ||
  rowsOf(state, "roleAssignments").some(
    (row) => row["principalId"] === user["id"] && !harmlessRoles.has(text(row, "roleDefinitionId")),
  );
