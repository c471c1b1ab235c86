/**
 * What an inbound token says, before anybody believes it. Junk is turned away here, because the SDK pushes the issuer
 * of every unverified token into a list that never shrinks (security.md 3.1). The SDK verifies the signature after.
 */
import { z } from "zod/v4";

/** Claims that a genuine channel token carries (Bot Framework "connector to bot" authentication). */
const channelClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  serviceurl: z.string().min(1),
});

/** Longest header looked at; genuine ones measure about 1,200 characters. */
const longest = 16_384;

const payloadOf = (header: string): unknown => {
  const [scheme, token, rest] = header.split(" ");
  const parts = token?.split(".");
  if (scheme?.toLowerCase() !== "bearer" || rest !== undefined || parts?.length !== 3) {
    return undefined;
  }
  try {
    return JSON.parse(Buffer.from(parts[1] ?? "", "base64url").toString("utf8"));
  } catch (caught) {
    // Not JSON is what junk looks like; anything else is ours to hear about.
    if (caught instanceof SyntaxError) return undefined;
    throw caught;
  }
};

export type ExpectedToken = {
  readonly issuer: string;
  readonly audience: string;
  readonly serviceUrl: string;
};

/** Why the header can't be a channel token for this bot, or undefined when it may be one. */
export const tokenFault = (
  header: string | undefined,
  expected: ExpectedToken,
): string | undefined => {
  if (header === undefined || header === "") return "no token";
  if (header.length > longest) return "token too long";
  const claims = channelClaims.safeParse(payloadOf(header));
  if (!claims.success) return "not a channel token";
  if (claims.data.iss !== expected.issuer) return "wrong issuer";
  if (claims.data.aud !== expected.audience) return "wrong audience";
  if (claims.data.serviceurl !== expected.serviceUrl) return "wrong service URL in token";
  return undefined;
};
