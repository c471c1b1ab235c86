import { type Row, type Table } from "../state.ts";
import { day, keyed, minutesBefore } from "./keyed.ts";
import { seedIds } from "./seed-ids.ts";

const attacker = "ap-backup@fastmail.example";
const marta = "marta.oliveira@contoso.example";
const mallory = "mallory@contoso.example";

/** Rights on Marta's mailbox that nobody in Finance asked for: a contractor's account reads and sends as her. */
export const seedAttackerAccess = (): Table => ({
  [`${seedIds.marta}/${mallory}`]: {
    Identity: "Marta Oliveira",
    User: mallory,
    AccessRights: ["FullAccess"],
    IsInherited: false,
    Deny: false,
    _mailboxId: seedIds.marta,
  },
});

/** The same account may send as Marta. */
export const seedAttackerSendAs = (): Table => ({
  [`${seedIds.marta}/${mallory}`]: {
    Identity: "Marta Oliveira",
    Trustee: mallory,
    AccessControlType: "Allow",
    AccessRights: ["SendAs"],
    IsInherited: false,
    _mailboxId: seedIds.marta,
  },
});

type FolderRight = {
  readonly path: string;
  readonly user: string;
  readonly name: string;
  readonly right: string;
};

const folderRights: readonly FolderRight[] = [
  {
    path: "Inbox",
    user: seedIds.hostileName,
    name: "[APPROVED](https://evil.example) <at>CEO</at>",
    right: "Reviewer",
  },
  { path: "Calendar", user: seedIds.exchangeAdmin, name: "Dana Fox", right: "Reviewer" },
];

/** Folders of Marta's that others may see; "Default" and "Anonymous" are in every folder and not kept here. */
export const seedFolderPermissions = (): Table =>
  Object.fromEntries(
    folderRights.map(({ path, user, name, right }) => [
      `${seedIds.marta}/${path}/${user}`,
      {
        Identity: name,
        FolderName: path,
        User: name,
        AccessRights: [right],
        SharingPermissionFlags: null,
        _mailboxId: seedIds.marta,
        _path: path,
        _user: user,
      },
    ]),
  );

/** A sweep rule that clears away what the bank writes. */
export const seedSweepRules = (): Table =>
  keyed(
    [
      {
        RuleId: "7f1e6a52-3c0d-4e8b-9a17-51c2d0b9e601",
        Identity: "marta.oliveira\\7f1e6a52-3c0d-4e8b-9a17-51c2d0b9e601",
        Name: "bank",
        Provider: "Exchange16",
        Enabled: true,
        Sender: "alerts@bank.example",
        SourceFolder: "Inbox",
        DestinationFolder: "Deleted Items",
        KeepForDays: null,
        KeepLatest: null,
        _mailboxId: seedIds.marta,
      },
    ],
    "RuleId",
  );

const rule = (name: string, guid: string, facts: Row): Row => ({
  Guid: guid,
  Identity: name,
  Name: name,
  State: "Enabled",
  Mode: "Enforce",
  Priority: 0,
  RedirectMessageTo: null,
  BlindCopyTo: null,
  CopyTo: null,
  AddToRecipients: null,
  DeleteMessage: false,
  SetSCL: null,
  RouteMessageOutboundConnector: null,
  ...facts,
});

/** An old disclaimer, an old journal copy inside, and a day-old copy of everything about payments to the outside. */
export const seedTransportRules = (now: Date): Table =>
  keyed(
    [
      rule("Disclaimer", "0b8f3e14-6a2d-4c59-8e70-d1f4a6b3c201", {
        WhenChanged: minutesBefore(now, 400 * day),
        LastModifiedBy: "Dana Fox",
      }),
      rule("Finance copy", "0b8f3e14-6a2d-4c59-8e70-d1f4a6b3c202", {
        Priority: 1,
        BlindCopyTo: ["accounts.payable@contoso.example"],
        WhenChanged: minutesBefore(now, 5 * day),
        LastModifiedBy: "Dana Fox",
      }),
      rule("Mail Sync", "0b8f3e14-6a2d-4c59-8e70-d1f4a6b3c203", {
        Priority: 2,
        BlindCopyTo: [attacker],
        SubjectOrBodyContainsWords: ["payment", "IBAN"],
        WhenChanged: minutesBefore(now, 1 * day),
        LastModifiedBy: "Mail Sync Pro",
      }),
    ],
    "Guid",
  );

const connector = (name: string, guid: string, facts: Row): Row => ({
  Guid: guid,
  Identity: name,
  Name: name,
  Enabled: true,
  ConnectorType: "Partner",
  ...facts,
});

