import { z } from "zod/v4";
import { type Account, ownDomains } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Action } from "../contract.ts";
import { TenantFault } from "../tenant.ts";
import { guarded, guardPermissions, type UnguardedPreview } from "../guards.ts";
import { reading } from "../read.ts";
import { type ItemRequest, sendAll } from "../requests.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Plan, type PlanItem, type Subject } from "../../core/incident/plan.ts";
import {
  type AutoReply,
  type Forwarding,
  namedOutside,
  readAutoReply,
  readForwarding,
  settingsPath,
} from "./diversions.ts";

const ids = { smtp: "forwarding-smtp", recipient: "forwarding-recipient", reply: "auto-reply" };

/** What undo gives back. The reply's texts stay in the mailbox; only its switch is touched. */
const before = z.object({
  forwarding: z
    .object({
      smtp: z.string().nullable(),
      recipient: z.string().nullable(),
      keepsCopy: z.boolean(),
    })
    .nullable(),
  autoReply: z.string().nullable(),
});
type Before = z.infer<typeof before>;

const none: Forwarding = { smtp: null, recipient: null, keepsCopy: false };

const forwardingItems = ({ smtp, recipient, keepsCopy }: Forwarding): readonly PlanItem[] => {
  const copy = keepsCopy ? "a copy stays here" : "no copy stays here";
  return [
    ...(smtp === null
      ? []
      : [
          { id: ids.smtp, name: smtp.replace(/^smtp:/i, ""), about: `forwarding address, ${copy}` },
        ]),
    ...(recipient === null
      ? []
      : [{ id: ids.recipient, name: recipient, about: `forwarding to a recipient, ${copy}` }]),
  ];
};

const replyItems = (reply: AutoReply, account: Account): readonly PlanItem[] => {
  if (reply.status === "disabled") return [];
  const outside = namedOutside(reply, ownDomains(account));
  const names = outside.length > 0 ? `, names ${outside.join(" and ")}` : "";
  const about = `answers ${reply.externalAudience === "none" ? "colleagues" : "everybody"}${names}`;
  return [{ id: ids.reply, name: "Automatic reply", about }];
};

const planFor = (forwarding: Forwarding, reply: AutoReply, account: Account): UnguardedPreview => {
  const diverted = forwardingItems(forwarding);
  const items = [...diverted, ...replyItems(reply, account)];
  if (items.length === 0) {
    return { kind: "nothing to do", seen: "No forwarding address and no automatic reply is set." };
  }
  const state: Before = {
    forwarding: diverted.length > 0 ? { ...forwarding } : null,
    autoReply: reply.status === "disabled" ? null : reply.status,
  };
  return { kind: "plan", draft: { items, parameters: {}, before: state } };
};

/** The cmdlet that clears both addresses, as a person types it. */
const cmdlet = (id: string): string =>
  `Set-Mailbox ${id} -ForwardingSmtpAddress $null -ForwardingAddress $null -DeliverToMailboxAndForward $false`;

const preview: Action["preview"] = (context, subject) =>
  guarded({ context, subject, rules }, async (account) => {
    if (!context.exchange.available) {
      const reason = `Exchange is off here, so forwarding can't be read. Run: ${cmdlet(account.id)}`;
      return { kind: "by hand", reason };
    }
    try {
      const [forwarding, reply] = await Promise.all([
        readForwarding(context.exchange, subject),
        readAutoReply(context, subject),
      ]);
      return planFor(forwarding, reply, account);
    } catch (fault) {
      if (!(fault instanceof TenantFault)) throw fault;
      return unreadable(fault, account);
    }
  });

const unreadable = (fault: TenantFault, account: Account): UnguardedPreview => {
  if (fault.kind === "not found") {
    return { kind: "nothing to do", seen: "The account has no mailbox here." };
  }
  if (fault.kind !== "refused") throw fault;
  const reason = `Forwarding can't be read (${fault.code}). Run: ${cmdlet(account.id)}`;
  return { kind: "by hand", reason };
};

/** Only the addresses of these items: what else forwards by now isn't this plan's. */
const setForwarding = (
  { exchange }: ActionContext,
  subject: Subject,
  wanted: { readonly items: readonly string[]; readonly to: Forwarding },
): ItemRequest => {
  const { items } = wanted;
  const { smtp, recipient, keepsCopy } = wanted.to;
  const parameters: Readonly<Record<string, Json>> = {
    Identity: subject.id,
    ...(items.includes(ids.smtp) && { ForwardingSmtpAddress: smtp }),
    ...(items.includes(ids.recipient) && { ForwardingAddress: recipient }),
    DeliverToMailboxAndForward: keepsCopy,
  };
  return {
    ids: items,
    send: async () => {
      await exchange.invoke("Set-Mailbox", parameters);
      return "exchange";
    },
  };
};

