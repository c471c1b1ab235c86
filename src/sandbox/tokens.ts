import {
  createHash,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
  verify,
} from "node:crypto";
import { isObject, type Json, type JsonObject, parseJson } from "./json.ts";

/** Which API a token opens. */
export type Audience = "graph" | "exchange" | "defender";

/** The authority's tokens: signed at one place, judged at another, by one key of this start. */
export type Tokens = {
  /** A token for this API, good for `lifetimeSeconds`. */
  readonly issue: (audience: Audience) => string;
  /** Why a request with this `Authorization` header is refused, or `undefined` when it is let in. */
  readonly refusal: (authorization: string | undefined, audience: Audience) => string | undefined;
  /** The public key as a JSON web key set. */
  readonly keySet: () => Json;
};

/** One hour, as Entra gives applications. */
export const lifetimeSeconds = 3600;

const audiences: Readonly<Record<Audience, string>> = {
  graph: "https://graph.microsoft.com",
  exchange: "https://outlook.office365.com",
  defender: "https://api.securitycenter.microsoft.com",
};

type TokenOptions = {
  readonly issuer: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly now: () => Date;
};

const encode = (value: Json): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The claims of a token that this key signed. */
const claimsOf = (token: string, publicKey: KeyObject): JsonObject | undefined => {
  const [header, payload, signature, ...more] = token.split(".");
  if (!header || !payload || !signature || more.length > 0) return undefined;
  const key = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
  const bytes = Buffer.from(signature, "base64url");
  if (!verify("sha256", Buffer.from(`${header}.${payload}`), key, bytes)) return undefined;
  const claims = parseJson(Buffer.from(payload, "base64url").toString("utf8"));
  return isObject(claims) ? claims : undefined;
};

/** Makes the signing key (EC P-256) of this start: tokens of an earlier one are foreign. */
export const makeTokens = ({ issuer, tenantId, clientId, now }: TokenOptions): Tokens => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { kty = "EC", crv = "P-256", x = "", y = "" } = publicKey.export({ format: "jwk" });
  const kid = createHash("sha256").update(`${x}.${y}`).digest("base64url").slice(0, 22);
  const seconds = (): number => Math.floor(now().getTime() / 1000);

  return {
    issue: (audience) => {
      const issuedAt = seconds();
      const claims = {
        aud: audiences[audience],
        iss: issuer,
        iat: issuedAt,
        nbf: issuedAt,
        exp: issuedAt + lifetimeSeconds,
        appid: clientId,
        tid: tenantId,
        idtyp: "app",
        uti: randomUUID(),
        ver: "1.0",
      };
      const signed = `${encode({ typ: "JWT", alg: "ES256", kid })}.${encode(claims)}`;
      const key = { key: privateKey, dsaEncoding: "ieee-p1363" } as const;
      return `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
    },
    refusal: (authorization, audience) => {
      const token = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1];
      if (token === undefined) return "Access token is empty.";
      const claims = claimsOf(token, publicKey);
      if (!claims) return "Access token validation failure. Invalid signature.";
      if (claims["aud"] !== audiences[audience]) {
        return "Access token validation failure. Invalid audience.";
      }
      const expires = claims["exp"];
      return typeof expires === "number" && expires > seconds()
        ? undefined
        : "Lifetime validation failed, the token is expired.";
    },
    keySet: () => ({
      keys: [{ kty, crv, x, y, kid, use: "sig", alg: "ES256", issuer }],
    }),
  };
};
