/** Which application permission each request needs, of which one is enough (graph.md sections 3 to 6). */
import { type resources } from "./seed/seed-permissions.ts";

export type Rule = {
  readonly api: keyof typeof resources;
  /** Methods, separated by blanks. */
  readonly methods: string;
  /** Matched from its start: `*` stands for one segment; what follows is covered as well. */
  readonly path: string;
  /** The rule is for bodies with this member only. */
  readonly member?: string;
  readonly anyOf: readonly string[];
};

const g = (methods: string, path: string, anyOf: string, member?: string): Rule => ({
  api: "graph",
  methods,
  path,
  anyOf: anyOf.split(" "),
  ...(member !== undefined && { member }),
});
const d = (methods: string, path: string, anyOf: string): Rule => ({
  ...{ api: "defender", methods, path, anyOf: anyOf.split(" ") },
});

const readUsers = "User.Read.All User.ReadWrite.All Directory.Read.All";
const readApps = "Application.Read.All Application.ReadWrite.All Directory.Read.All";
const readGroups = "GroupMember.Read.All Group.Read.All Directory.Read.All";
const readRoles =
  "RoleManagement.Read.Directory RoleManagement.ReadWrite.Directory Directory.Read.All";
const authMethods = "UserAuthenticationMethod.ReadWrite.All";
const auth = "/users/*/authentication";

const methodRules: readonly Rule[] = (
  [
    ["phoneMethods", "Phone"],
    ["fido2Methods", "Passkey"],
    ["microsoftAuthenticatorMethods", "MicrosoftAuthApp"],
    ["emailMethods", "Email"],
    ["softwareOathMethods", "SoftwareOATH"],
    ["windowsHelloForBusinessMethods", "WindowsHello"],
    ["platformCredentialMethods", "PlatformCred"],
    ["externalAuthenticationMethods", "External"],
    ["temporaryAccessPassMethods", "TAP"],
  ] as const
).flatMap(([segment, kind]) => {
  const own = `UserAuthMethod-${kind}.ReadWrite.All`;
  const reading = `UserAuthenticationMethod.Read.All ${authMethods} ${own}`;
  return [
    g("POST PATCH DELETE", `${auth}/${segment}`, `${own} ${authMethods}`),
    g("GET", `${auth}/${segment}`, reading),
  ];
});

const userRules: readonly Rule[] = [
  ...methodRules,
  g("GET", auth, `UserAuthenticationMethod.Read.All ${authMethods}`),
  g("POST", "/users/*/revokeSignInSessions", "User.RevokeSessions.All User.ReadWrite.All"),
  g("PATCH", "/users/*", "User-PasswordProfile.ReadWrite.All", "passwordProfile"),
  g("PATCH", "/users/*", "User.EnableDisableAccount.All User.ReadWrite.All", "accountEnabled"),
  g("DELETE", "/users/*/appRoleAssignments", "AppRoleAssignment.ReadWrite.All"),
  g("POST", "/users/*/appRoleAssignments", "AppRoleAssignment.ReadWrite.All"),
  g("GET", "/users/*/appRoleAssignments", "Directory.Read.All AppRoleAssignment.ReadWrite.All"),
  g(
    "GET",
    "/users/*/oauth2PermissionGrants",
    "Directory.Read.All DelegatedPermissionGrant.ReadWrite.All",
  ),
  g(
    "GET",
    "/users/*/mailFolders/inbox/messageRules",
    "MailboxSettings.Read MailboxSettings.ReadWrite",
  ),
  g("POST PATCH DELETE", "/users/*/mailFolders/inbox/messageRules", "MailboxSettings.ReadWrite"),
  g("GET", "/users/*/mailboxSettings", "MailboxSettings.Read MailboxSettings.ReadWrite"),
  g("PATCH", "/users/*/mailboxSettings", "MailboxSettings.ReadWrite"),
  g("GET", "/users/*/memberOf", `${readUsers} ${readGroups}`),
  g("GET", "/users/*/transitiveMemberOf", `${readUsers} ${readGroups}`),
  g("GET", "/users/*/licenseDetails", `LicenseAssignment.Read.All ${readUsers}`),
  g("GET", "/users/*/ownedDevices", readUsers),
  g("GET", "/users/*/registeredDevices", readUsers),
  g("GET", "/users/*/ownedObjects", readUsers),
  g("DELETE", "/users/*", "User.DeleteRestore.All User.ReadWrite.All"),
  g("GET", "/users", readUsers),
];

