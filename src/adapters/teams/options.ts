/** What the Teams adapter is started with. Every endpoint is given from outside, so national clouds need no code. */
import { type Receive } from "../../application/ports/chat.ts";
import { type Log, type Runtime } from "../../application/ports/runtime.ts";

/** Where the last service URL that Teams used is kept, so that a restarted Cordon can post before anybody speaks. */
export type ServiceUrls = {
  load(): Promise<string | undefined>;
  save(url: string): Promise<void>;
};

/** How the bot proves itself to the Bot Framework. `token` serves federated identities: it returns a bearer token. */
export type BotCredential =
  | { readonly kind: "secret"; readonly secret: string }
  /** PEM text with the certificate and its private key. */
  | { readonly kind: "certificate"; readonly pem: string }
  | { readonly kind: "managed-identity" }
  | { readonly kind: "token"; readonly token: () => Promise<string> };

/** Bot Framework endpoints of one cloud. All are needed: the SDK drops its own defaults once a single one is set. */
export type BotEndpoints = {
  /** Token endpoint with the tenant, for example `https://login.microsoftonline.com/<tenant>`. */
  readonly loginUrl: string;
  /** Scope of the bot's own token, public cloud: `https://api.botframework.com`. */
  readonly oauthScope: string;
  /** The only issuer whose tokens are accepted, public cloud: `https://api.botframework.com`. */
  readonly tokenIssuer: string;
  /** OpenID document with the keys of that issuer. */
  readonly openIdMetadataUrl: string;
  /** Token service, public cloud: `https://api.botframework.com`. Unused by Cordon, demanded by the SDK. */
  readonly oauthUrl: string;
};

/** The simulated tenant: unauthenticated, and therefore loopback only. */
export type SandboxMode = {
  readonly kind: "sandbox";
  /** The bot's id in the Playground's file, for example `28:cordon`. */
  readonly botId: string;
  readonly tenantId: string;
  /** Where to post before anybody spoke; loopback. */
  readonly serviceUrl?: string;
};

/** A real tenant: signed activities only. */
export type TenantMode = {
  readonly kind: "tenant";
  readonly appId: string;
  readonly tenantId: string;
  readonly credential: BotCredential;
  readonly endpoints: BotEndpoints;
  /**
   * Hosts that may name themselves as service URL: `smba.trafficmanager.net`, `*.teams.microsoft.com`. A bare host
   * means HTTPS on 443; an entry with a scheme is an exact origin, plain HTTP only on a loopback address.
   */
  readonly allowedServiceUrls: readonly string[];
  /** Proxies in front of Cordon whose X-Forwarded-For is believed; 0 unless said. */
  readonly trustedProxies?: number;
  /** Where to post before Teams ever called, for example `https://smba.trafficmanager.net/teams/`. */
  readonly serviceUrl?: string;
};

export type TeamsOptions = {
  readonly mode: SandboxMode | TenantMode;
  readonly receive: Receive;
  readonly serviceUrls: ServiceUrls;
  readonly log: Log;
  readonly runtime: Pick<Runtime, "id" | "now">;
};
