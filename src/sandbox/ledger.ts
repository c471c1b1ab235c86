import { type Json, sameJson } from "./json.ts";
import { type Change, type Row, type TableName } from "./state.ts";

/** Where a change came from. */
export type Origin = {
  readonly clientRequestId: string | null;
  readonly method: string;
  /** With version, without query. */
  readonly path: string;
};

/** One state change of the tenant, as the ledger keeps it. Absent members are null. */
export type LedgerEntry = Origin & {
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  /** ISO 8601, milliseconds. */
  readonly at: string;
  readonly target: { readonly kind: string; readonly id: string };
  readonly change: Readonly<Record<string, { readonly from: Json; readonly to: Json }>>;
};

/** The name of one row of each table. */
const kinds: Readonly<Record<TableName, string>> = {
  users: "user",
  authenticationMethods: "authenticationMethod",
  directoryObjects: "directoryObject",
  memberships: "membership",
  roleAssignments: "roleAssignment",
  roleEligibilities: "roleEligibility",
  groupEligibilities: "groupEligibility",
  devices: "device",
  servicePrincipals: "servicePrincipal",
  oauth2PermissionGrants: "oauth2PermissionGrant",
  appRoleAssignments: "appRoleAssignment",
  messageRules: "messageRule",
  mailboxes: "mailbox",
  mailboxSettings: "mailboxSettings",
  casMailboxes: "casMailbox",
  mailboxPermissions: "mailboxPermission",
  recipientPermissions: "recipientPermission",
  signIns: "signIn",
  directoryAudits: "directoryAudit",
  riskyUsers: "riskyUser",
  teams: "team",
  teamMembers: "teamMember",
  channels: "channel",
  chats: "chat",
  installedApps: "installedApp",
  subscribedSkus: "subscribedSku",
  deletedItems: "deletedItem",
  applications: "application",
  identityAccounts: "identityAccount",
  conditionalAccessPolicies: "conditionalAccessPolicy",
  namedLocations: "namedLocation",
  policies: "policy",
  domains: "domain",
  roleScheduleRequests: "roleScheduleRequest",
  driveItems: "driveItem",
  drivePermissions: "drivePermission",
  sharePointSettings: "sharePointSettings",
  auditQueries: "auditQuery",
  auditRecords: "auditRecord",
  messageTraces: "messageTrace",
  analyzedEmails: "analyzedEmail",
  huntingResults: "huntingResult",
  machines: "machine",
  machineActions: "machineAction",
  indicators: "indicator",
  transportRules: "transportRule",
  connectors: "connector",
  tenantBlockList: "tenantBlockListEntry",
  blockedSenders: "blockedSender",
  mobileDevices: "mobileDevice",
  mailboxApps: "mailboxApp",
  sweepRules: "sweepRule",
  mailboxFolderPermissions: "mailboxFolderPermission",
  roleGroupMembers: "roleGroupMember",
};

/** What a change altered, member by member; empty when it left everything as it was. */
const differences = (before: Row | undefined, change: Change): LedgerEntry["change"] => {
  const after = change.row ?? {};
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after)]);
  const altered = [...names].filter(
    (name) => !name.startsWith("_") && !sameJson(before?.[name] ?? null, after[name] ?? null),
  );
  const shown = altered.map(
    (name) => [name, { from: before?.[name] ?? null, to: after[name] ?? null }] as const,
  );
  const hidden = (change.secrets ?? []).map(
    (name) => [name, { from: "(set)", to: "(set)" }] as const,
  );
  return Object.fromEntries([...shown, ...hidden]);
};

/** The ledger's line for a change, or `undefined` when nothing changed. */
export const ledgerEntry = (
  numbered: { readonly seq: number; readonly at: string },
  origin: Origin,
  before: Row | undefined,
  change: Change,
): LedgerEntry | undefined => {
  const altered = differences(before, change);
  if (Object.keys(altered).length === 0) return undefined;
  const target = { kind: kinds[change.table], id: change.key };
  return { ...numbered, ...origin, target, change: altered };
};
