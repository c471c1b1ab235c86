import { z } from "zod/v4";
import { type Collector } from "../library.ts";
import { delegatesOf } from "../mailbox/delegates.ts";
import { forwardingOf } from "../mailbox/diversions.ts";
import { matchRules } from "../mailbox/rules.ts";
import { shaped } from "../read.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { count } from "../../core/shared/count.ts";
import { askedOfMailbox, readMailboxParts } from "./mailbox-parts.ts";
import { gapsOf, isComplete, isRead, type Part, sizeOf } from "./parts.ts";

type Parts = Readonly<Record<string, Part>>;

const valuesOf = (found: Part | undefined): readonly Json[] =>
  found?.state === "read" ? found.values : [];

/** Both services' counts, reconciled: what Exchange has and Graph lacks is hidden; the other way round is said. */
const rulesSentence = (visible: Part | undefined, all: Part | undefined): string => {
  if (!isRead(visible)) return "no rules read";
  const [graph, exchange] = [valuesOf(visible), valuesOf(all)];
  const { rules } = matchRules({ graph, exchange });
  if (!isRead(all)) return count(rules.length, "visible rule");
  const hidden = rules.filter((rule) => rule.hidden).length;
  const unmatched = rules.length - exchange.length;
  const words = `${count(rules.length, "rule")}, ${String(hidden)} hidden`;
  return unmatched > 0 ? `${words}, ${String(unmatched)} only in Graph` : words;
};

const forwardingWords = (mailbox: Part | undefined): readonly string[] => {
  if (!isRead(mailbox)) return [];
  const { smtp, recipient } = forwardingOf(valuesOf(mailbox));
  const set = [smtp, recipient].filter((address) => address !== null).length;
  return [set === 0 ? "no forwarding" : count(set, "forwarding address", "forwarding addresses")];
};

const folder = z.object({ folder: z.string(), rights: z.array(z.unknown()) });

/** Rights of others, wherever they could be read. */
const delegateWords = (parts: Parts): readonly string[] => {
  const names = ["full access", "send as", "folder rights"] as const;
  if (!names.some((name) => isRead(parts[name]))) return [];
  const folders = shaped(z.array(folder), valuesOf(parts["folder rights"]));
  const rights = delegatesOf({
    mailbox: valuesOf(parts["forwarding"]),
    access: valuesOf(parts["full access"]),
    sendAs: valuesOf(parts["send as"]),
    folders: folders.map(({ folder: path, rights: rows }) => ({ path, rows })),
  });
  return [count(rights.length, "right of others", "rights of others")];
};

const countWords = (parts: Parts): readonly string[] =>
  (
    [
      ["sweep rules", "sweep rule"],
      ["devices", "device"],
      ["add-ins", "add-in"],
    ] as const
  ).flatMap(([name, one]) => (isRead(parts[name]) ? [count(sizeOf(parts[name]), one)] : []));

/**
 * E2: every way in which a mailbox diverts mail or lets others in: rules with the hidden ones, sweep, forwarding,
 * auto-reply, delegates, protocols, devices, add-ins and safe senders. Without Exchange the half that Graph lacks is
 * not evaluable, and the snapshot says so.
 */
export const mailboxState: Collector = {
  id: "mailbox-state",
  code: "E2",
  kind: "E2",
  subjectKinds: ["user"],
  title: "Mailbox before the change",
  team: "collaboration",
  permissions: { least: ["MailboxSettings.Read", "Exchange.ManageAsApp"] },
  licences: ["Exchange Online"],
  collect: async (context, subject) => {
    const parts = await readMailboxParts(context, subject);
    const summary = [
      rulesSentence(parts["visible rules"], parts["hidden rules"]),
      ...forwardingWords(parts["forwarding"]),
      ...delegateWords(parts),
      ...countWords(parts),
    ].join("; ");
    return {
      content: { kind: "E2", subject: subject.id, readAt: context.now(), parts },
      summary: `${summary}.${gapsOf(parts)}`,
      complete: isComplete(parts),
      asked: askedOfMailbox(subject),
    };
  },
};
