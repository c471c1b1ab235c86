/** What Cordon's containment identity was granted, and the resources that offer it. */
import { text } from "../json.ts";
import { type Row, type Table } from "../state.ts";
import { defenderAppRoles, exchangeAppRoles, graphAppRoles } from "./app-roles.ts";
import { day, keyed, minutesBefore } from "./keyed.ts";
import { roleTemplates } from "./role-templates.ts";
import { seedIds } from "./seed-ids.ts";

type Roles = readonly (readonly [name: string, id: string])[];

/** The three services, by their ids in every tenant. */
export const resources = {
  graph: {
    id: seedIds.graphServicePrincipal,
    appId: "00000003-0000-0000-c000-000000000000",
    name: "Microsoft Graph",
    roles: graphAppRoles,
  },
  exchange: {
    id: "f4b6a7d8-29ec-4501-96b5-c30805a61620",
    appId: "00000002-0000-0ff1-ce00-000000000000",
    name: "Office 365 Exchange Online",
    roles: exchangeAppRoles,
  },
  defender: {
    id: "f4b6a7d8-29ec-4501-96b5-c30805a61621",
    appId: "fc780465-2017-40d4-a0c5-307022471b92",
    name: "WindowsDefenderATP",
    roles: defenderAppRoles,
  },
} as const;

/** Offered, and more than Cordon needs: nobody granted these. */
const notGranted: ReadonlySet<string> = new Set([
  "AdvancedQuery.Read.All",
  "AuditLogsQuery-Entra.Read.All",
  "AuditLogsQuery-Exchange.Read.All",
  "AuditLogsQuery-OneDrive.Read.All",
  "AuditLogsQuery-SharePoint.Read.All",
  "IdentityRiskEvent.Read.All",
  "Machine.ReadWrite.All",
  "Mail.Read",
  "Mail.ReadBasic.All",
  "Mail.ReadWrite",
  "PrivilegedEligibilitySchedule.Remove.AzureADGroup",
  "RoleAssignmentSchedule.Remove.Directory",
  "RoleEligibilitySchedule.Remove.Directory",
  "SecurityAnalyzedMessage.Read.All",
  "Sites.ReadWrite.All",
  "Ti.ReadWrite",
  "User.ReadWrite.All",
  "UserAuthenticationMethod.ReadWrite.All",
  "full_access_as_app",
]);

const offered = (roles: Roles): readonly Row[] =>
  roles.map(([value, id]) => ({
    allowedMemberTypes: ["Application"],
    description: value,
    displayName: value,
    id,
    isEnabled: true,
    origin: "Application",
    value,
  }));

const microsoft = { appOwnerOrganizationId: "f8cdef31-a31e-4b4a-93e4-5f571e91255a" };

/** The tenant's applications, with the roles that Microsoft's own ones offer. */
export const withResources = (table: Table): Table => {
  const more = Object.values(resources).map(({ id, appId, name, roles }): Row => ({
    id,
    appId,
    displayName: name,
    accountEnabled: true,
    ...microsoft,
    verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
    servicePrincipalType: "Application",
    replyUrls: [],
    tags: [],
    ...table[id],
    appRoles: offered(roles),
  }));
  return { ...table, ...keyed(more, "id") };
};

type Resource = (typeof resources)[keyof typeof resources];

/** The id of the assignment of one permission, so that a test can take it away. */
export const grantId = (name: string, { appId }: Pick<Resource, "appId">): string =>
  `cordon-${appId.slice(0, 8)}-${name}`;

/** One assignment for each permission. */
export const seedContainmentGrants = (now: Date): Table =>
  keyed(
    Object.values(resources).flatMap((resource): readonly Row[] =>
      resource.roles
        .filter(([name]) => !notGranted.has(name))
        .map(([name, appRoleId]) => ({
          id: grantId(name, resource),
          appRoleId,
          createdDateTime: minutesBefore(now, 30 * day),
          principalDisplayName: "Cordon containment",
          principalId: seedIds.containmentPrincipal,
          principalType: "ServicePrincipal",
          resourceDisplayName: resource.name,
          resourceId: resource.id,
        })),
    ),
    "id",
  );

const moreRoles = [
  roleTemplates.exchangeAdministrator,
  roleTemplates.exchangeRecipientAdministrator,
  roleTemplates.cloudDeviceAdministrator,
  roleTemplates.securityAdministrator,
] as const;

/** Entra roles that a permission alone doesn't replace, beside the two of seed-roles. */
export const seedContainmentRoles = (): Table =>
  keyed(
    moreRoles.map((roleDefinitionId): Row => ({
      id: `cordon-role-${roleDefinitionId.slice(0, 8)}`,
      principalId: seedIds.containmentPrincipal,
      roleDefinitionId,
      directoryScopeId: "/",
      appScopeId: null,
    })),
    "id",
  );

/** Does this table of assignments give the containment identity one of these permissions? */
export const holdsAny = (
  assignments: Table,
  resource: keyof typeof resources,
  names: readonly string[],
): boolean => {
  const { id: resourceId, roles } = resources[resource];
  const ids = roles.filter(([name]) => names.includes(name)).map(([, id]) => id);
  return Object.values(assignments).some(
    (row) =>
      row["principalId"] === seedIds.containmentPrincipal &&
      row["resourceId"] === resourceId &&
      ids.includes(text(row, "appRoleId")),
  );
};
