import { graphRuleId } from "../exchange/rule-identity.ts";
import { text } from "../json.ts";
import { type Row, type Table } from "../state.ts";
import { keyed } from "./keyed.ts";
import { seedIds } from "./seed-ids.ts";

type Rule = {
  readonly id: string;
  readonly userId: string;
  readonly displayName: string;
  readonly sequence: number;
  readonly conditions: Row;
  readonly actions: Row;
  readonly folderName?: string;
  readonly hidden?: boolean;
};

const attacker = { emailAddress: { name: "ap-backup", address: "ap-backup@fastmail.example" } };

/**
 * Marta's rules: one hidden (a lone dot for a name, as attackers do), one that buries invoices in
 * RSS Feeds, one innocent, and Exchange's own junk rule, which is hidden in every mailbox.
 */
const rules: readonly Rule[] = [
  {
    id: seedIds.hiddenRule,
    userId: seedIds.marta,
    displayName: ".",
    sequence: 1,
    conditions: { bodyOrSubjectContains: ["payment", "wire", "IBAN"] },
    actions: { redirectTo: [attacker], delete: true, stopProcessingRules: true },
    hidden: true,
  },
  {
    id: seedIds.rssRule,
    userId: seedIds.marta,
    displayName: "invoices",
    sequence: 2,
    conditions: { bodyOrSubjectContains: ["invoice"] },
    actions: { moveToFolder: "AAMkRSSfeeds0001=", markAsRead: true, stopProcessingRules: true },
    folderName: "RSS Feeds",
  },
  {
    id: seedIds.innocentRule,
    userId: seedIds.marta,
    displayName: "Newsletters",
    sequence: 3,
    conditions: { senderContains: ["newsletter@"] },
    actions: { moveToFolder: "AAMkNewsletters01=" },
    folderName: "Newsletters",
  },
  {
    id: graphRuleId(0xa0665da3),
    userId: seedIds.marta,
    displayName: "Junk E-mail Rule",
    sequence: 0,
    conditions: {},
    actions: { moveToFolder: "AAMkJunkEmail0001=" },
    folderName: "Junk Email",
    hidden: true,
  },
  {
    id: graphRuleId(0xb0665da0),
    userId: seedIds.jonasSales,
    displayName: "Team updates",
    sequence: 1,
    conditions: { subjectContains: ["[team]"] },
    actions: { moveToFolder: "AAMkTeam000000001=" },
    folderName: "Team",
  },
];

/** Inbox rules of Graph and Exchange, one record each, by "userId/ruleId". */
export const seedMessageRules = (): Table =>
  keyed(
    rules.map((rule) => ({
      id: rule.id,
      displayName: rule.displayName,
      sequence: rule.sequence,
      isEnabled: true,
      hasError: false,
      isReadOnly: false,
      conditions: rule.conditions,
      actions: rule.actions,
      exceptions: null,
      _userId: rule.userId,
      _key: `${rule.userId}/${rule.id}`,
      _hidden: rule.hidden ?? false,
      _folderName: rule.folderName ?? null,
    })),
    "_key",
  );

const withMailbox = (users: Table): readonly Row[] =>
  Object.values(users).filter((user) => user["mail"] !== null && user["userType"] !== "Guest");

/** One mailbox for every member with an address; Marta's forwards outside. */
export const seedMailboxes = (users: Table): Table =>
  keyed(
    withMailbox(users).map((user) => ({
      Identity: text(user, "displayName"),
      Alias: text(user, "mailNickname"),
      DisplayName: text(user, "displayName"),
      ExternalDirectoryObjectId: text(user, "id"),
      Guid: text(user, "id").replace(/^./, "e"),
      UserPrincipalName: text(user, "userPrincipalName"),
      PrimarySmtpAddress: text(user, "mail"),
      RecipientTypeDetails: user["id"] === seedIds.sharedMailbox ? "SharedMailbox" : "UserMailbox",
      ForwardingAddress: null,
      ForwardingSmtpAddress:
        user["id"] === seedIds.marta ? "smtp:ap-backup@fastmail.example" : null,
      DeliverToMailboxAndForward: user["id"] === seedIds.marta,
      LitigationHoldEnabled: false,
      GrantSendOnBehalfTo: [],
      HiddenFromAddressListsEnabled: false,
    })),
    "ExternalDirectoryObjectId",
  );

/** Protocols of each mailbox: all open, as in a tenant that nobody hardened. */
export const seedCasMailboxes = (users: Table): Table =>
  keyed(
    withMailbox(users).map((user) => ({
      Identity: text(user, "displayName"),
      ExternalDirectoryObjectId: text(user, "id"),
      ActiveSyncEnabled: true,
      EwsEnabled: true,
      ImapEnabled: true,
      MAPIEnabled: true,
      OWAEnabled: true,
      PopEnabled: true,
      SmtpClientAuthenticationDisabled: null,
    })),
    "ExternalDirectoryObjectId",
  );

/** Settings by user id; Marta's auto-reply sends partners to the attacker's address. */
export const seedMailboxSettings = (users: Table): Table =>
  Object.fromEntries(
    withMailbox(users).map((user) => {
      const on = user["id"] === seedIds.marta;
      const reply = on ? "I am travelling. Please write to ap-backup@fastmail.example." : "";
      const row = {
        timeZone: "W. Europe Standard Time",
        language: { locale: "en-US", displayName: "English (United States)" },
        userPurpose: user["id"] === seedIds.sharedMailbox ? "shared" : "user",
        automaticRepliesSetting: {
          status: on ? "alwaysEnabled" : "disabled",
          externalAudience: on ? "all" : "none",
          internalReplyMessage: reply,
          externalReplyMessage: reply,
        },
      };
      return [text(user, "id"), row];
    }),
  );

const selfAccess = (userId: string): Row => ({
  Identity: userId,
  User: "NT AUTHORITY\\SELF",
  AccessRights: ["FullAccess", "ReadPermission"],
  IsInherited: false,
  Deny: false,
  _mailboxId: userId,
});

/** Full access: Marta works in the shared mailbox. */
export const seedMailboxPermissions = (): Table =>
  Object.fromEntries(
    [
      selfAccess(seedIds.marta),
      selfAccess(seedIds.sharedMailbox),
      {
        Identity: seedIds.sharedMailbox,
        User: "marta.oliveira@contoso.example",
        AccessRights: ["FullAccess"],
        IsInherited: false,
        Deny: false,
        _mailboxId: seedIds.sharedMailbox,
      },
    ].map((row) => [`${text(row, "Identity")}/${text(row, "User")}`, row] as const),
  );

/** Send-as on the shared mailbox. */
export const seedRecipientPermissions = (): Table => ({
  [`${seedIds.sharedMailbox}/marta`]: {
    Identity: "Accounts Payable",
    Trustee: "marta.oliveira@contoso.example",
    AccessControlType: "Allow",
    AccessRights: ["SendAs"],
    IsInherited: false,
    _mailboxId: seedIds.sharedMailbox,
  },
});
