import { type JsonObject } from "./json.ts";

/** The tables of the simulated tenant. Add a name here and its rows in `seed/` to grow it. */
export const tableNames = [
  "users",
  "authenticationMethods",
  "directoryObjects",
  "memberships",
  "roleAssignments",
  "roleEligibilities",
  "groupEligibilities",
  "devices",
  "servicePrincipals",
  "oauth2PermissionGrants",
  "appRoleAssignments",
  "messageRules",
  "mailboxes",
  "mailboxSettings",
  "casMailboxes",
  "mailboxPermissions",
  "recipientPermissions",
  "signIns",
  "directoryAudits",
  "riskyUsers",
  "teams",
  "teamMembers",
  "channels",
  "chats",
  "installedApps",
  "subscribedSkus",
  "deletedItems",
  "applications",
  "identityAccounts",
  "conditionalAccessPolicies",
  "namedLocations",
  "policies",
  "domains",
  "roleScheduleRequests",
  "driveItems",
  "drivePermissions",
  "sharePointSettings",
  "auditQueries",
  "auditRecords",
  "messageTraces",
  "analyzedEmails",
  "huntingResults",
  "machines",
  "machineActions",
  "indicators",
  "transportRules",
  "connectors",
  "tenantBlockList",
  "blockedSenders",
  "mobileDevices",
  "mailboxApps",
  "sweepRules",
  "mailboxFolderPermissions",
  "roleGroupMembers",
] as const;

export type TableName = (typeof tableNames)[number];

/** One record. Members that begin with "_" are the sandbox's own links and are never sent out. */
export type Row = JsonObject;

export type Table = Readonly<Record<string, Row>>;

/** The whole tenant at one moment: tables of rows by key, plain JSON. */
export type State = Readonly<Record<TableName, Table>>;

/**
 * One row put in place (`row`) or taken away (`null`). `secrets` names values that were set and
 * must not be shown; the ledger notes them as "(set)".
 */
export type Change = {
  readonly table: TableName;
  readonly key: string;
  readonly row: Row | null;
  readonly secrets?: readonly string[];
};

/** All rows of a table, in the order in which they were made. */
export const rowsOf = (state: State, table: TableName): readonly Row[] =>
  Object.values(state[table]);

/** One row by its key. */
export const rowAt = (state: State, table: TableName, key: string): Row | undefined =>
  Object.hasOwn(state[table], key) ? state[table][key] : undefined;

/** A row as it leaves the sandbox: without the members that begin with "_". */
export const visible = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([key]) => !key.startsWith("_")));
