import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { type Json } from "./json.ts";
import { type Audience, lifetimeSeconds, type Tokens } from "./tokens.ts";

/** An answer of the authority. */
export type AuthorityAnswer = { readonly status: number; readonly body: Json };

type AuthorityOptions = {
  readonly url: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly now: () => Date;
  readonly tokens: Tokens;
};

/** Answers sign-in requests of applications; `undefined` for a path that isn't the authority's. */
export type Authority = (
  method: string,
  path: string,
  form: URLSearchParams,
) => AuthorityAnswer | undefined;

const isSame = (a: string, b: string): boolean => {
  const digest = (value: string): Buffer => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
};

/**
 * Which API a scope asks for: Exchange Online's host or a path with `/exchange` is Exchange,
 * Defender's host or a path with `/defender` is Defender, Microsoft Graph's host or the sandbox's own address is Graph.
 */
const audienceOf = (scope: string, url: string): Audience | undefined => {
  const resource = /^(https:\/\/\S+)\/\.default$/.exec(scope.trim())?.[1];
  if (resource === undefined) return undefined;
  if (/^https:\/\/outlook\.office(365)?\.com\/?$/.test(resource)) return "exchange";
  if (resource === `${url}/exchange`) return "exchange";
  if (resource === "https://api.securitycenter.microsoft.com") return "defender";
  if (resource === `${url}/defender`) return "defender";
  return resource === "https://graph.microsoft.com" || resource === url ? "graph" : undefined;
};

/** The authority's metadata (OpenID Connect discovery). */
const metadata = (url: string, tenantId: string): Json => ({
  issuer: `${url}/${tenantId}/v2.0`,
  authorization_endpoint: `${url}/${tenantId}/oauth2/v2.0/authorize`,
  token_endpoint: `${url}/${tenantId}/oauth2/v2.0/token`,
  jwks_uri: `${url}/${tenantId}/discovery/v2.0/keys`,
  end_session_endpoint: `${url}/${tenantId}/oauth2/v2.0/logout`,
  response_types_supported: ["code", "id_token"],
  subject_types_supported: ["pairwise"],
  id_token_signing_alg_values_supported: ["ES256"],
  token_endpoint_auth_methods_supported: ["client_secret_post"],
  tenant_region_scope: "EU",
});

/** Why an application gets no token: status, OAuth error, AADSTS number, words. */
const refusals = {
  grant: [400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type."],
  client: [
    400,
    "unauthorized_client",
    700016,
    "Application with the given identifier was not found in the directory 'Contoso'.",
  ],
  secret: [401, "invalid_client", 7000215, "Invalid client secret provided."],
  scope: [
    400,
    "invalid_scope",
    70011,
    "The provided value for the input parameter 'scope' is not valid.",
  ],
  tenant: [400, "invalid_request", 90002, "The tenant was not found."],
} as const;

const refused = (reason: keyof typeof refusals, now: Date): AuthorityAnswer => {
  const [status, error, code, message] = refusals[reason];
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${String(code)}: ${message}`,
      error_codes: [code],
      timestamp: now.toISOString(),
      trace_id: randomUUID(),
      correlation_id: randomUUID(),
    },
  };
};

/** The sign-in service: discovery, keys and the client-credentials grant. Wrong secrets are never echoed. */
export const makeAuthority = (options: AuthorityOptions): Authority => {
  const { url, tenantId, clientId, clientSecret, tokens, now } = options;

  const token = (form: URLSearchParams): AuthorityAnswer => {
    if (form.get("grant_type") !== "client_credentials") return refused("grant", now());
    if (form.get("client_id") !== clientId) return refused("client", now());
    if (!isSame(form.get("client_secret") ?? "", clientSecret)) return refused("secret", now());
    const audience = audienceOf(form.get("scope") ?? "", url);
    if (!audience) return refused("scope", now());
    return {
      status: 200,
      body: {
        token_type: "Bearer",
        expires_in: lifetimeSeconds,
        ext_expires_in: lifetimeSeconds,
        access_token: tokens.issue(audience),
      },
    };
  };

  const services = new Map<string, (form: URLSearchParams) => AuthorityAnswer>([
    [
      "GET v2.0/.well-known/openid-configuration",
      () => ({ status: 200, body: metadata(url, tenantId) }),
    ],
    ["GET discovery/v2.0/keys", () => ({ status: 200, body: tokens.keySet() })],
    ["POST oauth2/v2.0/token", token],
  ]);

  return (method, path, form) => {
    const [tenant, ...rest] = path.split("/").filter((segment) => segment !== "");
    const service = services.get(`${method} ${rest.join("/")}`);
    if (!service) return undefined;
    return tenant === tenantId ? service(form) : refused("tenant", now());
  };
};
