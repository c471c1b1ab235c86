/** Reads what the containment identity may do: its permissions, its Entra roles, the tenant's licences. Reads only. */
import { z } from "zod/v4";
import { readAll } from "../read.ts";
import { type Graph, TenantFault } from "../tenant.ts";
import { resourceAppIds, type ResourceName } from "../permissions.ts";

const principal = z.object({ id: z.string(), appId: z.string() });
const resource = principal.extend({
  appRoles: z.array(z.object({ id: z.string(), value: z.string().nullish() })).default([]),
});
const assignment = z.object({ id: z.string(), appRoleId: z.string(), resourceId: z.string() });
const roleAssignment = z.object({
  roleDefinitionId: z.string(),
  directoryScopeId: z.string().nullish(),
});
const definition = z.object({ id: z.string(), displayName: z.string() });
const sku = z.object({
  capabilityStatus: z.string().nullish(),
  servicePlans: z.array(z.object({ servicePlanName: z.string(), provisioningStatus: z.string() })),
});

const filter = (text: string): string => `$filter=${encodeURIComponent(text)}`;

/** Reads or says why not. */
export type Reader = <T>(what: string, read: () => Promise<T>) => Promise<T | undefined>;

/** A reader that remembers what couldn't be read; a fault that isn't the tenant's is thrown. */
export const makeReader = (unread: string[]): Reader => {
  return async (what, read) => {
    try {
      return await read();
    } catch (fault) {
      if (!(fault instanceof TenantFault)) throw fault;
      unread.push(`${what}: ${fault.message} (${fault.code})`);
      return undefined;
    }
  };
};

/** The service principal of an application; undefined where the tenant has none. */
const principalOf = async (graph: Graph, appId: string): Promise<string | undefined> => {
  const path = `/v1.0/servicePrincipals?${filter(`appId eq '${appId}'`)}&$select=id,appId`;
  return (await readAll(graph, path, principal))[0]?.id;
};

const resourceOf = async (graph: Graph, name: ResourceName) => {
  const appId = resourceAppIds[name];
  const path = `/v1.0/servicePrincipals?${filter(`appId eq '${appId}'`)}&$select=id,appId,appRoles`;
  const [found] = await readAll(graph, path, resource);
  const roles = (found?.appRoles ?? []).flatMap(({ id, value }) =>
    value ? [{ name: value, id }] : [],
  );
  return { name, id: found?.id, roles };
};

const rolesOf = async (graph: Graph, principalId: string) => {
  const root = "/v1.0/roleManagement/directory";
  const [held, all] = await Promise.all([
    readAll(
      graph,
      `${root}/roleAssignments?${filter(`principalId eq '${principalId}'`)}`,
      roleAssignment,
    ),
    readAll(graph, `${root}/roleDefinitions?$select=id,displayName`, definition),
  ]);
  const roleIds = all.map(({ id, displayName }) => ({ name: displayName, id }));
  // In an administrative unit, or for one application, it isn't held for the tenant's other accounts.
  const everywhere = held.filter(({ directoryScopeId }) => directoryScopeId === "/");
  const roles = everywhere.flatMap(
    ({ roleDefinitionId }) => roleIds.find(({ id }) => id === roleDefinitionId)?.name ?? [],
  );
  return { roles: [...new Set(roles)], roleIds };
};

const plansOf = async (graph: Graph): Promise<readonly string[]> => {
  const skus = await readAll(graph, "/v1.0/subscribedSkus", sku);
  const enabled = skus.filter(({ capabilityStatus }) => capabilityStatus !== "Suspended");
  const plans = enabled.flatMap(({ servicePlans }) =>
    servicePlans.filter(({ provisioningStatus }) => provisioningStatus === "Success"),
  );
  return [...new Set(plans.map(({ servicePlanName }) => servicePlanName))].sort();
};

type Named = { readonly name: string; readonly id: string };

/** What was read; undefined is what couldn't be. */
export type IdentityFacts = {
  readonly identity: { readonly appId: string; readonly principalId: string | undefined };
  readonly resources:
    | readonly {
        readonly name: ResourceName;
        readonly id: string | undefined;
        readonly roles: readonly Named[];
      }[]
    | undefined;
  readonly granted:
    | readonly {
        readonly assignmentId: string;
        readonly resourceId: string;
        readonly roleId: string;
      }[]
    | undefined;
  /** Names of the Entra roles that it holds for the whole tenant, and all that there are. */
  readonly roles: readonly string[] | undefined;
  readonly roleIds: readonly Named[] | undefined;
  /** Names of service plans that are enabled. */
  readonly plans: readonly string[] | undefined;
};

/** Everything about the identity; what can't be read is undefined, and `unread` says why. Never throws TenantFault. */
export const readIdentity = async (
  graph: Graph,
  appId: string,
  reader: Reader,
): Promise<IdentityFacts> => {
  const names: readonly ResourceName[] = [
    "Microsoft Graph",
    "Office 365 Exchange Online",
    "WindowsDefenderATP",
  ];
  const principalId = await reader("Service principal", () => principalOf(graph, appId));
  const [resources, plans] = await Promise.all([
    reader("Services", () => Promise.all(names.map((name) => resourceOf(graph, name)))),
    reader("Licences", () => plansOf(graph)),
  ]);
  const mine = `/v1.0/servicePrincipals/${encodeURIComponent(principalId ?? "")}/appRoleAssignments`;
  const granted =
    principalId === undefined
      ? undefined
      : await reader("Permissions", () => readAll(graph, mine, assignment));
  const roles =
    principalId === undefined
      ? undefined
      : await reader("Entra roles", () => rolesOf(graph, principalId));
  return {
    identity: { appId, principalId },
    resources,
    granted: granted?.map(({ id, appRoleId, resourceId }) => ({
      assignmentId: id,
      resourceId,
      roleId: appRoleId,
    })),
    roles: roles?.roles,
    roleIds: roles?.roleIds,
    plans,
  };
};
