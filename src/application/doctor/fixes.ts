/** What to post, word for word, so that something works that doesn't. */
import { type PermissionNeed } from "../../actions/permissions.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Facts } from "./facts.ts";

export type Fix = {
  /** "Grant User.RevokeSessions.All". */
  readonly title: string;
  /** Ids of what works again, or sees more. */
  readonly brings: readonly string[];
  /** The exact call, for an administrator; undefined where an id couldn't be looked up. */
  readonly graph:
    | {
        readonly method: "POST";
        readonly path: string;
        readonly body: Readonly<Record<string, Json>>;
      }
    | undefined;
  /** The same for a shell, one line each. */
  readonly shell: readonly string[];
};

/** Said once below all of them. */
export const freshToken =
  "A permission granted just now needs a new token: restart Cordon, or wait up to an hour.";

const azRest = (path: string, body: Readonly<Record<string, Json>>): string =>
  `az rest --method POST --url https://graph.microsoft.com${path} --body '${JSON.stringify(body)}'`;

const unknownOf = (title: string, brings: readonly string[], why: string): Fix => ({
  title,
  brings,
  graph: undefined,
  shell: [`# ${why}`],
});

/** One app role assignment (Graph serviceprincipal-post-approleassignments). */
export const permissionFix = (
  { identity: { principalId }, resources }: Facts,
  { name, resource: service }: PermissionNeed,
  brings: readonly string[],
): Fix => {
  const title = `Grant ${name} of ${service}`;
  const resource = resources?.find((one) => one.name === service);
  if (principalId === undefined) return unknownOf(title, brings, "the identity wasn't found");
  if (resource?.id === undefined) {
    return unknownOf(
      title,
      brings,
      `the tenant has no service principal of ${service}: is it licensed?`,
    );
  }
  const appRoleId = resource.roles.find((role) => role.name === name)?.id;
  if (appRoleId === undefined) {
    return unknownOf(title, brings, `${service} offers no application permission ${name} here`);
  }
  const path = `/v1.0/servicePrincipals/${principalId}/appRoleAssignments`;
  const body = { principalId, resourceId: resource.id, appRoleId };
  const members = `-PrincipalId ${principalId} -ResourceId ${resource.id} -AppRoleId ${appRoleId}`;
  return {
    title,
    brings,
    graph: { method: "POST", path, body },
    shell: [
      azRest(path, body),
      `New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId ${principalId} ${members}`,
    ],
  };
};

/** One directory role for the whole tenant (Graph rbacapplication-post-roleassignments). */
export const roleFix = (
  { identity: { principalId }, roleIds }: Facts,
  role: string,
  brings: readonly string[],
): Fix => {
  const title = `Assign the Entra role ${role}`;
  const roleDefinitionId = roleIds?.find(({ name }) => name === role)?.id;
  if (principalId === undefined || roleDefinitionId === undefined) {
    return unknownOf(title, brings, `the id of ${role} wasn't found`);
  }
  const path = "/v1.0/roleManagement/directory/roleAssignments";
  const body = { principalId, roleDefinitionId, directoryScopeId: "/" };
  return {
    title,
    brings,
    graph: { method: "POST", path, body },
    shell: [
      azRest(path, body),
      `New-MgRoleManagementDirectoryRoleAssignment -PrincipalId ${principalId} -RoleDefinitionId ${roleDefinitionId} -DirectoryScopeId /`,
    ],
  };
};
