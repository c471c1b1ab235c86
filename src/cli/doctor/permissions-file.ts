import { type Need, type PermissionNeed, resourceAppIds } from "../../actions/permissions.ts";

/** The text of `infra/graph-permissions.json`; Entra roles stand below the permissions, with who needs them. */
export const permissionsFile = (
  permissions: readonly PermissionNeed[],
  needs: readonly Need[],
): string => {
  const roles = [...new Set(needs.flatMap(({ permissions: { role } }) => role ?? []))].sort();
  const content = {
    permissions: permissions.map(({ resource, name, id, neededBy, optionalFor }) => ({
      resource,
      resourceAppId: resourceAppIds[resource],
      permission: name,
      id,
      level: neededBy.length > 0 ? "least" : "optional",
      neededBy,
      optionalFor,
    })),
    roles: roles.map((role) => ({
      role,
      neededBy: needs.filter((need) => need.permissions.role === role).map(({ id }) => id),
    })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
};
