import type * as azureIdentity from "@azure/identity";
import { readFile } from "node:fs/promises";
import { z } from "zod/v4";
import { type FaultKind, TenantFault } from "../../actions/tenant.ts";
import { cleanCode } from "./faults.ts";
import { trusted } from "./sender.ts";

/** Who Cordon is towards the tenant. */
export type Identity =
  | { readonly kind: "secret"; readonly clientId: string; readonly secret: string }
  /** PEM with certificate and private key. */
  | { readonly kind: "certificate"; readonly clientId: string; readonly pem: string }
  /** System-assigned without a client id. */
  | { readonly kind: "managed identity"; readonly clientId?: string }
  /** An app that trusts another identity: a token file (Kubernetes) or a managed identity. */
  | {
      readonly kind: "federated";
      readonly clientId: string;
      readonly from: { readonly tokenFile: string } | { readonly managedIdentity: string };
    };

export type CredentialOptions = {
  readonly identity: Identity;
  readonly tenantId: string;
  /** For example `https://login.microsoftonline.com`. */
  readonly authorityHost: string;
  readonly extraCaPem?: string;
  readonly timeoutMs?: number;
};

/** Gets access tokens; they are cached in memory until shortly before their end. */
export type Credential = {
  /** A token for this scope, for example `https://graph.microsoft.com/.default`. Throws TenantFault. */
  token(scope: string): Promise<string>;
};

type Azure = typeof azureIdentity;
type TokenSource = {
  getToken(
    scope: string,
    options: { abortSignal: AbortSignal },
  ): Promise<{ readonly token: string } | null>;
};

/** Authorities that the library knows; any other is private, and asking Microsoft about it is wrong. */
const publicAuthorities: ReadonlySet<string> = new Set([
  "login.microsoftonline.com",
  "login.microsoftonline.us",
  "login.chinacloudapi.cn",
  "login.partner.microsoftonline.cn",
]);

const optionsOf = ({ authorityHost, extraCaPem }: CredentialOptions) => {
  const ca = trusted(extraCaPem);
  return {
    authorityHost,
    disableInstanceDiscovery: !publicAuthorities.has(new URL(authorityHost).host),
    // One repetition: asking for a token changes nothing, and the job tries again later anyway.
    retryOptions: { maxRetries: 1 },
    ...(ca && { tlsOptions: { ca: [...ca] } }),
  };
};

/** What Entra expects of an assertion that comes from a managed identity. */
const exchangeScope = "api://AzureADTokenExchange/.default";

const assertionOf = (
  azure: Azure,
  from: Extract<Identity, { kind: "federated" }>["from"],
): (() => Promise<string>) => {
  // Read each time: Kubernetes replaces the file every hour.
  if ("tokenFile" in from) return async () => (await readFile(from.tokenFile, "utf8")).trim();
  const identity = new azure.ManagedIdentityCredential({ clientId: from.managedIdentity });
  return async () => (await identity.getToken(exchangeScope)).token;
};

const sourceOf = (azure: Azure, options: CredentialOptions): TokenSource => {
  const { identity, tenantId } = options;
  switch (identity.kind) {
    case "secret":
      return new azure.ClientSecretCredential(
        tenantId,
        identity.clientId,
        identity.secret,
        optionsOf(options),
      );
    case "certificate":
      return new azure.ClientCertificateCredential(
        tenantId,
        identity.clientId,
        { certificate: identity.pem },
        optionsOf(options),
      );
    case "managed identity":
      return new azure.ManagedIdentityCredential(
        identity.clientId === undefined ? {} : { clientId: identity.clientId },
      );
    case "federated":
      return new azure.ClientAssertionCredential(
        tenantId,
        identity.clientId,
        assertionOf(azure, identity.from),
        optionsOf(options),
      );
  }
};

type TokenFacts = {
  readonly kind: FaultKind;
  readonly code: string;
  readonly status?: number;
  readonly requestId?: string;
};

/** What MSAL says when the authority couldn't be reached; the library wraps it as an unavailable credential. */
const unreachable = /endpoints_resolution_error|network_error|openid_config_error/;

/** Entra's own number of a refusal. */
const aadsts = (text: string | undefined): string | undefined => /AADSTS\d+/.exec(text ?? "")?.[0];

const kindOf = (status: number): FaultKind => {
  if (status === 429) return "throttled";
  return status >= 500 ? "unavailable" : "identity";
};

/**
 * What the library threw: an AuthenticationError with a status, or, as ClientSecretCredential 4.13.1
 * was seen to do, another error with Entra's refusal in its message.
 */
const factsOf = (azure: Azure, caught: unknown): TokenFacts => {
  if (caught instanceof azure.AuthenticationError) {
    const { statusCode: status, errorResponse } = caught;
    const code = aadsts(errorResponse.errorDescription) ?? cleanCode(errorResponse.error);
    return { kind: kindOf(status), status, code, requestId: errorResponse.correlationId ?? "" };
  }
  const { name, message } = errorSchema.catch({ name: "", message: "" }).parse(caught);
  const number = aadsts(message);
  if (number !== undefined) return { kind: "identity", code: number };
  if (name === "CredentialUnavailableError" && !unreachable.test(message)) {
    return { kind: "identity", code: "CredentialUnavailable" };
  }
  return { kind: "no answer", code: "NoToken" };
};

const errorSchema = z.looseObject({ name: z.string(), message: z.string() });

/** Why there is no token, as a fault. Entra's words are left out except for the AADSTS number. */
const tokenFault = (azure: Azure, caught: unknown): TenantFault => {
  const facts = factsOf(azure, caught);
  return new TenantFault(`Entra gave no token: ${facts.code}`, {
    requestId: "",
    ...facts,
    cause: caught,
  });
};

/**
 * The containment identity. `@azure/identity` is loaded at the first token (230 ms and 27 MB on
 * Node 20.20, which an idle bot doesn't need); nothing is asked of Entra before.
 */
export const makeCredential = (options: CredentialOptions): Credential => {
  const { timeoutMs = 30_000 } = options;
  let loaded: Promise<{ azure: Azure; source: TokenSource }> | undefined;
  const load = async (): Promise<{ azure: Azure; source: TokenSource }> => {
    const azure = await import("@azure/identity");
    return { azure, source: sourceOf(azure, options) };
  };
  return {
    token: async (scope) => {
      loaded ??= load();
      const { azure, source } = await loaded;
      try {
        const got = await source.getToken(scope, { abortSignal: AbortSignal.timeout(timeoutMs) });
        if (got) return got.token;
      } catch (caught) {
        throw tokenFault(azure, caught);
      }
      throw tokenFault(azure, undefined);
    },
  };
};
