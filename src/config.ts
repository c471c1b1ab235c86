/** The only reader of the environment. Nothing set is the sandbox; anything half set is refused. */
import { z } from "zod/v4";
import { type Endpoints, clouds, endpointNames, endpointsOf } from "./clouds.ts";
import {
  type EvidenceBlob,
  evidenceBlobOf,
  evidenceProblems,
  evidenceSettings,
} from "./config-evidence.ts";
import {
  type ConsoleConfig,
  consoleOf,
  consoleProblems,
  consoleSettings,
  consoleTenantSettings,
} from "./config-console.ts";
import { objectId, type ObjectId } from "./core/shared/ids.ts";

/** How an identity proves itself to Entra. */
export type Credential =
  | { readonly kind: "secret"; readonly secret: string }
  | { readonly kind: "certificate"; readonly file: string }
  | { readonly kind: "managed identity" }
  /** A token file that another identity provider renews, as in Kubernetes. */
  | { readonly kind: "federated"; readonly tokenFile: string };

export type Common = {
  readonly port: number;
  readonly databaseUrl: string;
  readonly evidenceDir: string;
  /** Set where evidence is kept in a container and not in the folder. */
  readonly evidenceBlob: EvidenceBlob | undefined;
  readonly exportDir: string;
  /** Lists that the operator lays down for the chat; Cordon only reads there. */
  readonly importDir: string;
  readonly playbookDir: string | undefined;
  readonly directoryFile: string | undefined;
  readonly extraCaFile: string | undefined;
  readonly console: ConsoleConfig;
  readonly logLevel: "info" | "warn" | "error";
};

export type SandboxConfig = Common & {
  readonly mode: "sandbox";
  readonly sandboxPort: number;
  readonly playgroundPort: number;
  readonly latencyMs: { readonly min: number; readonly max: number };
  /** Seconds of Cordon's time in one real second. */
  readonly clockSpeed: number;
  /** The page on which one acts as others; it goes with the local Teams client. */
  readonly actAsPort: number;
  /** False for runs without the local Teams client: tests bring their own. */
  readonly playground: boolean;
  readonly dataDir: string;
};

export type TenantConfig = Common & {
  readonly mode: "tenant";
  readonly tenantId: string;
  readonly bot: { readonly appId: string; readonly credential: Credential };
  readonly graph: { readonly clientId: string; readonly credential: Credential };
  readonly incidentTeamId: string;
  readonly catalogAppId: string | undefined;
  readonly directoryFile: string;
  readonly breakGlass: readonly ObjectId[];
  readonly exchangeAdmin: boolean;
  /** False: no call to Defender for Endpoint, and no token for it. */
  readonly defenderApi: boolean;
  /** Resource units that Graph gives Cordon in 10 s: it depends on the tenant's size (Graph throttling limits). */
  readonly identityUnits: number;
  /** Proxies in front of Cordon, each of which adds an address to X-Forwarded-For. */
  readonly trustedProxies: number;
  readonly endpoints: Endpoints;
};

export type Config = SandboxConfig | TenantConfig;

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const flag = z
  .enum(["true", "false"])
  .default("false")
  .transform((text) => text === "true");

const common = {
  PORT: port(3978),
  /** Below DATA_DIR unless said, and that is another folder in the sandbox: the two never share a record by default. */
  DATABASE_URL: z.string().optional(),
  EVIDENCE_DIR: z.string().optional(),
  ...evidenceSettings,
  ...consoleSettings,
  EXPORT_DIR: z.string().optional(),
  IMPORT_DIR: z.string().optional(),
  PLAYBOOK_DIR: z.string().optional(),
  DIRECTORY_FILE: z.string().optional(),
  EXTRA_CA_FILE: z.string().optional(),
  LOG_LEVEL: z.enum(["info", "warn", "error"]).default("info"),
};

const sandboxSchema = z.object({
  ...common,
  SANDBOX_PORT: port(3990),
  PLAYGROUND_PORT: port(56_150),
  ACT_AS_PORT: port(3991),
  SANDBOX_LATENCY_MS: z
    .string()
    .regex(/^\d{1,5}-\d{1,5}$/, "two numbers, for example 80-160")
    .default("80-160"),
  SANDBOX_CLOCK_SPEED: z.coerce.number().min(1).max(600).default(1),
  PLAYGROUND: z.enum(["on", "off"]).default("on"),
  DATA_DIR: z.string().default("./data/sandbox"),
});

