import { type State } from "../state.ts";
import {
  seedAppRoleAssignments,
  seedGrants,
  seedServicePrincipals,
  seedSkus,
} from "./seed-apps.ts";
import {
  seedApplications,
  seedAppPermissions,
  seedSiteGroups,
  withAppCredentials,
} from "./seed-applications.ts";
import { seedDirectoryAudits, seedSignIns } from "./seed-audit.ts";
import { seedAuthenticationMethods, seedDevices, seedRiskyUsers } from "./seed-identity.ts";
import {
  seedAnalyzedEmails,
  seedAttackerAccess,
  seedAttackerSendAs,
  seedBlockedSenders,
  seedConnectors,
  seedFolderPermissions,
  seedMailboxApps,
  seedMobileDevices,
  seedSweepRules,
  seedTransportRules,
} from "./seed-exchange.ts";
import { seedDeviceHunts } from "./seed-device-hunts.ts";
import { seedIndicators, seedMachines, seedOtherDevices } from "./seed-defender.ts";
import { seedAttackSignIns, seedLogs } from "./seed-logs.ts";
import { seedDriveItems, seedDrivePermissions, seedSharePointSettings } from "./seed-files.ts";
import {
  seedCasMailboxes,
  seedMailboxes,
  seedMailboxPermissions,
  seedMailboxSettings,
  seedMessageRules,
  seedRecipientPermissions,
} from "./seed-mail.ts";
import {
  seedDirectoryObjects,
  seedGroupEligibilities,
  seedMemberships,
  seedRoleAssignments,
  seedRoleEligibilities,
} from "./seed-roles.ts";
import { seedIdentityAccounts, seedMoreMethods } from "./seed-people.ts";
import { seedRelatedApps } from "./seed-related-apps.ts";
import { seedTenantWide } from "./seed-tenant-wide.ts";
import { seedContainmentGrants, seedContainmentRoles, withResources } from "./seed-permissions.ts";
import { seedInstalledApps, seedTeamMembers, seedTeams } from "./seed-teams.ts";
import { seedUsers } from "./seed-users.ts";

/** What nobody has made yet when the day begins. */
const nothingYet = {
  channels: {},
  chats: {},
  deletedItems: {},
  roleScheduleRequests: {},
  machineActions: {},
  tenantBlockList: {},
} as const;

const seedMailFlow = (now: Date) => ({
  transportRules: seedTransportRules(now),
  connectors: seedConnectors(now),
  blockedSenders: seedBlockedSenders(now),
  mobileDevices: seedMobileDevices(now),
  mailboxApps: seedMailboxApps(),
  sweepRules: seedSweepRules(),
  mailboxFolderPermissions: seedFolderPermissions(),
});

/** Contoso on the morning of the incident: the same for the same `now`. */
export const seedTenant = (now: Date): State => {
  const users = seedUsers(now);
  const logs = seedLogs(now);
  return {
    ...nothingYet,
    users,
    authenticationMethods: { ...seedAuthenticationMethods(now), ...seedMoreMethods(now) },
    directoryObjects: { ...seedDirectoryObjects(), ...seedSiteGroups() },
    memberships: seedMemberships(),
    roleAssignments: { ...seedRoleAssignments(), ...seedContainmentRoles() },
    roleEligibilities: seedRoleEligibilities(),
    groupEligibilities: seedGroupEligibilities(),
    devices: { ...seedDevices(now), ...seedOtherDevices(now) },
    servicePrincipals: {
      ...withAppCredentials(withResources(seedServicePrincipals()), now),
      ...seedRelatedApps(),
    },
    oauth2PermissionGrants: seedGrants(),
    appRoleAssignments: {
      ...seedAppRoleAssignments(now),
      ...seedAppPermissions(now),
      ...seedContainmentGrants(now),
    },
    messageRules: seedMessageRules(),
    mailboxes: seedMailboxes(users),
    mailboxSettings: seedMailboxSettings(users),
    casMailboxes: seedCasMailboxes(users),
    mailboxPermissions: { ...seedMailboxPermissions(), ...seedAttackerAccess() },
    recipientPermissions: { ...seedRecipientPermissions(), ...seedAttackerSendAs() },
    signIns: { ...seedSignIns(now), ...seedAttackSignIns(now) },
    directoryAudits: seedDirectoryAudits(now),
    riskyUsers: seedRiskyUsers(now),
    teams: seedTeams(),
    teamMembers: seedTeamMembers(),
    installedApps: seedInstalledApps(),
    subscribedSkus: seedSkus(),
    applications: seedApplications(now),
    identityAccounts: seedIdentityAccounts(),
    ...seedTenantWide(now),
    driveItems: seedDriveItems(),
    drivePermissions: seedDrivePermissions(now),
    sharePointSettings: seedSharePointSettings(),
    ...logs,
    huntingResults: { ...logs.huntingResults, ...seedDeviceHunts(now) },
    analyzedEmails: seedAnalyzedEmails(now),
    machines: seedMachines(now),
    indicators: seedIndicators(now),
    ...seedMailFlow(now),
  };
};
