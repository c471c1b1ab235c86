/** What the logs say of the attack: a password spray, then a sign-in behind a proxy, rules, and mail to partners. */
import { type Row, type State, type Table } from "../state.ts";
import { day, keyed, minutesBefore } from "./keyed.ts";
import { seedIds } from "./seed-ids.ts";

const marta = "marta.oliveira@contoso.example";
const attackerIp = "203.0.113.77";
const attackerHost = "203.0.113.81";

const numbered = (prefix: string, index: number): string =>
  `${prefix}-0000-4000-8000-${String(index + 1).padStart(12, "0")}`;

type Spray = readonly [minutes: number, id: string, name: string, upn: string];

/** Ten minutes before Marta's own wrong password: nobody else's was right. */
const spray: readonly Spray[] = [
  [1 * day + 195, seedIds.jonasSales, "Jonas Berg", "jonas.berg@contoso.example"],
  [1 * day + 194, seedIds.jonasLegal, "Jonas Berg", "jonas.berg2@contoso.example"],
  [1 * day + 193, seedIds.exchangeAdmin, "Dana Fox", "dana.fox@contoso.example"],
];

const attackersScript: Row = {
  ipAddress: attackerIp,
  userAgent: "python-requests/2.32",
  location: { city: "Lagos", state: null, countryOrRegion: "NG" },
};

const sprayed = (now: Date): readonly Row[] =>
  spray.map(([minutes, userId, userDisplayName, userPrincipalName], index) => ({
    id: numbered("51900001", index),
    createdDateTime: minutesBefore(now, minutes),
    userId,
    userDisplayName,
    userPrincipalName,
    appDisplayName: "OfficeHome",
    appId: "4765445b-32c6-49b0-83e6-1d93765276ca",
    ...attackersScript,
    clientAppUsed: "Browser",
    isInteractive: true,
    deviceDetail: { deviceId: "", operatingSystem: "Linux", isManaged: false },
    riskLevelDuringSignIn: "low",
    riskState: "none",
    status: { errorCode: 50126, failureReason: "Error validating credentials." },
    signInEventTypes: ["interactiveUser"],
  }));

/** Mail Sync Pro reads mail by itself, from the attacker's host. */
const appSignIns = (now: Date): readonly Row[] =>
  [170, 50].map((minutes, index) => ({
    id: numbered("51900002", index),
    createdDateTime: minutesBefore(now, minutes),
    userId: "",
    servicePrincipalId: seedIds.mailSyncPro,
    servicePrincipalName: "Mail Sync Pro",
    appId: "4d5e6f70-8192-43a4-85b6-c7d8e9f0a112",
    appDisplayName: "Mail Sync Pro",
    resourceDisplayName: "Microsoft Graph",
    ipAddress: attackerHost,
    status: { errorCode: 0, failureReason: null },
    signInEventTypes: ["servicePrincipal"],
  }));

/** Sign-ins of others that belong to the attack, newest first as Graph sends them. */
export const seedAttackSignIns = (now: Date): Table =>
  keyed([...appSignIns(now), ...sprayed(now)], "id");

/** A file of the site in which the quarter is closed. */
const downloaded = "https://contoso.sharepoint.example/sites/QuarterClose/Shared Documents/Q4.xlsx";

const record = (
  now: Date,
  [minutes, service, recordType, operation, data]: readonly [number, string, string, string, Row],
  index: number,
): Row => ({
  id: numbered("a0d17001", index),
  createdDateTime: minutesBefore(now, minutes),
  auditLogRecordType: recordType,
  operation,
  service,
  organizationId: seedIds.tenant,
  userType: "regular",
  userId: marta,
  userPrincipalName: marta,
  clientIp: attackerIp,
  objectId: operation === "FileDownloaded" ? downloaded : "",
  auditData: data,
});

const rule = (name: string): Row => ({ Parameters: [{ Name: "Name", Value: name }] });