const guid = z.guid("a GUID");
const tenantOnly = {
  ...consoleTenantSettings,
  TENANT_ID: guid,
  BOT_APP_ID: guid,
  GRAPH_CLIENT_ID: guid,
  INCIDENT_TEAM_ID: guid,
  BOT_APP_SECRET: z.string().optional(),
  BOT_APP_CERTIFICATE: z.string().optional(),
  BOT_MANAGED_IDENTITY: flag,
  GRAPH_CLIENT_SECRET: z.string().optional(),
  GRAPH_CLIENT_CERTIFICATE: z.string().optional(),
  GRAPH_MANAGED_IDENTITY: flag,
  GRAPH_FEDERATED_TOKEN_FILE: z.string().optional(),
  TEAMS_CATALOG_APP_ID: guid.optional(),
  BREAK_GLASS_IDS: z
    .string()
    .default("")
    .transform((text) => text.split(/[\s,]+/u).filter((id) => id !== ""))
    .pipe(z.array(objectId)),
  EXCHANGE_ADMIN: z.enum(["invoke-command", "off"]).default("off"),
  DEFENDER_API: z.enum(["on", "off"]).default("off"),
  TENANT_USERS: z.enum(["under-50", "50-to-500", "over-500"]).default("over-500"),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  CLOUD: z.enum(clouds).default("public"),
};
/** Graph throttling limits, identity and access: small, medium and large tenants. */
const unitsBySize = { "under-50": 3_500, "50-to-500": 5_000, "over-500": 8_000 } as const;
const tenantSchema = z.object({
  ...common,
  ...tenantOnly,
  DIRECTORY_FILE: z.string(),
  DATA_DIR: z.string().default("./data"),
});

/** Setting any of these says: this run is for a tenant. What the sandbox doesn't know can't start it. */
const tenantNames: readonly string[] = [...Object.keys(tenantOnly), ...endpointNames];

type Environment = Readonly<Record<string, string | undefined>>;

/** Thrown when the environment can't be used; the message has one line for each problem. */
export class ConfigFault extends Error {
  override readonly name = "ConfigFault";
}

const lines = (error: z.ZodError, given: Environment): string[] =>
  error.issues.map((issue) => {
    const name = String(issue.path[0] ?? "environment");
    return given[name] === undefined ? `${name} is missing` : `${name}: ${issue.message}`;
  });

const one = (name: string, found: readonly (Credential | undefined)[]): Credential | string => {
  const given = found.filter((entry) => entry !== undefined);
  const [only] = given;
  if (only && given.length === 1) return only;
  return given.length === 0
    ? `${name}: no credential is set; set its secret, certificate or managed identity`
    : `${name}: ${String(given.length)} credentials are set; keep one`;
};

const secretOf = (secret: string | undefined): Credential | undefined =>
  secret === undefined ? undefined : { kind: "secret", secret };
const certificateOf = (file: string | undefined): Credential | undefined =>
  file === undefined ? undefined : { kind: "certificate", file };
const managed = (on: string | undefined): Credential | undefined =>
  on === "true" ? { kind: "managed identity" } : undefined;
const federatedOf = (tokenFile: string | undefined): Credential | undefined =>
  tokenFile === undefined ? undefined : { kind: "federated", tokenFile };

const credentialsOf = (
  given: Environment,
): { bot: Credential | string; graph: Credential | string } => ({
  bot: one("BOT_APP_ID", [
    secretOf(given["BOT_APP_SECRET"]),
    certificateOf(given["BOT_APP_CERTIFICATE"]),
    managed(given["BOT_MANAGED_IDENTITY"]),
  ]),
  graph: one("GRAPH_CLIENT_ID", [
    secretOf(given["GRAPH_CLIENT_SECRET"]),
    certificateOf(given["GRAPH_CLIENT_CERTIFICATE"]),
    managed(given["GRAPH_MANAGED_IDENTITY"]),
    federatedOf(given["GRAPH_FEDERATED_TOKEN_FILE"]),
  ]),
});

type CommonEnv = z.infer<z.ZodObject<typeof common>> & { DATA_DIR: string };

