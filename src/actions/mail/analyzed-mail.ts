/** Mail that Defender for Office 365 analysed, one entry for each recipient (Graph security-analyzedemail). */
import { z } from "zod/v4";
import { type ActionInput } from "../contract.ts";
import { shaped, odataText } from "../read.ts";
import { type Graph, TenantFault } from "../tenant.ts";

const analyzed = z.object({
  id: z.string(),
  networkMessageId: z.string(),
  recipientEmailAddress: z.string(),
  subject: z.string().nullish(),
  senderDetail: z.object({ fromAddress: z.string().nullish() }).nullish(),
  latestDelivery: z.object({ location: z.string().nullish() }).nullish(),
});
export type AnalyzedMail = z.infer<typeof analyzed>;

export const analyzedPath = "/v1.0/security/collaboration/analyzedEmails";

/** A mailbox has the message where it can be seen; elsewhere nothing can be taken from it. */
const inMailbox: ReadonlySet<string> = new Set(["inbox_folder", "junkFolder"]);

/** Where it lies now, or "unknown". */
export const placeOf = ({ latestDelivery }: AnalyzedMail): string =>
  latestDelivery?.location ?? "unknown";

/** Can its reader still see it? What Defender can't place is taken for seen. */
export const isVisible = (mail: AnalyzedMail): boolean =>
  inMailbox.has(placeOf(mail)) || placeOf(mail) === "unknown";

/** Stable over previews: the message and the recipient. */
export const mailId = (
  mail: Pick<AnalyzedMail, "networkMessageId" | "recipientEmailAddress">,
): string => `${mail.networkMessageId}:${mail.recipientEmailAddress}`;

/** A message to look for: by one of its two ids, or by its subject, sent by the incident's subject. */
export type Wanted =
  | { readonly by: "network"; readonly value: string }
  | { readonly by: "internet"; readonly value: string }
  | { readonly by: "subject"; readonly value: string };

const filterFor = ({ by, value }: Wanted, sender: string): string => {
  if (by === "network") return `networkMessageId eq ${odataText(value)}`;
  if (by === "internet") return `internetMessageId eq ${odataText(value)}`;
  return `senderDetail/fromAddress eq ${odataText(sender)} and subject eq ${odataText(value)}`;
};

/** More recipients than this are a case for an export and eDiscovery, not for a card. */
const most = 500;

/**
 * Entries of a message. Throws TenantFault: "refused" where the licence or the permission is missing, or where it has
 * more than 500 recipients.
 */
export const readAnalyzed = async (
  graph: Graph,
  wanted: Wanted,
  sender: string,
): Promise<readonly AnalyzedMail[]> => {
  const filter = encodeURIComponent(filterFor(wanted, sender));
  const { values, complete } = await graph.list(`${analyzedPath}?$filter=${filter}`, most);
  if (complete) return shaped(z.array(analyzed), values);
  throw new TenantFault("The message has more than 500 recipients", {
    kind: "refused",
    code: "TooManyRecipients",
    requestId: "",
  });
};

const subjectOf = (value: string): ReturnType<ActionInput["parse"]> => {
  const fits = value.length >= 5 && value.length <= 200 && !/\p{Cc}/u.test(value);
  return fits
    ? { ok: true, value: `subject:${value}` }
    : { ok: false, why: "A subject needs 5 to 200 characters, and all of them." };
};

const messageOf = (value: string): ReturnType<ActionInput["parse"]> => {
  if (z.guid().safeParse(value).success) {
    return { ok: true, value: `network:${value.toLowerCase()}` };
  }
  return /^<[^<>\s]{3,250}@[^<>\s]{1,250}>$/.test(value)
    ? { ok: true, value: `internet:${value}` }
    : { ok: false, why: "Name the network message id, <internet message id> or subject:…" };
};

/** "network:<id>", "internet:<id>" or "subject:<text>". */
export const mailInput: ActionInput = {
  label: "message id, or subject: and its text",
  example: "subject:Updated bank details",
  parse: (raw) => {
    const text = raw.trim();
    const [, by = "", rest = ""] = /^(network|internet|subject):(.+)$/is.exec(text) ?? [];
    const value = rest === "" ? text : rest.trim();
    return by.toLowerCase() === "subject" ? subjectOf(value) : messageOf(value);
  },
};

/** What a canonical input asks for. */
export const wantedOf = (canonical: string): Wanted => {
  const at = canonical.indexOf(":");
  const value = canonical.slice(at + 1);
  const by = canonical.slice(0, at);
  if (by === "network" || by === "internet") return { by, value };
  return { by: "subject", value };
};
