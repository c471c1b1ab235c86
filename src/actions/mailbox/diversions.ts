/** Where a mailbox diverts mail or speaks by itself: forwarding in Exchange, auto-reply in Graph. */
import { z } from "zod/v4";
import { isExternal } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Exchange } from "../tenant.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { read, shaped, userPath } from "../read.ts";

const mailbox = z.object({
  ForwardingSmtpAddress: z.string().nullish(),
  ForwardingAddress: z.string().nullish(),
  DeliverToMailboxAndForward: z.boolean().nullish(),
});

const settings = z.object({
  automaticRepliesSetting: z
    .object({
      status: z.string(),
      externalAudience: z.string().nullish(),
      internalReplyMessage: z.string().nullish(),
      externalReplyMessage: z.string().nullish(),
    })
    .nullish(),
});

/** Forwarding as Get-Mailbox says; null where there is none. */
export type Forwarding = {
  readonly smtp: string | null;
  readonly recipient: string | null;
  readonly keepsCopy: boolean;
};

export type AutoReply = NonNullable<z.infer<typeof settings>["automaticRepliesSetting"]>;

/** Forwarding in the answer of Get-Mailbox for one mailbox. Throws TenantFault where it is another answer. */
export const forwardingOf = (values: readonly unknown[]): Forwarding => {
  const [found] = shaped(z.tuple([mailbox]), values);
  return {
    smtp: found.ForwardingSmtpAddress ?? null,
    recipient: found.ForwardingAddress ?? null,
    keepsCopy: found.DeliverToMailboxAndForward === true,
  };
};

/** Reads forwarding. Throws TenantFault. */
export const readForwarding = async (exchange: Exchange, subject: Subject): Promise<Forwarding> =>
  forwardingOf(await exchange.invoke("Get-Mailbox", { Identity: subject.id }));

export const settingsPath = (subject: Subject): string => userPath(subject.id, "/mailboxSettings");

/** Reads the automatic reply (Graph user-get-mailboxsettings). Throws TenantFault. */
export const readAutoReply = async (
  { graph }: Pick<ActionContext, "graph">,
  subject: Subject,
): Promise<AutoReply> =>
  (await read(graph, settingsPath(subject), settings)).automaticRepliesSetting ?? {
    status: "disabled",
  };

/** Addresses outside the account's own domains that the reply's text names. */
export const namedOutside = (reply: AutoReply, own: ReadonlySet<string>): readonly string[] => {
  const text = `${reply.internalReplyMessage ?? ""} ${reply.externalReplyMessage ?? ""}`;
  const found = text.match(/[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/g) ?? [];
  return [...new Set(found)].filter((address) => isExternal(address, own));
};
