import { z } from "zod/v4";
import { type Account } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Action, type ActionInput } from "../contract.ts";
import { guardPermissions, type UnguardedPreview } from "../guards.ts";
import { reading, shaped } from "../read.ts";
import { sendAll } from "../requests.ts";
import { TenantFault } from "../tenant.ts";
import { type Plan, type PlanItem, type Subject } from "../../core/incident/plan.ts";
import { isBlocked, type MailProtocol, mailProtocols, readProtocols } from "./protocols.ts";
import { cmdletRequest, guardedInExchange } from "./with-exchange.ts";
import { count } from "../../core/shared/count.ts";

const parameters = z.object({ address: z.string() });
const senderId = "sender";

const protocolsIn = (value: string): readonly MailProtocol[] => {
  const names = value.replace(/^protocols:/, "").split(",");
  return mailProtocols.filter(({ id }) => names.includes(id));
};

/** "protocols:imap,ews", in the order of the list above; without it no protocol is opened. */
const input: ActionInput = {
  label: "protocols to open again",
  example: "protocols:imap,ews",
  parse: (raw) => {
    const text = raw.trim().toLowerCase().replace(/\s/g, "");
    const names = text.replace(/^protocols:/, "").split(",");
    const known = mailProtocols.filter(({ id }) => names.includes(id));
    return known.length === names.length
      ? { ok: true, value: `protocols:${known.map(({ id }) => id).join(",")}` }
      : { ok: false, why: `Known are ${mailProtocols.map(({ id }) => id).join(", ")}.` };
  },
};

const blockedSender = z.object({
  SenderAddress: z.string(),
  CreatedDatetime: z.string().nullish(),
});

/** The entry of this address among the senders that Microsoft restricted; undefined where it isn't. */
const readBlocked = async ({ exchange }: ActionContext, address: string) => {
  try {
    const asked = { SenderAddress: address };
    const found = shaped(
      z.array(blockedSender),
      await exchange.invoke("Get-BlockedSenderAddress", asked),
    );
    return found.find((row) => row.SenderAddress.toLowerCase() === address.toLowerCase());
  } catch (fault) {
    if (fault instanceof TenantFault && fault.kind === "not found") return undefined;
    throw fault;
  }
};

const addressOf = (account: Account): string => account.mail ?? account.userPrincipalName ?? "";

const previewOf = async (
  context: ActionContext,
  run: { readonly subject: Subject; readonly account: Account; readonly value: string | undefined },
): Promise<UnguardedPreview> => {
  const address = addressOf(run.account);
  const [flags, blocked] = await Promise.all([
    readProtocols(context, run.subject),
    readBlocked(context, address),
  ]);
  const wanted = run.value === undefined ? [] : protocolsIn(run.value);
  const shut = wanted.filter((protocol) => isBlocked(flags, protocol));
  const since = blocked?.CreatedDatetime?.slice(0, 10);
  const items: readonly PlanItem[] = [
    ...(blocked
      ? [{ id: senderId, name: address, about: `restricted${since ? ` since ${since}` : ""}` }]
      : []),
    ...shut.map(({ id, name }) => ({ id, name, about: "off for this mailbox" })),
  ];
  if (items.length === 0) {
    const rest = wanted.length === 0 ? "no protocol was named" : "the protocols are open";
    return { kind: "nothing to do", seen: `The sender isn't restricted, and ${rest}.` };
  }
  const state = Object.fromEntries(
    shut.map(({ parameter }) => [parameter, flags[parameter]] as const),
  );
  return {
    kind: "plan",
    draft: { items, parameters: { address }, before: { blocked: blocked !== undefined, state } },
  };
};

const requestAll: Action["apply"] = (context, subject, plan) => {
  const { address } = parameters.parse(plan.parameters);
  return sendAll(
    plan.items.map(({ id }) => {
      const protocol = mailProtocols.find((each) => each.id === id);
      return cmdletRequest(
        context,
        [id],
        protocol
          ? {
              cmdlet: "Set-CASMailbox",
              parameters: { Identity: subject.id, [protocol.parameter]: !protocol.blocked },
            }
          : { cmdlet: "Remove-BlockedSenderAddress", parameters: { SenderAddress: address } },
      );
    }),
  );
};

const readBack = async (context: ActionContext, subject: Subject, plan: Plan) => {
  const { address } = parameters.parse(plan.parameters);
  const [flags, blocked] = await Promise.all([
    readProtocols(context, subject),
    readBlocked(context, address),
  ]);
  return plan.items.map(({ id }) => {
    const protocol = mailProtocols.find((each) => each.id === id);
    if (protocol) {
      const shut = isBlocked(flags, protocol);
      return reading(id, !shut, shut ? "It is off." : "It is on.");
    }
    return reading(id, !blocked, blocked ? "It is still restricted." : "It isn't restricted.");
  });
};

const cmdlets = (id: string): string =>
  `Get-BlockedSenderAddress; Remove-BlockedSenderAddress -SenderAddress <address>; Get-CASMailbox ${id}`;

/** R5: the person may send again. Only after what was left behind is gone: sending goes on where it stopped. */
export const unblockSenderAndProtocols: Action = {
  id: "unblock-sender-and-protocols",
  code: "R5",
  title: "Unblock sender and protocols",
  verb: "unblock sender",
  subjectKinds: ["user"],
  team: "collaboration",
  tier: 1,
  phase: "recovery",
  permissions: {
    least: ["Exchange.ManageAsApp", ...guardPermissions],
    role: "Exchange Administrator",
  },
  licences: ["Exchange Online"],
  needsEvidence: [],
  input,
  text: {
    does: "Takes the address off the restricted senders and opens the protocols that were named.",
    affects: ({ items }) => `${count(items.length, "block")} of 1 mailbox.`,
    limits: "Protocols that nobody named stay closed: most people need none of them.",
    undo: "None. Block protocols again with block-mailbox-protocols.",
    question: ({ items }) => `Lift ${count(items.length, "block")} of 1 mailbox?`,
    notHolding: "The address still can't send",
    undone: "The protocols are closed again",
    byHand:
      "In Exchange Online PowerShell: Get-BlockedSenderAddress, then Remove-BlockedSenderAddress -SenderAddress <address>; or in the Defender portal: Review, Restricted entities. Protocols: Set-CASMailbox <object id> -ImapEnabled $true, only those that the person needs. It may take a day until the address sends again.",
  },
  residual: undefined,
  repeatable: true,
  preview: (context, subject, value) =>
    guardedInExchange({ context, subject, what: "blocked senders", cmdlets }, (account) =>
      previewOf(context, { subject, account, value }),
    ),
  apply: requestAll,
  observe: (context, subject, { plan }) => readBack(context, subject, plan),
  undo: undefined,
};
