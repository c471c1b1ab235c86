import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action } from "../contract.ts";
import { guardPermissions } from "../guards.ts";
import { reading } from "../read.ts";
import { sendAll } from "../requests.ts";
import { type Subject } from "../../core/incident/plan.ts";
import {
  isBlocked,
  type MailProtocol,
  mailProtocols,
  protocolFlags,
  type ProtocolFlags,
  readProtocols,
} from "./protocols.ts";
import { cmdletRequest, guardedInExchange, type Way } from "./with-exchange.ts";
import { count } from "../../core/shared/count.ts";

const before = z.object({ flags: protocolFlags });

const aboutOf = (flags: ProtocolFlags, { parameter }: MailProtocol): string =>
  flags[parameter] === null ? "as the organisation set it" : "on for this mailbox";

const planned = ({ plan }: Way): readonly MailProtocol[] =>
  mailProtocols.filter(({ id }) => plan.items.some((item) => item.id === id));

const request = (
  context: ActionContext,
  subject: Subject,
  way: Way,
): ReturnType<Action["apply"]> => {
  const { flags } = before.parse(way.plan.before);
  // One cmdlet for each: Exchange refuses a command as a whole where it doesn't know one parameter.
  return sendAll(
    planned(way).map(({ id, parameter, blocked }) =>
      cmdletRequest(context, [id], {
        cmdlet: "Set-CASMailbox",
        parameters: { Identity: subject.id, [parameter]: way.back ? flags[parameter] : blocked },
      }),
    ),
  );
};

const said = (value: boolean | null): string =>
  value === null ? "It is as the organisation set it." : `The flag is ${String(value)}.`;

const readBack = async (
  context: ActionContext,
  subject: Subject,
  way: Way,
): ReturnType<Action["observe"]> => {
  const now = await readProtocols(context, subject);
  const { flags } = before.parse(way.plan.before);
  return planned(way).map(({ id, parameter, blocked }) => {
    const wanted = way.back ? flags[parameter] : blocked;
    return reading(id, now[parameter] === wanted, said(now[parameter]));
  });
};

const cmdlets = (id: string): string =>
  `Set-CASMailbox ${id} -ActiveSyncEnabled $false -EwsEnabled $false -ImapEnabled $false -PopEnabled $false -SmtpClientAuthenticationDisabled $true`;

/** C8: the ways into a mailbox that need no browser; app passwords and stolen tokens use them. */
export const blockMailboxProtocols: Action = {
  id: "block-mailbox-protocols",
  code: "C8",
  title: "Block mailbox protocols",
  verb: "block protocols",
  subjectKinds: ["user"],
  team: "collaboration",
  tier: 1,
  phase: "containment",
  permissions: {
    least: ["Exchange.ManageAsApp", ...guardPermissions],
    role: "Exchange Recipient Administrator",
  },
  licences: ["Exchange Online"],
  needsEvidence: [],
  text: {
    does: "Switches EWS, IMAP, POP, ActiveSync and SMTP AUTH off for the mailbox.",
    affects: ({ items }) =>
      `${count(items.length, "protocol")} of 1 mailbox; phones and scripts on them stop.`,
    limits: "Outlook, Outlook on the web and apps that use Microsoft Graph stay open.",
    undo: "Sets each flag again as it was.",
    question: ({ items }) => `Block ${count(items.length, "protocol")} of 1 mailbox?`,
    notHolding: "The protocols are still open",
    undone: "The protocols are open as before",
    byHand:
      "In Exchange Online PowerShell: Get-CASMailbox <object id> | fl *Enabled,SmtpClientAuthenticationDisabled; write the values down, then Set-CASMailbox <object id> -ActiveSyncEnabled $false -EwsEnabled $false -ImapEnabled $false -PopEnabled $false -SmtpClientAuthenticationDisabled $true. Leave OWAEnabled and MAPIEnabled as they are.",
  },
  looksAgain: [65, 1440],
  residual: {
    minutes: 60,
    why: "Exchange keeps protocol settings for a while: open connections may last up to 60 min.",
  },
  repeatable: true,
  preview: (context, subject) =>
    guardedInExchange({ context, subject, what: "protocols", cmdlets }, async () => {
      const flags = await readProtocols(context, subject);
      const open = mailProtocols.filter((protocol) => !isBlocked(flags, protocol));
      if (open.length === 0) {
        const seen = "EWS, IMAP, POP, ActiveSync and SMTP AUTH are off already.";
        return { kind: "nothing to do", seen };
      }
      const items = open.map((protocol) => ({
        id: protocol.id,
        name: protocol.name,
        about: aboutOf(flags, protocol),
      }));
      return { kind: "plan", draft: { items, parameters: {}, before: { flags } } };
    }),
  apply: (context, subject, plan) => request(context, subject, { plan, back: false }),
  observe: (context, subject, { plan }) => readBack(context, subject, { plan, back: false }),
  undo: {
    apply: (context, subject, plan) => request(context, subject, { plan, back: true }),
    observe: (context, subject, { plan }) => readBack(context, subject, { plan, back: true }),
  },
};
