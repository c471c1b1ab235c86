/** The parts of a mailbox that the snapshot keeps before anything is changed, and who says them. */
import { type ActionContext } from "../context.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { readFolderRights } from "../mailbox/delegates.ts";
import { settingsPath } from "../mailbox/diversions.ts";
import { rulesPath } from "../mailbox/rules.ts";
import { asJson, graphObject, graphPart, part, type Part, readParts } from "./parts.ts";

const exchangePart = (
  { exchange }: Pick<ActionContext, "exchange">,
  cmdlet: string,
  parameters: Readonly<Record<string, Json>>,
): Promise<Part> =>
  part(async () => ({ values: await exchange.invoke(cmdlet, parameters), complete: true }));

/** One value for each watched folder: its path and who has rights on it. */
const folderPart = ({ exchange }: Pick<ActionContext, "exchange">, subject: Subject) =>
  part(async () => {
    const folders = await readFolderRights(exchange, subject);
    const values = folders.map(({ path, rows }) => ({ folder: path, rights: asJson(rows) }));
    return { values, complete: true };
  });

/** Everything of the step library's row E2, each part with its values or why it isn't evaluable. */
export const readMailboxParts = (
  context: ActionContext,
  subject: Subject,
): Promise<Readonly<Record<string, Part>>> => {
  const { id } = subject;
  const identity = { Identity: id };
  const mailbox = { Mailbox: id };
  return readParts({
    "visible rules": graphPart(context.graph, rulesPath(subject)),
    "mailbox settings": graphObject(context.graph, settingsPath(subject)),
    "hidden rules": exchangePart(context, "Get-InboxRule", { Mailbox: id, IncludeHidden: true }),
    "sweep rules": exchangePart(context, "Get-SweepRule", mailbox),
    // Its GrantSendOnBehalfTo says who sends on behalf.
    forwarding: exchangePart(context, "Get-Mailbox", identity),
    "full access": exchangePart(context, "Get-MailboxPermission", identity),
    "send as": exchangePart(context, "Get-RecipientPermission", identity),
    "folder rights": folderPart(context, subject),
    protocols: exchangePart(context, "Get-CASMailbox", identity),
    devices: exchangePart(context, "Get-MobileDeviceStatistics", mailbox),
    "add-ins": exchangePart(context, "Get-App", mailbox),
    "safe senders": exchangePart(context, "Get-MailboxJunkEmailConfiguration", identity),
  });
};

/** What was asked, one line for each question, in the order of the parts. */
export const askedOfMailbox = ({ id }: Pick<Subject, "id">): readonly string[] => [
  `GET /v1.0/users/${id}/mailFolders/inbox/messageRules`,
  `GET /v1.0/users/${id}/mailboxSettings`,
  ...[
    "Get-InboxRule -IncludeHidden",
    "Get-SweepRule",
    "Get-Mailbox",
    "Get-MailboxPermission",
    "Get-RecipientPermission",
    "Get-MailboxFolderStatistics",
    "Get-MailboxFolderPermission",
    "Get-CASMailbox",
    "Get-MobileDeviceStatistics",
    "Get-App",
    "Get-MailboxJunkEmailConfiguration",
  ].map((cmdlet) => `${cmdlet}, mailbox ${id}`),
];