const directoryRules: readonly Rule[] = [
  g("POST DELETE", "/groups/*/members", "GroupMember.ReadWrite.All"),
  g("GET", "/groups", readGroups),
  g(
    "GET",
    "/roleManagement/directory/roleAssignmentScheduleRequests",
    `RoleAssignmentSchedule.Read.Directory RoleAssignmentSchedule.ReadWrite.Directory RoleAssignmentSchedule.Remove.Directory ${readRoles}`,
  ),
  g(
    "POST",
    "/roleManagement/directory/roleAssignmentScheduleRequests",
    "RoleAssignmentSchedule.ReadWrite.Directory RoleAssignmentSchedule.Remove.Directory RoleManagement.ReadWrite.Directory",
  ),
  g(
    "GET",
    "/roleManagement/directory/roleEligibilityScheduleRequests",
    `RoleEligibilitySchedule.Read.Directory RoleEligibilitySchedule.ReadWrite.Directory RoleEligibilitySchedule.Remove.Directory ${readRoles}`,
  ),
  g(
    "POST",
    "/roleManagement/directory/roleEligibilityScheduleRequests",
    "RoleEligibilitySchedule.ReadWrite.Directory RoleEligibilitySchedule.Remove.Directory RoleManagement.ReadWrite.Directory",
  ),
  g(
    "GET",
    "/roleManagement/directory/roleAssignmentScheduleInstances",
    `RoleAssignmentSchedule.Read.Directory ${readRoles}`,
  ),
  g(
    "GET",
    "/roleManagement/directory/roleEligibilityScheduleInstances",
    `RoleEligibilitySchedule.Read.Directory ${readRoles}`,
  ),
  g("GET", "/roleManagement/directory", readRoles),
  g(
    "POST DELETE",
    "/roleManagement/directory/roleAssignments",
    "RoleManagement.ReadWrite.Directory",
  ),
  g(
    "GET",
    "/identityGovernance/privilegedAccess/group",
    "PrivilegedEligibilitySchedule.Read.AzureADGroup PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup PrivilegedEligibilitySchedule.Remove.AzureADGroup",
  ),
  g(
    "POST",
    "/identityGovernance/privilegedAccess/group",
    "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup PrivilegedEligibilitySchedule.Remove.AzureADGroup",
  ),
  g("GET", "/oauth2PermissionGrants", "Directory.Read.All DelegatedPermissionGrant.ReadWrite.All"),
  g("POST DELETE", "/oauth2PermissionGrants", "DelegatedPermissionGrant.ReadWrite.All"),
  g("PATCH", "/devices/*", "Device.ReadWrite.All"),
  g("GET", "/devices", "Device.Read.All Device.ReadWrite.All Directory.Read.All"),
  g("POST DELETE", "/servicePrincipals/*/appRoleAssignments", "AppRoleAssignment.ReadWrite.All"),
  g("POST DELETE", "/servicePrincipals/*/appRoleAssignedTo", "AppRoleAssignment.ReadWrite.All"),
  g("GET", "/servicePrincipals", readApps),
  g("POST PATCH DELETE", "/servicePrincipals", "Application.ReadWrite.All"),
  g("GET", "/applications", readApps),
  g("POST PATCH DELETE", "/applications", "Application.ReadWrite.All"),
  g("GET", "/organization", `User.Read.All Directory.Read.All`),
  g(
    "GET",
    "/subscribedSkus",
    "Directory.Read.All Organization.Read.All LicenseAssignment.Read.All",
  ),
  g("GET", "/directory/deletedItems", `User.DeleteRestore.All ${readUsers} ${readApps}`),
  g("POST", "/directory/deletedItems", "User.DeleteRestore.All Application.ReadWrite.All"),
  g("GET", "/domains", "Domain.Read.All Directory.Read.All"),
];

