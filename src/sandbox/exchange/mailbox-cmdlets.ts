import { type Json, type JsonObject, text } from "../json.ts";
import { type Outcome } from "../router.ts";
import { type Row, rowAt, rowsOf, type State, type TableName, visible } from "../state.ts";
import {
  type Cmdlet,
  done,
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
  EwsEnabled: isFlag,
  ImapEnabled: isFlag,
  MAPIEnabled: isFlag,
  OWAEnabled: isFlag,
  PopEnabled: isFlag,
  SmtpClientAuthenticationDisabled: isFlag,
};

/** Exchange keeps an SMTP forwarding address with its prefix, whichever way it was given. */
const stored = (name: string, value: Json): Json =>
  name === "ForwardingSmtpAddress" && typeof value === "string"
    ? `smtp:${value.replace(/^smtp:/i, "")}`
    : value;

const setOn =
  (table: TableName, settable: Readonly<Record<string, Check>>) =>
  (state: State, mailbox: Row, parameters: JsonObject): Outcome => {
    const key = text(mailbox, "ExternalDirectoryObjectId");
    const given = Object.entries(parameters).filter(([name]) => Object.hasOwn(settable, name));
    const wrong = given.find(([name, value]) => settable[name]?.(value) !== true);
    if (wrong) return invalidParameter(wrong[0]);
    const set = Object.fromEntries(given.map(([name, value]) => [name, stored(name, value)]));
    return done([{ table, key, row: { ...rowAt(state, table, key), ...set } }]);
  };

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
    parameters: ["Identity", ...Object.keys(settableOnMailbox)],
    run: onMailbox("Identity", setOn("mailboxes", settableOnMailbox)),
  },
  { name: "Get-CASMailbox", parameters: ["Identity"], run: getCasMailbox },
  {
    name: "Set-CASMailbox",
    parameters: ["Identity", ...Object.keys(settableOnCas)],
    run: onMailbox("Identity", setOn("casMailboxes", settableOnCas)),
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