/** The unified audit log: what was done in Marta's mailbox and with her files. */
const seedAuditRecords = (now: Date): Table =>
  keyed(
    (
      [
        [1 * day + 150, "Exchange", "exchangeItemAggregated", "MailItemsAccessed", { Items: 41 }],
        [1 * day + 140, "Exchange", "exchangeAdmin", "New-InboxRule", rule(".")],
        [1 * day + 139, "Exchange", "exchangeAdmin", "New-InboxRule", rule("invoices")],
        [1 * day + 130, "Exchange", "exchangeAdmin", "Set-Mailbox", { Parameters: [] }],
        [600, "SharePoint", "sharePointFileOperation", "FileDownloaded", { Size: 48_211 }],
        [40, "Exchange", "exchangeItem", "Send", { Subject: "New bank details" }],
      ] as const
    ).map((entry, index) => record(now, entry, index)),
    "id",
  );

const traced = (
  now: Date,
  [minutes, from, to, subject]: readonly [number, string, string, string],
  index: number,
): Row => ({
  id: numbered("77ace000", index),
  senderAddress: from,
  recipientAddress: to,
  messageId: `<${String(index + 1)}@contoso.example>`,
  receivedDateTime: minutesBefore(now, minutes),
  subject,
  size: 20_480,
  status: "delivered",
  fromIP: from === marta ? attackerIp : "192.0.2.44",
  toIP: null,
});

/** The phish that came, an honest mail, and what the attacker sent to partners. */
const seedMessageTraces = (now: Date): Table =>
  keyed(
    (
      [
        [40, marta, "accounts@fabrikam.example", "New bank details"],
        [39, marta, "ap@northwind.example", "New bank details"],
        [1 * day + 200, "hr@contoso-portal.example", marta, "Your payslip is ready"],
        [2 * day, marta, "jonas.berg@contoso.example", "Figures for November"],
        [15 * day, marta, "ap@northwind.example", "Invoice 4471"],
      ] as const
    ).map((entry, index) => traced(now, entry, index)),
    "id",
  );

const hunted = (now: Date, table: string, minutes: number, columns: Row): Row => ({
  _table: table,
  Timestamp: minutesBefore(now, minutes),
  ...columns,
});

const actor: Row = { AccountObjectId: seedIds.marta, AccountDisplayName: "Marta Oliveira" };

/** Advanced hunting, by table. */
const seedHuntingResults = (now: Date): Table =>
  keyed(
    [
      hunted(now, "CloudAppEvents", 1 * day + 140, {
        ...actor,
        ActionType: "New-InboxRule",
        IPAddress: attackerIp,
        RawEventData: rule("."),
      }),
      hunted(now, "CloudAppEvents", 1 * day + 139, {
        ...actor,
        ActionType: "New-InboxRule",
        IPAddress: attackerIp,
        RawEventData: rule("invoices"),
      }),
      hunted(now, "EmailEvents", 40, {
        SenderObjectId: seedIds.marta,
        SenderFromAddress: marta,
        RecipientEmailAddress: "accounts@fabrikam.example",
        Subject: "New bank details",
      }),
      hunted(now, "EntraIdSignInEvents", 1 * day + 180, {
        ...actor,
        IPAddress: attackerIp,
        UserAgent: "python-requests/2.32",
        ErrorCode: 0,
      }),
      hunted(now, "EntraIdSignInEvents", 60, {
        AccountObjectId: seedIds.jonasSales,
        AccountDisplayName: "Jonas Berg",
        IPAddress: "198.51.100.24",
        UserAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
        ErrorCode: 0,
      }),
      hunted(now, "EntraIdSpnSignInEvents", 50, {
        ServicePrincipalId: seedIds.mailSyncPro,
        IPAddress: attackerHost,
        ErrorCode: 0,
      }),
    ].map((row, index) => ({ ...row, _key: `row-${String(index + 1)}` })),
    "_key",
  );

/** The logs that have tables of their own; nobody has searched yet. */
export const seedLogs = (
  now: Date,
): Pick<State, "auditQueries" | "auditRecords" | "messageTraces" | "huntingResults"> => ({
  auditQueries: {},
  auditRecords: seedAuditRecords(now),
  messageTraces: seedMessageTraces(now),
  huntingResults: seedHuntingResults(now),
});
