import { isObject, type Json, type JsonObject, text, texts } from "../json.ts";
import { type Call, type Outcome } from "../router.ts";
import { type Row, rowAt, rowsOf, type State, type TableName, visible } from "../state.ts";
import {
  type Cmdlet,
  done,
  exchangeError,
  findMailbox,
  invalidParameter,
  objectNotFound,
  onMailbox,
  values,
} from "./cmdlet.ts";

/** Without an identity every mailbox is listed, as in Exchange. */
const getMailbox: Cmdlet["run"] = (state, parameters) => {
  const identity = parameters["Identity"];
  if (identity === undefined) return values(rowsOf(state, "mailboxes").map(visible));
  const mailbox = findMailbox(state, identity);
  return mailbox ? values([visible(mailbox)]) : objectNotFound(JSON.stringify(identity));
};

type Check = (value: Json) => boolean;
const isFlag: Check = (value) => typeof value === "boolean";
/** `$null` stands for the organisation's own setting. */
const isFlagOrNull: Check = (value) => value === null || isFlag(value);
const isAddress: Check = (value) =>
  value === null || (typeof value === "string" && /^(smtp:)?[^@\s]+@[^@\s]+$/i.test(value));
const isRecipient: Check = (value) =>
  value === null || (typeof value === "string" && value.length > 0);

const settableOnMailbox: Readonly<Record<string, Check>> = {
  ForwardingSmtpAddress: isAddress,
  ForwardingAddress: isRecipient,
  DeliverToMailboxAndForward: isFlag,
  LitigationHoldEnabled: isFlag,
};

const settableOnCas: Readonly<Record<string, Check>> = {
  ActiveSyncEnabled: isFlag,
  EwsEnabled: isFlagOrNull,
  ImapEnabled: isFlag,
  MAPIEnabled: isFlag,
  OWAEnabled: isFlag,
  PopEnabled: isFlag,
  SmtpClientAuthenticationDisabled: isFlagOrNull,
};

/** Exchange keeps an SMTP forwarding address with its prefix, whichever way it was given. */
const stored = (name: string, value: Json): Json =>
  name === "ForwardingSmtpAddress" && typeof value === "string"
    ? `smtp:${value.replace(/^smtp:/i, "")}`
    : value;

const setOn =
  (table: TableName, settable: Readonly<Record<string, Check>>) =>
  (state: State, mailbox: Row, parameters: JsonObject, call: Call): Outcome => {
    const key = text(mailbox, "ExternalDirectoryObjectId");
    const given = Object.entries(parameters).filter(([name]) => Object.hasOwn(settable, name));
    const wrong = given.find(([name, value]) => settable[name]?.(value) !== true);
    if (wrong) return invalidParameter(wrong[0]);
    const set = Object.fromEntries(given.map(([name, value]) => [name, stored(name, value)]));
    const old = rowAt(state, table, key) ?? {};
    const row = { ...old, ...set, ...holdOf(old, set, call), ...delegatesOf(old, parameters) };
    return done([{ table, key, row }]);
  };

/** Exchange dates a hold when it is set and forgets the date when it is lifted (Set-Mailbox). */
const holdOf = (old: Row, set: JsonObject, { now }: Call): JsonObject => {
  const on = set["LitigationHoldEnabled"];
  if (on === undefined || on === (old["LitigationHoldEnabled"] ?? false)) return {};
  return { LitigationHoldDate: on === true ? now.toISOString() : null };
};

/** `@{Remove=…}` and `@{Add=…}` as the endpoint takes them: a hash table in JSON. */
const delegatesOf = (old: Row, parameters: JsonObject): JsonObject => {
  const table = parameters["GrantSendOnBehalfTo"];
  if (!isObject(table)) return {};
  const [added, removed] = ["add", "remove"].map((verb) => namesIn(table, verb));
  const kept = texts(old, "GrantSendOnBehalfTo").filter((name) => removed?.includes(name) !== true);
  return { GrantSendOnBehalfTo: [...new Set([...kept, ...(added ?? [])])] };
};

const namesIn = (table: JsonObject, verb: string): readonly string[] => {
  const found = Object.entries(table).find(([name]) => name.toLowerCase() === verb);
  if (!found) return [];
  return typeof found[1] === "string" ? [found[1]] : texts({ list: found[1] }, "list");
};

const hashTable = "#Exchange.GenericHashTable";

/** Delegates of a synchronised mailbox are mastered in AD, and Exchange Online refuses to change them. */
const setMailbox: Cmdlet["run"] = (state, parameters, call) =>
  onMailbox("Identity", (_state, mailbox) => {
    const table = parameters["GrantSendOnBehalfTo"];
    if (table !== undefined && (!isObject(table) || table["@odata.type"] !== hashTable)) {
      return invalidParameter("GrantSendOnBehalfTo");
    }
    const user = rowAt(state, "users", text(mailbox, "ExternalDirectoryObjectId"));
    if (table !== undefined && user?.["onPremisesSyncEnabled"] === true) {
      return exchangeError(
        400,
        "Configuration.Tasks.RecipientTaskException",
        `The operation on mailbox '${text(mailbox, "Identity")}' failed because it's out of the current user's write scope. The action 'Set-Mailbox', 'GrantSendOnBehalfTo', can't be performed on the object because the object is being synchronized from your on-premises organization.`,
      );
    }
    return setOn("mailboxes", settableOnMailbox)(state, mailbox, parameters, call);
  })(state, parameters, call);

const getCasMailbox = onMailbox("Identity", (state, mailbox) => {
  const row = rowAt(state, "casMailboxes", text(mailbox, "ExternalDirectoryObjectId"));
  return values(row ? [visible(row)] : []);
});

const permissions = (table: TableName): Cmdlet["run"] =>
  onMailbox("Identity", (state, mailbox) =>
    values(
      rowsOf(state, table)
        .filter((row) => row["_mailboxId"] === mailbox["ExternalDirectoryObjectId"])
        .map(visible),
    ),
  );

/** Mailboxes, their forwarding, protocols and delegates. */
export const mailboxCmdlets: readonly Cmdlet[] = [
  { name: "Get-Mailbox", parameters: ["Identity", "ResultSize"], run: getMailbox },
  {
    name: "Set-Mailbox",
    parameters: [
      "Identity",
      ...Object.keys(settableOnMailbox),
      "GrantSendOnBehalfTo",
      "Confirm",
      "Force",
    ],
    run: setMailbox,
  },
  { name: "Get-CASMailbox", parameters: ["Identity"], run: getCasMailbox },
  {
    name: "Set-CASMailbox",
    parameters: ["Identity", ...Object.keys(settableOnCas), "Confirm"],
    run: (state, parameters, call) =>
      onMailbox("Identity", (_state, mailbox) =>
        setOn("casMailboxes", settableOnCas)(state, mailbox, parameters, call),
      )(state, parameters, call),
  },
  {
    name: "Get-MailboxPermission",
    parameters: ["Identity", "User", "ResultSize"],
    run: permissions("mailboxPermissions"),
  },
  {
    name: "Get-RecipientPermission",
    parameters: ["Identity", "Trustee", "ResultSize"],
    run: permissions("recipientPermissions"),
  },
];