const securityRules: readonly Rule[] = [
  g(
    "GET",
    "/security/identities/identityAccounts",
    "SecurityIdentitiesAccount.Read.All SecurityIdentitiesActions.ReadWrite.All",
  ),
  g("POST", "/security/identities/identityAccounts", "SecurityIdentitiesActions.ReadWrite.All"),
  g(
    "GET",
    "/security/collaboration/analyzedEmails",
    "SecurityAnalyzedMessage.Read.All SecurityAnalyzedMessage.ReadWrite.All",
  ),
  g("POST", "/security/collaboration/analyzedEmails", "SecurityAnalyzedMessage.ReadWrite.All"),
  g(
    "GET POST",
    "/security/auditLog/queries",
    "AuditLogsQuery.Read.All AuditLogsQuery-Entra.Read.All AuditLogsQuery-Exchange.Read.All AuditLogsQuery-SharePoint.Read.All AuditLogsQuery-OneDrive.Read.All",
  ),
  g("POST", "/security/runHuntingQuery", "ThreatHunting.Read.All"),
  g("POST", "/security/microsoft.graph.security.runHuntingQuery", "ThreatHunting.Read.All"),
  g("GET", "/admin/exchange/tracing/messageTraces", "ExchangeMessageTrace.Read.All"),
  g("GET", "/auditLogs", "AuditLog.Read.All"),
  g(
    "GET",
    "/identityProtection/riskyUsers",
    "IdentityRiskyUser.Read.All IdentityRiskyUser.ReadWrite.All",
  ),
  g("POST", "/identityProtection/riskyUsers", "IdentityRiskyUser.ReadWrite.All"),
  g(
    "GET",
    "/identity/conditionalAccess",
    "Policy.Read.All Policy.Read.ConditionalAccess Policy.ReadWrite.ConditionalAccess",
  ),
  g("POST PATCH DELETE", "/identity/conditionalAccess", "Policy.ReadWrite.ConditionalAccess"),
  g("PATCH", "/policies/authorizationPolicy", "Policy.ReadWrite.Authorization"),
  g("GET", "/policies", "Policy.Read.All"),
];

const fileRules: readonly Rule[] = [
  g("DELETE POST PATCH", "/drives", "Files.ReadWrite.All Sites.ReadWrite.All"),
  g("GET", "/drives", "Files.Read.All Files.ReadWrite.All Sites.Read.All Sites.ReadWrite.All"),
  g("GET", "/sites", "Sites.Read.All Sites.ReadWrite.All Files.Read.All Files.ReadWrite.All"),
  g("PATCH", "/admin/sharepoint/settings", "SharePointTenantSettings.ReadWrite.All"),
  g(
    "GET",
    "/admin/sharepoint/settings",
    "SharePointTenantSettings.Read.All SharePointTenantSettings.ReadWrite.All",
  ),
  g("GET", "/deviceManagement/managedDevices", "DeviceManagementManagedDevices.Read.All"),
];

const teamRules: readonly Rule[] = [
  g("POST", "/teams/*/channels", "Channel.Create"),
  g("GET", "/teams/*/channels", "Channel.ReadBasic.All"),
  g("GET", "/teams/*/primaryChannel", "Channel.ReadBasic.All"),
  g("GET", "/teams/*/members", "TeamMember.Read.All"),
  g("GET", "/teams/*/installedApps", "TeamsAppInstallation.ReadForTeam.All"),
  g("GET", "/teams/*", "Team.ReadBasic.All Channel.ReadBasic.All"),
  g("GET", "/chats/*/members", "ChatMember.Read.All"),
  g("POST", "/chats/*/installedApps", "TeamsAppInstallation.ReadWriteSelfForChat.All"),
  g("POST", "/chats", "Chat.Create"),
];

const defenderRules: readonly Rule[] = [
  d("POST", "/api/machines/*/isolate", "Machine.Isolate"),
  d("POST", "/api/machines/*/unisolate", "Machine.Isolate"),
  d("POST", "/api/machines/*/runAntiVirusScan", "Machine.Scan"),
  d("POST", "/api/machines/*/collectInvestigationPackage", "Machine.CollectForensics"),
  d("GET", "/api/machines", "Machine.Read.All Machine.ReadWrite.All"),
  d(
    "GET POST",
    "/api/machineactions",
    "Machine.Read.All Machine.ReadWrite.All Machine.CollectForensics",
  ),
  d("GET POST DELETE", "/api/indicators", "Ti.ReadWrite.All Ti.ReadWrite"),
];

/** In this order: the first one that fits counts. */
export const rules: readonly Rule[] = [
  ...userRules,
  ...directoryRules,
  ...securityRules,
  ...fileRules,
  ...teamRules,
  ...defenderRules,
  { api: "exchange", methods: "POST", path: "/adminapi", anyOf: ["Exchange.ManageAsApp"] },
];