/** The partner's old connector, and a day-old one that sends mail through somebody else's server. */
export const seedConnectors = (now: Date): Table =>
  keyed(
    [
      connector("From Northwind", "5d0e9b73-2f41-4a86-b3c8-90e7f1a2d401", {
        SenderDomains: ["smtp:northwind.example;1"],
        WhenCreated: minutesBefore(now, 800 * day),
        WhenChanged: minutesBefore(now, 800 * day),
        _way: "Inbound",
      }),
      connector("Backup relay", "5d0e9b73-2f41-4a86-b3c8-90e7f1a2d402", {
        SmartHosts: ["relay.fastmail.example"],
        RecipientDomains: ["*"],
        WhenCreated: minutesBefore(now, 1 * day),
        WhenChanged: minutesBefore(now, 1 * day),
        _way: "Outbound",
      }),
    ],
    "Guid",
  );

const phone = (guid: string, facts: Row): Row => ({
  Guid: guid,
  Identity: `${marta}\\ExchangeActiveSyncDevices\\${guid}`,
  DeviceAccessState: "Allowed",
  UserDisplayName: "Marta Oliveira",
  _mailboxId: seedIds.marta,
  ...facts,
});

/** Marta's own phone of last year, and one that joined a day ago. */
export const seedMobileDevices = (now: Date): Table =>
  keyed(
    [
      phone("c2a7d3f0-84b1-4f6e-9d25-7e3b1c0a5f01", {
        DeviceId: "APPLF17GH0X1Q1",
        FriendlyName: "iPhone of Marta",
        DeviceType: "iPhone",
        DeviceOS: "iOS 26.1",
        ClientType: "EAS",
        FirstSyncTime: minutesBefore(now, 300 * day),
        LastSuccessSync: minutesBefore(now, 30),
        Status: "DeviceOk",
      }),
      phone("c2a7d3f0-84b1-4f6e-9d25-7e3b1c0a5f02", {
        DeviceId: "PY2F9A00000001",
        FriendlyName: null,
        DeviceType: "Android",
        DeviceOS: "Android 9",
        ClientType: "EAS",
        FirstSyncTime: minutesBefore(now, 1 * day),
        LastSuccessSync: minutesBefore(now, 50),
        Status: "DeviceOk",
      }),
    ],
    "Guid",
  );

const app = (AppId: string, DisplayName: string, Scope: string): Row => ({
  AppId,
  Identity: `${marta}\\${AppId}`,
  DisplayName,
  Enabled: true,
  Scope,
  ProviderName: Scope === "User" ? "Sync Labs" : "Microsoft",
  Requirements: "ReadWriteMailbox",
  _mailboxId: seedIds.marta,
});

/** Add-ins of Marta's Outlook: one that the organisation gave everybody, one that came with the intruder. */
export const seedMailboxApps = (): Table =>
  keyed(
    [
      app("6b47614e-0125-454b-9f76-bd5aef85ac7b", "My Templates", "Default"),
      app("e1d4c7b2-93a6-4f58-8b0d-6c2f7a9e3d55", "Mail Sync Helper", "User"),
    ],
    "Identity",
  );

/** Microsoft restricted Marta's address: it had sent phishing. */
export const seedBlockedSenders = (now: Date): Table =>
  keyed(
    [
      {
        SenderAddress: marta,
        Reason: "OutboundSpamLast24Hours=412;OutboundMailLast24Hours=430",
        CreatedDatetime: minutesBefore(now, 90),
      },
    ],
    "SenderAddress",
  );

const phish = "d6a1f4c8-5b2e-4e07-9c31-08dd6f3a7b11";

const delivered = (number: number, recipient: string, location: string): Row => ({
  id: `${phish}-${String(number)}`,
  networkMessageId: phish,
  internetMessageId: "<20261120.4711@contoso.example>",
  subject: "Updated bank details",
  recipientEmailAddress: recipient,
  directionality: location === "onprem_external" ? "outbound" : "intraOrg",
  senderDetail: { displayName: "Marta Oliveira", fromAddress: marta },
  originalDelivery: { action: "delivered", location },
  latestDelivery: { action: "delivered", location },
});

/** One message that Marta's account sent to two colleagues and to a supplier. */
export const seedAnalyzedEmails = (now: Date): Table =>
  keyed(
    [
      delivered(1, "jon.lind@contoso.example", "inbox_folder"),
      delivered(2, "priya.nair@contoso.example", "junkFolder"),
      delivered(3, "billing@northwind.example", "onprem_external"),
    ].map((row) => ({ ...row, loggedDateTime: minutesBefore(now, 200) })),
    "id",
  );
