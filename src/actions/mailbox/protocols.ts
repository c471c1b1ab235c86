/** Ways into a mailbox that Get-CASMailbox shows and Set-CASMailbox switches. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { shaped } from "../read.ts";
import { type Subject } from "../../core/incident/plan.ts";

const flag = z.boolean().nullable().default(null);

/** Null stands for the organisation's own setting (EWS, SMTP AUTH). */
const protocols = z.object({
  ActiveSyncEnabled: flag,
  EwsEnabled: flag,
  ImapEnabled: flag,
  PopEnabled: flag,
  SmtpClientAuthenticationDisabled: flag,
});
export type ProtocolFlags = z.infer<typeof protocols>;
export type ProtocolFlag = keyof ProtocolFlags;

/** Item id, parameter of Set-CASMailbox, name for people, and the value that blocks it. */
export const mailProtocols = [
  { id: "activesync", parameter: "ActiveSyncEnabled", name: "ActiveSync", blocked: false },
  { id: "ews", parameter: "EwsEnabled", name: "Exchange Web Services", blocked: false },
  { id: "imap", parameter: "ImapEnabled", name: "IMAP", blocked: false },
  { id: "pop", parameter: "PopEnabled", name: "POP", blocked: false },
  {
    id: "smtp-auth",
    parameter: "SmtpClientAuthenticationDisabled",
    name: "SMTP AUTH",
    blocked: true,
  },
] as const satisfies readonly {
  readonly id: string;
  readonly parameter: ProtocolFlag;
  readonly name: string;
  readonly blocked: boolean;
}[];
export type MailProtocol = (typeof mailProtocols)[number];

/** Reads the flags. Throws TenantFault. */
export const readProtocols = async (
  { exchange }: Pick<ActionContext, "exchange">,
  subject: Subject,
): Promise<ProtocolFlags> => {
  const answer = await exchange.invoke("Get-CASMailbox", { Identity: subject.id });
  return shaped(z.tuple([protocols]), answer)[0];
};

/** Is it closed for this mailbox, whatever the organisation's setting is? */
export const isBlocked = (flags: ProtocolFlags, { parameter, blocked }: MailProtocol): boolean =>
  flags[parameter] === blocked;

/** The flags as undo keeps them. */
export const protocolFlags = protocols;
