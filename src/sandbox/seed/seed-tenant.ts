import { type State } from "../state.ts";
import {
  seedAppRoleAssignments,
  seedGrants,
  seedServicePrincipals,
  seedSkus,
} from "./seed-apps.ts";
import { seedDirectoryAudits, seedSignIns } from "./seed-audit.ts";
import { seedAuthenticationMethods, seedDevices, seedRiskyUsers } from "./seed-identity.ts";
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
import { seedTeamMembers, seedTeams } from "./seed-teams.ts";
import { seedUsers } from "./seed-users.ts";

/** Contoso on the morning of the incident: the same for the same `now`. */
export const seedTenant = (now: Date): State => {
  const users = seedUsers(now);
  return {
    users,
    authenticationMethods: seedAuthenticationMethods(now),
    directoryObjects: seedDirectoryObjects(),
    memberships: seedMemberships(),
    roleAssignments: seedRoleAssignments(),
    roleEligibilities: seedRoleEligibilities(),
    groupEligibilities: seedGroupEligibilities(),
    devices: seedDevices(now),
    servicePrincipals: seedServicePrincipals(),
    oauth2PermissionGrants: seedGrants(),
    appRoleAssignments: seedAppRoleAssignments(now),
    messageRules: seedMessageRules(),
    mailboxes: seedMailboxes(users),
    mailboxSettings: seedMailboxSettings(users),
    casMailboxes: seedCasMailboxes(users),
    mailboxPermissions: seedMailboxPermissions(),
    recipientPermissions: seedRecipientPermissions(),
    signIns: seedSignIns(now),
    directoryAudits: seedDirectoryAudits(now),
    riskyUsers: seedRiskyUsers(now),
    teams: seedTeams(),
    teamMembers: seedTeamMembers(),
    channels: {},
    chats: {},
    installedApps: {},
    subscribedSkus: seedSkus(),
    deletedItems: {},
    applications: {},
    identityAccounts: {},
    conditionalAccessPolicies: {},
    namedLocations: {},
    policies: {},
    domains: {},
    roleScheduleRequests: {},
    driveItems: {},
    drivePermissions: {},
    sharePointSettings: {},
    auditQueries: {},
    auditRecords: {},
    messageTraces: {},
    analyzedEmails: {},
    huntingResults: {},
    machines: {},
    machineActions: {},
    indicators: {},
    transportRules: {},
    connectors: {},
    tenantBlockList: {},
    blockedSenders: {},
    mobileDevices: {},
    mailboxApps: {},
    sweepRules: {},
    mailboxFolderPermissions: {},
    roleGroupMembers: {},
  };
};
