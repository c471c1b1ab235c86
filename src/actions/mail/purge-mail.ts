import { z } from "zod/v4";
import { type Account } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Action, type ItemReading } from "../contract.ts";
import { guarded, guardPermissions, type UnguardedPreview } from "../guards.ts";
import { ofItems } from "../of-items.ts";
import { isFinal } from "../read.ts";
import { type ItemRequest, sendAll } from "../requests.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { type Plan } from "../../core/incident/plan.ts";
import {
  type AnalyzedMail,
  analyzedPath,
  isVisible,
  mailId,
  mailInput,
  placeOf,
  readAnalyzed,
  wantedOf,
} from "./analyzed-mail.ts";
import { sortedById, type Way } from "../mailbox/with-exchange.ts";
import { count } from "../../core/shared/count.ts";

const parameters = z.object({ input: z.string(), sender: z.string(), elsewhere: z.number() });
const before = z.object({
  mail: z.array(
    z.object({
      networkMessageId: z.string(),
      recipientEmailAddress: z.string(),
      location: z.string(),
    }),
  ),
});

const byHandReason =
  "Use Purview eDiscovery: search, then purge (recoverable), at most 100 items of each mailbox at a time.";

const senderOf = (account: Account): string => account.mail ?? account.userPrincipalName ?? "";

const places: Readonly<Record<string, string>> = {
  inbox_folder: "in the inbox",
  junkFolder: "in Junk Email",
  deletedFolder: "deleted",
};

const placeWords = (mail: AnalyzedMail): string => places[placeOf(mail)] ?? "in an unknown place";

const planFor = (
  all: readonly AnalyzedMail[],
  asked: { readonly input: string; readonly sender: string },
): UnguardedPreview => {
  const seen = sortedById(all.filter(isVisible).map((mail) => ({ id: mailId(mail), mail })));
  const elsewhere = all.length - seen.length;
  if (all.length === 0) {
    // Defender keeps analysed mail for 30 days and leaves out what it never saw.
    const reason = `Defender lists no such message: it may be too old or unscanned. ${byHandReason}`;
    return { kind: "by hand", reason };
  }
  if (seen.length === 0) {
    const sentence = `All ${count(all.length, "copy", "copies")} are deleted, quarantined or outside.`;
    return { kind: "nothing to do", seen: sentence };
  }
  return {
    kind: "plan",
    draft: {
      items: seen.map(({ id, mail }) => ({
        id,
        name: mail.recipientEmailAddress,
        about: `${placeWords(mail)}, ${cleanText(mail.subject ?? "no subject", 60)}`,
      })),
      parameters: { ...asked, elsewhere },
      before: {
        mail: seen.map(({ mail }) => ({
          networkMessageId: mail.networkMessageId,
          recipientEmailAddress: mail.recipientEmailAddress,
          location: placeOf(mail),
        })),
      },
    },
  };
};

const preview: Action["preview"] = (context, subject, input) =>
  guarded({ context, subject, rules: {} }, async (account) => {
    if (input === undefined) {
      const reason = "No message was named: incident step add purge-mail <message id or subject:…>";
      return { kind: "by hand", reason };
    }
    const sender = senderOf(account);
    try {
      const all = await readAnalyzed(context.graph, wantedOf(input), sender);
      return planFor(all, { input, sender });
    } catch (fault) {
      if (!isFinal(fault)) throw fault;
      const reason = `Not evaluable without Defender for Office 365 P2 (${fault.code}). ${byHandReason}`;
      return { kind: "by hand", reason };
    }
  });

type Kept = z.infer<typeof before>["mail"][number];

/** Requests of 100 recipients: one action in the portal's Action center for each. */
const batchSize = 100;

