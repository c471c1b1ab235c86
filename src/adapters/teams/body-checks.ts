/** Checks of the body that the SDK doesn't make (security.md 3.1, guard G1). Absent means denied. */
import { isLoopbackAddress, isLoopbackHost, type IsAllowed } from "./service-url.ts";
import { type Envelope, invokeNames, type Placed, silentTypes } from "./activity.ts";

/** Why an activity can't come from Teams, or undefined. Needed before the SDK, which skips checks on empty fields. */
export const envelopeFault = (activity: Envelope, isAllowed: IsAllowed): string | undefined => {
  if (activity.channelId !== "msteams") return "wrong channel";
  if (!isAllowed(activity.serviceUrl)) return "service URL not allowed";
  return undefined;
};

/** Somebody spoke or pressed; all else is news of Teams, which may lack parts. */
export const isSpeech = ({ type }: Envelope): boolean => type === "message" || type === "invoke";

/** Why Cordon has no use for this kind of activity, or undefined. */
export const kindFault = ({ type, name }: Envelope): string | undefined => {
  if (type === "invoke") return invokeNames.includes(name ?? "") ? undefined : "unknown invoke";
  return type === "message" || silentTypes.includes(type) ? undefined : "unknown activity type";
};

export type ExpectedPlace = { readonly tenantId: string; readonly botId: string };

/** Ids differ in case between Teams and what people copy out of a portal. */
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Why an activity isn't for this bot in this tenant, or undefined. */
export const placeFault = (activity: Placed, expected: ExpectedPlace): string | undefined => {
  const { tenantId, botId } = expected;
  if (!isSame(activity.conversation.tenantId, tenantId)) return "wrong tenant";
  if (!isSame(activity.channelData.tenant.id, tenantId)) return "wrong tenant in channel data";
  if (!isSame(activity.recipient.id, botId)) return "wrong recipient";
  return undefined;
};

/** The parts of a request that tell where it came from. */
export type Origin = {
  readonly remoteAddress: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

/**
 * Why an unauthenticated request isn't from this machine's own Playground, or undefined. A proxy on loopback would
 * hide a caller from outside, and a web page in a browser on this machine isn't the Playground either.
 */
export const sandboxFault = ({ remoteAddress, headers }: Origin): string | undefined => {
  if (!isLoopbackAddress(remoteAddress)) return "not from loopback";
  if (headers["x-forwarded-for"] !== undefined || headers["forwarded"] !== undefined) {
    return "forwarded";
  }
  if (headers["origin"] !== undefined) return "from a web page";
  const host = headers["host"];
  if (typeof host !== "string" || !URL.canParse(`http://${host}`)) return "no host";
  return isLoopbackHost(new URL(`http://${host}`).hostname) ? undefined : "wrong host";
};