const setReply = ({ graph }: ActionContext, subject: Subject, status: string): ItemRequest => ({
  ids: [ids.reply],
  send: async () => {
    const body = { automaticRepliesSetting: { status } };
    return (await graph.patch(settingsPath(subject), body)).requestId;
  },
});

const request = (
  context: ActionContext,
  subject: Subject,
  run: { readonly plan: Plan; readonly back: boolean },
): ReturnType<Action["apply"]> => {
  const { forwarding, autoReply } = before.parse(run.plan.before);
  const planned = run.plan.items.map(({ id }) => id);
  const items = planned.filter((id) => id !== ids.reply);
  const to = run.back && forwarding ? forwarding : none;
  const status = run.back ? autoReply : "disabled";
  return sendAll([
    ...(items.length > 0 ? [setForwarding(context, subject, { items, to })] : []),
    ...(planned.includes(ids.reply) && status !== null ? [setReply(context, subject, status)] : []),
  ]);
};

const said = (address: string | null): string =>
  address === null ? "None is set." : `It is set to ${address}.`;

const readBack = async (
  context: ActionContext,
  subject: Subject,
  run: { readonly plan: Plan; readonly back: boolean },
): ReturnType<Action["observe"]> => {
  const { forwarding, autoReply } = before.parse(run.plan.before);
  const wanted = run.back && forwarding ? forwarding : none;
  const [now, reply] = await Promise.all([
    forwarding ? readForwarding(context.exchange, subject) : none,
    autoReply === null ? undefined : readAutoReply(context, subject),
  ]);
  return run.plan.items.map(({ id }) => {
    if (id === ids.smtp) return reading(id, now.smtp === wanted.smtp, said(now.smtp));
    if (id === ids.recipient) {
      return reading(id, now.recipient === wanted.recipient, said(now.recipient));
    }
    const status = run.back ? autoReply : "disabled";
    return reading(id, reply?.status === status, `It is ${reply?.status ?? "not there"}.`);
  });
};

const rules = { guests: "It is a guest: its mailbox is in its home organisation." } as const;

const isForwarding = ({ id }: PlanItem): boolean => id !== ids.reply;

/** C7: mail stays in the mailbox, and the mailbox answers nobody by itself. */
export const clearForwarding: Action = {
  id: "clear-forwarding",
  code: "C7",
  title: "Clear forwarding and auto-reply",
  verb: "clear forwarding",
  subjectKinds: ["user"],
  team: "collaboration",
  tier: 1,
  phase: "containment",
  permissions: {
    least: ["MailboxSettings.ReadWrite", "Exchange.ManageAsApp", ...guardPermissions],
    role: "Exchange Recipient Administrator",
  },
  // Waits for nothing: the plan keeps both addresses and the reply's switch, and undo sets them again.
  needsEvidence: [],
  text: {
    does: "Clears both forwarding addresses of the mailbox and switches its auto-reply off.",
    affects: ({ items }) => {
      const addresses = items.filter(isForwarding).length;
      const reply = items.length > addresses ? " and its automatic reply" : "";
      const word = addresses === 1 ? "address" : "addresses";
      return `${String(addresses)} forwarding ${word} of 1 mailbox${reply}.`;
    },
    limits: "Rules, flows, transport rules and mail that is gone already aren't touched.",
    undo: "Sets the same addresses again and switches the auto-reply on.",
    question: ({ items }) =>
      `Clear ${String(items.length)} ${items.length === 1 ? "diversion" : "diversions"} of 1 mailbox?`,
    notHolding: "Mail may still be diverted",
    undone: "Forwarding and auto-reply are as before",
    byHand:
      "In Exchange Online PowerShell: Get-Mailbox <object id> | fl Forwarding*, DeliverToMailboxAndForward; write the values down, then Set-Mailbox <object id> -ForwardingSmtpAddress $null -ForwardingAddress $null -DeliverToMailboxAndForward $false and Set-MailboxAutoReplyConfiguration <object id> -AutoReplyState Disabled.",
  },
  // Whoever sits in the mailbox can set both again; no directory audit tells.
  looksAgain: [15, 65, 1440],
  residual: undefined,
  repeatable: true,
  preview,
  apply: (context, subject, plan) => request(context, subject, { plan, back: false }),
  observe: (context, subject, { plan }) => readBack(context, subject, { plan, back: false }),
  undo: {
    apply: (context, subject, plan) => request(context, subject, { plan, back: true }),
    observe: (context, subject, { plan }) => readBack(context, subject, { plan, back: true }),
  },
};