/** Back goes to the place where it lay: Junk stays Junk. */
const request = (context: ActionContext, { plan, back }: Way) => {
  const mail = ofItems(plan, before.parse(plan.before).mail, mailId);
  const actionOf = ({ location }: Kept): string => {
    if (!back) return "softDelete";
    return location === "junkFolder" ? "moveToJunk" : "moveToInbox";
  };
  const requests = [...new Set(mail.map(actionOf))].flatMap((action) => {
    const all = mail.filter((each) => actionOf(each) === action);
    return Array.from({ length: Math.ceil(all.length / batchSize) }, (_, index): ItemRequest => {
      const some = all.slice(index * batchSize, (index + 1) * batchSize);
      const body = {
        displayName: `Cordon ${plan.incident}`,
        description: back ? "Put back by Cordon" : "Purged by Cordon",
        severity: "high",
        action,
        remediateSendersCopy: false,
        analyzedEmails: some.map(({ networkMessageId, recipientEmailAddress }) => ({
          networkMessageId,
          recipientEmailAddress,
        })),
      };
      const send = async (): Promise<string> =>
        (await context.graph.post(`${analyzedPath}/remediate`, body)).requestId;
      return { ids: some.map(mailId), send };
    });
  });
  return sendAll(requests);
};

/** The service works on it for minutes: until the place changes it is pending. */
const readBack = async (
  context: ActionContext,
  plan: Plan,
  back: boolean,
): ReturnType<Action["observe"]> => {
  const { input, sender } = parameters.parse(plan.parameters);
  const now = new Map(
    (await readAnalyzed(context.graph, wantedOf(input), sender)).map((mail) => [
      mailId(mail),
      mail,
    ]),
  );
  return plan.items.map(({ id }): ItemReading => {
    const mail = now.get(id);
    if (!mail) return { id, state: "unknown", why: "Defender doesn't list the message any more." };
    const why = `It is ${placeWords(mail)}.`;
    return { id, state: isVisible(mail) === back ? "observed" : "pending", why };
  });
};

/** X9: takes one message out of the mailboxes that got it, so that it can be put back. */
export const purgeMail: Action = {
  id: "purge-mail",
  code: "X9",
  title: "Purge a message from mailboxes",
  verb: "purge mail",
  subjectKinds: ["user"],
  team: "soc",
  tier: 3,
  phase: "eradication",
  permissions: {
    least: ["SecurityAnalyzedMessage.ReadWrite.All", ...guardPermissions],
  },
  licences: ["Defender for Office 365 P2"],
  // What it moves stands in the plan; how the sender's mailbox was set up when it was sent stands only there.
  needsEvidence: ["E2"],
  input: mailInput,
  text: {
    does: "Moves the message to recoverable items in each mailbox that still shows it.",
    affects: ({ items, parameters: given }) => {
      const { elsewhere = 0 } = parameters.partial().catch({}).parse(given);
      const rest = elsewhere > 0 ? `; ${String(elsewhere)} already gone or outside` : "";
      return `${count(items.length, "copy", "copies")}${rest}.`;
    },
    limits: "Copies outside or in Deleted Items, and the sender's own, aren't touched.",
    undo: "Moves the copies back to the inbox or to Junk Email.",
    question: ({ items }) => `Purge ${count(items.length, "copy", "copies")} of a message?`,
    notHolding: "The message is still in mailboxes",
    undone: "The message is back in the mailboxes",
    byHand:
      "In the Defender portal: Email & collaboration, Explorer; find the message, then Take action, Soft delete. Without Defender for Office 365 P2: in Purview eDiscovery make a case and a search for the message, then purge it as recoverable; each purge takes at most 100 items of a mailbox, so repeat until the estimate is 0.",
  },
  pendingMinutes: 60,
  residual: undefined,
  repeatable: true,
  preview,
  apply: (context, _subject, plan) => request(context, { plan, back: false }),
  observe: (context, _subject, { plan }) => readBack(context, plan, false),
  undo: {
    apply: (context, _subject, plan) => request(context, { plan, back: true }),
    observe: (context, _subject, { plan }) => readBack(context, plan, true),
  },
};
