/** The only reader of the environment. Nothing set is the sandbox; anything half set is refused. */
import { z } from "zod/v4";
import { type Endpoints, clouds, endpointsOf } from "./clouds.ts";
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
  readonly playbookDir: string | undefined;
  readonly directoryFile: string | undefined;
  readonly extraCaFile: string | undefined;
  readonly logLevel: "info" | "warn" | "error";
};

export type SandboxConfig = Common & {
  readonly mode: "sandbox";
  readonly sandboxPort: number;
  readonly playgroundPort: number;
  readonly latencyMs: { readonly min: number; readonly max: number };
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
  readonly endpoints: Endpoints;
};

export type Config = SandboxConfig | TenantConfig;

/** Setting any of these says: this run is for a tenant. */
const tenantNames = [
  "TENANT_ID",
  "BOT_APP_ID",
  "BOT_APP_SECRET",
  "BOT_APP_CERTIFICATE",
  "BOT_MANAGED_IDENTITY",
  "GRAPH_CLIENT_ID",
  "GRAPH_CLIENT_SECRET",
  "GRAPH_CLIENT_CERTIFICATE",
  "GRAPH_MANAGED_IDENTITY",
  "GRAPH_FEDERATED_TOKEN_FILE",
  "INCIDENT_TEAM_ID",
] as const;

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const flag = z
  .enum(["true", "false"])
  .default("false")
  .transform((text) => text === "true");

const common = {
  PORT: port(3978),
  DATABASE_URL: z.string().default("file:./data/cordon.db"),
  EVIDENCE_DIR: z.string().default("./data/evidence"),
  PLAYBOOK_DIR: z.string().optional(),
  DIRECTORY_FILE: z.string().optional(),
  EXTRA_CA_FILE: z.string().optional(),
  LOG_LEVEL: z.enum(["info", "warn", "error"]).default("info"),
};

const sandboxSchema = z.object({
  ...common,
  SANDBOX_PORT: port(3990),
  PLAYGROUND_PORT: port(56_150),
  SANDBOX_LATENCY_MS: z
    .string()
    .regex(/^\d{1,5}-\d{1,5}$/, "two numbers, for example 80-160")
    .default("80-160"),
  PLAYGROUND: z.enum(["on", "off"]).default("on"),
  DATA_DIR: z.string().default("./data"),
});

const guid = z.guid("a GUID");
const tenantSchema = z.object({
  ...common,
  TENANT_ID: guid,
  BOT_APP_ID: guid,
  GRAPH_CLIENT_ID: guid,
  INCIDENT_TEAM_ID: guid,
  DIRECTORY_FILE: z.string(),
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
  CLOUD: z.enum(clouds).default("public"),
});

type Tenant = z.infer<typeof tenantSchema>;

/** Thrown when the environment can't be used; the message has one line for each problem. */
export class ConfigFault extends Error {
  override readonly name = "ConfigFault";
}

const lines = (error: z.ZodError): string[] =>
  error.issues.map((issue) => {
    const name = String(issue.path[0] ?? "environment");
    const missing = issue.code === "invalid_type" && issue.input === undefined;
    return missing ? `${name} is missing` : `${name}: ${issue.message}`;
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
const managed = (on: boolean): Credential | undefined =>
  on ? { kind: "managed identity" } : undefined;

const credentialsOf = (env: Tenant): { bot: Credential | string; graph: Credential | string } => ({
  bot: one("BOT_APP_ID", [
    secretOf(env.BOT_APP_SECRET),
    certificateOf(env.BOT_APP_CERTIFICATE),
    managed(env.BOT_MANAGED_IDENTITY),
  ]),
  graph: one("GRAPH_CLIENT_ID", [
    secretOf(env.GRAPH_CLIENT_SECRET),
    certificateOf(env.GRAPH_CLIENT_CERTIFICATE),
    managed(env.GRAPH_MANAGED_IDENTITY),
    env.GRAPH_FEDERATED_TOKEN_FILE === undefined
      ? undefined
      : { kind: "federated", tokenFile: env.GRAPH_FEDERATED_TOKEN_FILE },
  ]),
});

const commonOf = (env: z.infer<z.ZodObject<typeof common>>): Common => ({
  port: env.PORT,
  databaseUrl: env.DATABASE_URL,
  evidenceDir: env.EVIDENCE_DIR,
  playbookDir: env.PLAYBOOK_DIR,
  directoryFile: env.DIRECTORY_FILE,
  extraCaFile: env.EXTRA_CA_FILE,
  logLevel: env.LOG_LEVEL,
});

const refuse = (problems: readonly string[]): never => {
  const head = "The configuration can't be used:";
  throw new ConfigFault([head, ...problems.map((text) => `  ${text}`)].join("\n"));
};

type Environment = Readonly<Record<string, string | undefined>>;

const readTenant = (given: Environment): TenantConfig => {
  const parsed = tenantSchema.safeParse(given);
  if (!parsed.success) return refuse(lines(parsed.error));
  const env = parsed.data;
  const { bot, graph } = credentialsOf(env);
  const endpoints = endpointsOf(env.CLOUD, given);
  const problems = [bot, graph, endpoints].filter((found) => typeof found === "string");
  if (env.BOT_APP_ID === env.GRAPH_CLIENT_ID) {
    problems.push("GRAPH_CLIENT_ID: the containment identity must be another app than the bot");
  }
  if (typeof bot === "string" || typeof graph === "string" || typeof endpoints === "string") {
    return refuse(problems);
  }
  if (problems.length > 0) return refuse(problems);
  return {
    ...commonOf(env),
    mode: "tenant",
    tenantId: env.TENANT_ID,
    bot: { appId: env.BOT_APP_ID, credential: bot },
    graph: { clientId: env.GRAPH_CLIENT_ID, credential: graph },
    incidentTeamId: env.INCIDENT_TEAM_ID,
    catalogAppId: env.TEAMS_CATALOG_APP_ID,
    directoryFile: env.DIRECTORY_FILE,
    breakGlass: env.BREAK_GLASS_IDS,
    exchangeAdmin: env.EXCHANGE_ADMIN === "invoke-command",
    endpoints,
  };
};

const readSandbox = (given: Environment): SandboxConfig => {
  const parsed = sandboxSchema.safeParse(given);
  if (!parsed.success) return refuse(lines(parsed.error));
  const env = parsed.data;
  const [min = 0, max = 0] = env.SANDBOX_LATENCY_MS.split("-").map(Number);
  if (min > max) return refuse([`SANDBOX_LATENCY_MS: ${env.SANDBOX_LATENCY_MS} goes backwards`]);
  return {
    ...commonOf(env),
    mode: "sandbox",
    sandboxPort: env.SANDBOX_PORT,
    playgroundPort: env.PLAYGROUND_PORT,
    latencyMs: { min, max },
    playground: env.PLAYGROUND === "on",
    dataDir: env.DATA_DIR,
  };
};

/**
 * Reads the configuration. Empty values count as not set. Throws ConfigFault with a line for each
 * missing or bad value; a run that names a tenant never becomes the sandbox.
 */
export const readConfig = (environment: Environment = process.env): Config => {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, text]) => text !== undefined && text.trim() !== ""),
  );
  return tenantNames.some((name) => given[name] !== undefined)
    ? readTenant(given)
    : readSandbox(given);
};
