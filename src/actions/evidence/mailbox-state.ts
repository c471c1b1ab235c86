import { type ActionContext } from "../context.ts";
import { type Collector } from "../library.ts";
import { forwardingOf, settingsPath } from "../mailbox/diversions.ts";
import { matchRules, rulesPath } from "../mailbox/rules.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Subject } from "../../core/incident/plan.ts";
import {
  counted,
  gapsOf,
  graphObject,
  graphPart,
  isComplete,
  part,
  type Part,
  readParts,
} from "./parts.ts";

const exchangePart = (
  { exchange }: Pick<ActionContext, "exchange">,
  cmdlet: string,
  parameters: Readonly<Record<string, Json>>,
): Promise<Part> =>
  part(async () => ({ values: await exchange.invoke(cmdlet, parameters), complete: true }));

const partsOf = (
  context: ActionContext,
  subject: Subject,
): Promise<Readonly<Record<string, Part>>> => {
  const { id } = subject;
  return readParts({
    "visible rules": graphPart(context.graph, rulesPath(subject)),
    "mailbox settings": graphObject(context.graph, settingsPath(subject)),
    "hidden rules": exchangePart(context, "Get-InboxRule", { Mailbox: id, IncludeHidden: true }),
    forwarding: exchangePart(context, "Get-Mailbox", { Identity: id }),
    "full access": exchangePart(context, "Get-MailboxPermission", { Identity: id }),
    "send as": exchangePart(context, "Get-RecipientPermission", { Identity: id }),
    protocols: exchangePart(context, "Get-CASMailbox", { Identity: id }),
  });
};

const rulesSentence = (visible: Part | undefined, all: Part | undefined): string => {
  if (visible?.state !== "read") return "no rules read";
  const seen = all?.state === "read" ? all.values : [];
  const { rules } = matchRules({ graph: visible.values, exchange: seen });
  if (all?.state !== "read") return counted(rules.length, "visible rule");
  const hidden = rules.filter((rule) => rule.hidden).length;
  return `${counted(rules.length, "rule")}, ${String(hidden)} hidden`;
};

const forwardingSentence = (mailbox: Part | undefined): readonly string[] => {
  if (mailbox?.state !== "read") return [];
  const { smtp, recipient } = forwardingOf(mailbox.values);
  const set = [smtp, recipient].filter((address) => address !== null).length;
  return [set === 0 ? "no forwarding" : counted(set, "forwarding address", "forwarding addresses")];
};

/**
 * E2: rules with the hidden ones, forwarding, auto-reply, delegates and protocols. Without Exchange
 * the half that Graph lacks is not evaluable, and the snapshot says so.
 */
export const mailboxState: Collector = {
  id: "mailbox-state",
  code: "E2",
  kind: "E2",
  subjectKinds: ["user"],
  title: "Mailbox before the change",
  team: "collaboration",
  permissions: { least: ["MailboxSettings.Read", "Exchange.ManageAsApp"] },
  collect: async (context, subject) => {
    const parts = await partsOf(context, subject);
    const summary = [
      rulesSentence(parts["visible rules"], parts["hidden rules"]),
      ...forwardingSentence(parts["forwarding"]),
    ].join("; ");
    return {
      content: { kind: "E2", subject: subject.id, readAt: context.now(), parts },
      summary: `${summary}.${gapsOf(parts)}`,
      complete: isComplete(parts),
    };
  },
};
