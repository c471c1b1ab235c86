import { z } from "zod/v4";
import { type ActionContext } from "./context.ts";
import { TenantFault } from "./tenant.ts";
import { type ObjectId } from "../core/shared/ids.ts";
import { readAll, userPath } from "./read.ts";

/** A directory role, by the id of its definition (for built-in ones the template's id). */
export type Role = { readonly id: string; readonly name: string };

/** Everything that makes an account privileged. */
export type Roles = {
  readonly active: readonly Role[];
  /** Roles that it can activate itself (Privileged Identity Management), alone or by joining a group that has them. */
  readonly eligible: readonly Role[];
  /** Groups to which roles can be given: their members are protected like administrators. */
  readonly roleGroups: readonly string[];
  /** Such groups that it can make itself a member or an owner of (Privileged Identity Management for Groups). */
  readonly eligibleRoleGroups: readonly string[];
};

/** Global Administrator: the same id in every tenant (Entra built-in roles). */
export const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

/** Built-in roles that read or invite, and nothing more (Graph users: sensitive actions, first row). */
export const harmlessRoles: ReadonlySet<string> = new Set([
  "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", // Directory Readers
  "95e79109-95c0-4d8e-aee3-d01accf2d47b", // Guest Inviter
  "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b", // Message Center Reader
  "4a5d8f65-41da-4de4-8968-e035b65339cf", // Reports Reader
  "75934031-6c7e-415a-99d7-48dbd49e875e", // Usage Summary Reports Reader
]);

/** Least permissions for readRoles. */
export const rolePermissions = [
  "GroupMember.Read.All",
  "PrivilegedEligibilitySchedule.Read.AzureADGroup",
  "RoleEligibilitySchedule.Read.Directory",
  "RoleManagement.Read.Directory",
] as const;

const assignment = z.object({
  roleDefinitionId: z.string(),
  roleDefinition: z.object({ displayName: z.string().nullish() }).nullish(),
});

const container = z.object({
  "@odata.type": z.string(),
  id: z.string(),
  displayName: z.string().nullish(),
  roleTemplateId: z.string().nullish(),
  isAssignableToRole: z.boolean().nullish(),
});

const groupEligibility = z.object({
  groupId: z.string(),
  group: z
    .object({ displayName: z.string().nullish(), isAssignableToRole: z.boolean().nullish() })
    .nullish(),
});

type RoleGroup = { readonly id: string; readonly name: string };

/** The group, where roles can be given to it; a group that isn't shown counts as one. */
const roleGroupOf = ({ groupId, group }: z.infer<typeof groupEligibility>): readonly RoleGroup[] =>
  group && group.isAssignableToRole !== true
    ? []
    : [{ id: groupId, name: group?.displayName ?? groupId }];

const roleOf = ({ roleDefinitionId, roleDefinition }: z.infer<typeof assignment>): Role => ({
  id: roleDefinitionId.toLowerCase(),
  name: roleDefinition?.displayName ?? roleDefinitionId,
});

const directory = "/v1.0/roleManagement/directory";

const ofPrincipal = (collection: string, id: string): string =>
  `${directory}/${collection}?$filter=${encodeURIComponent(`principalId eq '${id}'`)}&$expand=roleDefinition`;

/** Graph privilegedaccessgroup-list-eligibilityscheduleinstances: one of the two filters is required. */
const groupsOfPrincipal = (id: ObjectId): string =>
  `/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter=${encodeURIComponent(`principalId eq '${id}'`)}&$expand=group`;

/** Without the licence for it nobody can be eligible. */
export const withoutLicence = (fault: unknown): readonly [] => {
  const unlicensed = fault instanceof TenantFault && /licen[cs]e/i.test(fault.code);
  if (unlicensed) return [];
  throw fault;
};

const distinct = (roles: readonly Role[]): readonly Role[] => [
  ...new Map(roles.map((role) => [role.id, role] as const)).values(),
];

