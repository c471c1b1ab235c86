import { z } from "zod/v4";

/** Where Microsoft's services are, by cloud. Each can be set alone; tests and national clouds need no code. */
export const clouds = ["public", "gcch", "dod", "china"] as const;
export type Cloud = (typeof clouds)[number];

export type Endpoints = {
  readonly authorityHost: string;
  readonly graphBaseUrl: string;
  readonly exchangeBaseUrl: string;
  /** Defender for Endpoint; China has none that is documented, and GCC has its own: set DEFENDER_BASE_URL. */
  readonly defenderBaseUrl: string;
  readonly botOpenIdMetadataUrl: string;
  readonly botTokenIssuer: string;
  readonly botScope: string;
  /** Host names to which the bot's token may be sent. */
  readonly botServiceHosts: readonly string[];
};

/** Sources: teams.api 2.0.16 (npm) cloud environments, botframework-connector 4.23.3 constants. */
const presets: Readonly<Record<Cloud, Endpoints>> = {
  public: {
    authorityHost: "https://login.microsoftonline.com",
    graphBaseUrl: "https://graph.microsoft.com",
    exchangeBaseUrl: "https://outlook.office365.com",
    defenderBaseUrl: "https://api.securitycenter.microsoft.com",
    botOpenIdMetadataUrl: "https://login.botframework.com/v1/.well-known/openidconfiguration",
    botTokenIssuer: "https://api.botframework.com",
    botScope: "https://api.botframework.com",
    botServiceHosts: ["smba.trafficmanager.net"],
  },
  gcch: {
    authorityHost: "https://login.microsoftonline.us",
    graphBaseUrl: "https://graph.microsoft.us",
    exchangeBaseUrl: "https://outlook.office365.us",
    defenderBaseUrl: "https://api-gov.securitycenter.microsoft.us",
    botOpenIdMetadataUrl: "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
    botTokenIssuer: "https://api.botframework.us",
    botScope: "https://api.botframework.us",
    botServiceHosts: ["smba.infra.gov.teams.microsoft.us"],
  },
  dod: {
    authorityHost: "https://login.microsoftonline.us",
    graphBaseUrl: "https://dod-graph.microsoft.us",
    exchangeBaseUrl: "https://webmail.apps.mil",
    defenderBaseUrl: "https://api-gov.securitycenter.microsoft.us",
    botOpenIdMetadataUrl: "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
    botTokenIssuer: "https://api.botframework.us",
    botScope: "https://api.botframework.us",
    botServiceHosts: ["smba.infra.dod.teams.microsoft.us"],
  },
  china: {
    authorityHost: "https://login.chinacloudapi.cn",
    graphBaseUrl: "https://microsoftgraph.chinacloudapi.cn",
    exchangeBaseUrl: "https://partner.outlook.cn",
    defenderBaseUrl: "https://api.securitycenter.microsoft.com",
    botOpenIdMetadataUrl: "https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
    botTokenIssuer: "https://api.botframework.azure.cn",
    botScope: "https://api.botframework.azure.cn",
    botServiceHosts: ["frontend.botapi.teams.microsoftonline.cn"],
  },
};

const url = z.url({ protocol: /^https$/, error: "an https address" });

const schemaOver = (preset: Endpoints) =>
  z.object({
    AUTHORITY_HOST: url.default(preset.authorityHost),
    GRAPH_BASE_URL: url.default(preset.graphBaseUrl),
    EXCHANGE_BASE_URL: url.default(preset.exchangeBaseUrl),
    DEFENDER_BASE_URL: url.default(preset.defenderBaseUrl),
    BOT_OPENID_METADATA_URL: url.default(preset.botOpenIdMetadataUrl),
    BOT_TOKEN_ISSUER: url.default(preset.botTokenIssuer),
    BOT_TOKEN_SCOPE: url.default(preset.botScope),
    BOT_SERVICE_HOSTS: z.string().default(preset.botServiceHosts.join(" ")),
  });

/** Names in the environment that set an endpoint. */
export const endpointNames: readonly string[] = Object.keys(schemaOver(presets.public).shape);

/** The endpoints of a cloud with what the environment sets instead; a sentence when a value is bad. */
export const endpointsOf = (
  cloud: Cloud,
  given: Readonly<Record<string, string | undefined>>,
): Endpoints | string => {
  const parsed = schemaOver(presets[cloud]).safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${String(issue?.path[0])}: ${issue?.message ?? "can't be used"}`;
  }
  const env = parsed.data;
  return {
    authorityHost: env.AUTHORITY_HOST,
    graphBaseUrl: env.GRAPH_BASE_URL,
    exchangeBaseUrl: env.EXCHANGE_BASE_URL,
    defenderBaseUrl: env.DEFENDER_BASE_URL,
    botOpenIdMetadataUrl: env.BOT_OPENID_METADATA_URL,
    botTokenIssuer: env.BOT_TOKEN_ISSUER,
    botScope: env.BOT_TOKEN_SCOPE,
    botServiceHosts: env.BOT_SERVICE_HOSTS.split(/[\s,]+/u),
  };
};
