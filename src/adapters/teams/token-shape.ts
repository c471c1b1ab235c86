/**
 * What an inbound token says, before anybody believes it. Junk is turned away here, because the SDK pushes the issuer
 * of every unverified token into a list that never shrinks (security.md 3.1). The SDK verifies the signature after.
 */
import { z } from "zod/v4";
import { type IsAllowed } from "./service-url.ts";

/** Claims that a genuine channel token carries (Bot Framework "connector to bot" authentication). */
const channelClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  serviceurl: z.string().min(1),
});

/** Longest header looked at; genuine ones measure about 1,200 characters. */
const longest = 16_384;

const payloadOf = (header: string): unknown => {
  const [scheme, token, rest] = header.split(" ", 3);
  const parts = token?.split(".", 4);
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
  readonly isAllowed: IsAllowed;
};

/** The service URL that a token claims, or why the header can't be a channel token for this bot. */
export type TokenShape = { readonly serviceUrl: string } | { readonly fault: string };

export const tokenShape = (header: string | undefined, expected: ExpectedToken): TokenShape => {
  if (header === undefined || header === "") return { fault: "no token" };
  if (header.length > longest) return { fault: "token too long" };
  const claims = channelClaims.safeParse(payloadOf(header));
  if (!claims.success) return { fault: "not a channel token" };
  const { iss, aud, serviceurl } = claims.data;
  if (iss !== expected.issuer) return { fault: "wrong issuer" };
  if (aud !== expected.audience) return { fault: "wrong audience" };
  if (!expected.isAllowed(serviceurl)) return { fault: "service URL in token not allowed" };
  return { serviceUrl: serviceurl };
};