type Held = Pick<Roles, "active" | "eligible">;

/** Roles of one principal, a user or a group, as given to it and to nobody else. */
const heldBy = async ({ graph }: Pick<ActionContext, "graph">, id: string): Promise<Held> => {
  const [active, eligible] = await Promise.all([
    readAll(graph, ofPrincipal("roleAssignments", id), assignment),
    readAll(graph, ofPrincipal("roleEligibilityScheduleInstances", id), assignment).catch(
      withoutLicence,
    ),
  ]);
  return { active: active.map(roleOf), eligible: eligible.map(roleOf) };
};

/** Roles of groups: whoever is in one may activate what it is eligible for, whoever can join has all of it to activate. */
const heldByGroups = async (
  context: Pick<ActionContext, "graph">,
  groups: { readonly joined: readonly RoleGroup[]; readonly open: readonly RoleGroup[] },
): Promise<Held> => {
  const ofAll = (list: readonly RoleGroup[]) =>
    Promise.all(list.map(({ id }) => heldBy(context, id)));
  const [joined, open] = await Promise.all([ofAll(groups.joined), ofAll(groups.open)]);
  return {
    active: joined.flatMap(({ active }) => active),
    eligible: [...joined.flatMap(({ eligible }) => eligible), ...open.flatMap(allOf)],
  };
};

const allOf = ({ active, eligible }: Held): readonly Role[] => [...active, ...eligible];

/**
 * Roles held directly, through groups, and those that can be activated, directly or by joining a group. Throws TenantFault; a role
 * that can't be read is never "no role".
 */
export const readRoles = async (
  context: Pick<ActionContext, "graph">,
  id: ObjectId,
): Promise<Roles> => {
  const { graph } = context;
  const groups = `/transitiveMemberOf?$select=id,displayName,roleTemplateId,isAssignableToRole`;
  const [direct, eligibleGroups, containers] = await Promise.all([
    heldBy(context, id),
    readAll(graph, groupsOfPrincipal(id), groupEligibility).catch(withoutLicence),
    readAll(graph, userPath(id, groups), container),
  ]);
  const throughGroups = containers.flatMap(({ roleTemplateId, displayName }) =>
    typeof roleTemplateId === "string"
      ? [{ id: roleTemplateId.toLowerCase(), name: displayName ?? roleTemplateId }]
      : [],
  );
  const joined = containers.flatMap((group) =>
    group.isAssignableToRole === true
      ? [{ id: group.id, name: group.displayName ?? group.id }]
      : [],
  );
  const open = eligibleGroups.flatMap(roleGroupOf);
  const indirect = await heldByGroups(context, { joined, open });
  return {
    active: distinct([...direct.active, ...throughGroups, ...indirect.active]),
    eligible: distinct([...direct.eligible, ...indirect.eligible]),
    roleGroups: joined.map(({ name }) => name),
    eligibleRoleGroups: open.map(({ name }) => name),
  };
};

/** Does it hold Global Administrator, or can it activate it? Any holder counts, however they came to it. */
export const isGlobalAdministrator = ({ active, eligible }: Roles): boolean =>
  [...active, ...eligible].some(({ id }) => id === globalAdministrator);

/** Why the account counts as privileged, in a few words; undefined where it doesn't. */
export const privilegeOf = ({
  active,
  eligible,
  roleGroups,
  eligibleRoleGroups,
}: Roles): string | undefined => {
  const held = active.find((role) => !harmlessRoles.has(role.id));
  if (held) return `It holds ${held.name}`;
  const possible = eligible.find((role) => !harmlessRoles.has(role.id));
  if (possible) return `It can activate ${possible.name}`;
  const [group] = roleGroups;
  if (group !== undefined) return `It is in the role group ${group}`;
  const [open] = eligibleRoleGroups;
  return open === undefined ? undefined : `It can join the role group ${open}`;
};