const commonOf = (env: CommonEnv): Common => ({
  port: env.PORT,
  databaseUrl: env.DATABASE_URL ?? `file:${env.DATA_DIR}/cordon.db`,
  evidenceDir: env.EVIDENCE_DIR ?? `${env.DATA_DIR}/evidence`,
  evidenceBlob: evidenceBlobOf(env),
  exportDir: env.EXPORT_DIR ?? `${env.DATA_DIR}/exports`,
  importDir: env.IMPORT_DIR ?? `${env.DATA_DIR}/imports`,
  playbookDir: env.PLAYBOOK_DIR,
  directoryFile: env.DIRECTORY_FILE,
  extraCaFile: env.EXTRA_CA_FILE,
  console: consoleOf(env),
  logLevel: env.LOG_LEVEL,
});

const refuse = (problems: readonly string[]): never => {
  const head = "The configuration can't be used:";
  throw new ConfigFault([head, ...problems.map((text) => `  ${text}`)].join("\n"));
};

const sameApp = (given: Environment): boolean =>
  given["BOT_APP_ID"] !== undefined &&
  given["BOT_APP_ID"].toLowerCase() === given["GRAPH_CLIENT_ID"]?.toLowerCase();

const readTenant = (given: Environment): TenantConfig => {
  const parsed = tenantSchema.safeParse(given);
  const { bot, graph } = credentialsOf(given);
  const endpoints = endpointsOf(parsed.data?.CLOUD ?? "public", given);
  // All of them at once: nobody wants to hear of the next one only after mending the first.
  const problems = parsed.success ? [] : lines(parsed.error, given);
  problems.push(...evidenceProblems(given), ...consoleProblems(given));
  problems.push(...[bot, graph, endpoints].filter((found) => typeof found === "string"));
  if (sameApp(given)) {
    problems.push("GRAPH_CLIENT_ID: the containment identity must be another app than the bot");
  }
  if (typeof bot === "string" || typeof graph === "string" || typeof endpoints === "string") {
    return refuse(problems);
  }
  if (!parsed.success || problems.length > 0) return refuse(problems);
  const env = parsed.data;
  return {
    ...commonOf(env),
    console: consoleOf(env, env.CONSOLE_URL),
    mode: "tenant",
    tenantId: env.TENANT_ID,
    bot: { appId: env.BOT_APP_ID, credential: bot },
    graph: { clientId: env.GRAPH_CLIENT_ID, credential: graph },
    incidentTeamId: env.INCIDENT_TEAM_ID,
    catalogAppId: env.TEAMS_CATALOG_APP_ID,
    directoryFile: env.DIRECTORY_FILE,
    breakGlass: env.BREAK_GLASS_IDS,
    exchangeAdmin: env.EXCHANGE_ADMIN === "invoke-command",
    defenderApi: env.DEFENDER_API === "on",
    identityUnits: unitsBySize[env.TENANT_USERS],
    trustedProxies: env.TRUSTED_PROXIES,
    endpoints,
  };
};

const readSandbox = (given: Environment): SandboxConfig => {
  const parsed = sandboxSchema.safeParse(given);
  if (!parsed.success) return refuse(lines(parsed.error, given));
  const problems = evidenceProblems(given);
  if (problems.length > 0) return refuse(problems);
  const env = parsed.data;
  const [min = 0, max = 0] = env.SANDBOX_LATENCY_MS.split("-").map(Number);
  if (min > max) return refuse([`SANDBOX_LATENCY_MS: ${env.SANDBOX_LATENCY_MS} goes backwards`]);
  return {
    ...commonOf(env),
    mode: "sandbox",
    sandboxPort: env.SANDBOX_PORT,
    playgroundPort: env.PLAYGROUND_PORT,
    actAsPort: env.ACT_AS_PORT,
    latencyMs: { min, max },
    clockSpeed: env.SANDBOX_CLOCK_SPEED,
    playground: env.PLAYGROUND === "on",
    dataDir: env.DATA_DIR,
  };
};

/**
 * Reads the configuration. Empty values count as not set. Throws ConfigFault with a line for each
 * missing or bad value, and without any of the values; a run that names a tenant never becomes the sandbox.
 */
export const readConfig = (environment: Environment = process.env): Config => {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, text]) => text !== undefined && text.trim() !== ""),
  );
  return tenantNames.some((name) => given[name] !== undefined)
    ? readTenant(given)
    : readSandbox(given);
};
