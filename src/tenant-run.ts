/** The run for a real tenant. Nothing here falls back to anything: what is missing is refused. */
import { readFile } from "node:fs/promises";
import { makeDefender } from "./adapters/defender/defender.ts";
import { makeExchange } from "./adapters/exchange/exchange.ts";
import { type Identity, makeCredential } from "./adapters/microsoft/credential.ts";
import { makeGraph } from "./adapters/graph/graph.ts";
import { makePlaces } from "./adapters/graph/places.ts";
import { startDatabaseClock } from "./adapters/sql/database-clock.ts";
import { openDatabase } from "./adapters/sql/open-database.ts";
import { type BotCredential, type TenantMode } from "./adapters/teams/options.ts";
import { type App, startApp } from "./app.ts";
import { type AppPorts, type AppSettings } from "./app-ports.ts";
import { type Log, type Runtime } from "./application/ports/runtime.ts";
import { bindTenant } from "./bind-tenant.ts";
import { ConfigFault, type Credential, type TenantConfig } from "./config.ts";
import { openKeeping } from "./open-keeping.ts";
import { directoryReader, openDirectory, readPlaybooks } from "./read-files.ts";
import { diagnoseTenant } from "./cli/doctor/diagnoses.ts";
import { startOrStop, type Stopper } from "./stopper.ts";
import { identityFor } from "./identity.ts";

const pem = async (file: string): Promise<string> => {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new ConfigFault(`The file ${file} can't be read.`, { cause });
  }
};

const identityOf = async (clientId: string, credential: Credential): Promise<Identity> => {
  switch (credential.kind) {
    case "secret":
      return { kind: "secret", clientId, secret: credential.secret };
    case "certificate":
      return { kind: "certificate", clientId, pem: await pem(credential.file) };
    case "managed identity":
      return { kind: "managed identity", clientId };
    case "federated":
      return { kind: "federated", clientId, from: { tokenFile: credential.tokenFile } };
  }
};

const botCredentialOf = async (credential: Credential): Promise<BotCredential> => {
  switch (credential.kind) {
    case "secret":
      return { kind: "secret", secret: credential.secret };
    case "certificate":
      return { kind: "certificate", pem: await pem(credential.file) };
    case "managed identity":
      return { kind: "managed-identity" };
    case "federated":
      throw new ConfigFault("BOT_APP_ID: a token file isn't supported for the bot.");
  }
};

const teamsMode = async (config: TenantConfig): Promise<TenantMode> => {
  const { endpoints, tenantId, bot } = config;
  return {
    kind: "tenant",
    appId: bot.appId,
    tenantId,
    credential: await botCredentialOf(bot.credential),
    endpoints: {
      loginUrl: `${endpoints.authorityHost}/${tenantId}`,
      oauthScope: endpoints.botScope,
      tokenIssuer: endpoints.botTokenIssuer,
      openIdMetadataUrl: endpoints.botOpenIdMetadataUrl,
      oauthUrl: endpoints.botTokenIssuer,
    },
    allowedServiceUrls: endpoints.botServiceHosts,
    trustedProxies: config.trustedProxies,
  };
};

/** What the identity must get tokens for: one for each service that is on. */
const scopesOf = ({ endpoints, exchangeAdmin, defenderApi }: TenantConfig): readonly string[] => [
  `${new URL(endpoints.graphBaseUrl).origin}/.default`,
  ...(exchangeAdmin ? [`${endpoints.exchangeBaseUrl}/.default`] : []),
  ...(defenderApi ? [`${endpoints.defenderBaseUrl}/.default`] : []),
];

/** The adapters to a tenant. */
export type TenantPorts = Pick<AppPorts, "places" | "identity" | "batch" | "slowGraph"> & {
  readonly graph: ReturnType<typeof makeGraph>;
  readonly exchange: ReturnType<typeof makeExchange>;
  readonly defender: ReturnType<typeof makeDefender>;
  readonly credential: ReturnType<typeof makeCredential>;
};

/** Opens them; graph, exchange and defender are the caller's to close. */
export const tenantPorts = async (config: TenantConfig, runtime: Runtime): Promise<TenantPorts> => {
  const { endpoints, tenantId, extraCaFile } = config;
  const extraCaPem = extraCaFile === undefined ? undefined : await pem(extraCaFile);
  const trust = extraCaPem === undefined ? {} : { extraCaPem };
  const credential = makeCredential({
    identity: await identityOf(config.graph.clientId, config.graph.credential),
    tenantId,
    authorityHost: endpoints.authorityHost,
    ...trust,
  });
  const common = { credential, now: () => runtime.now(), ...trust };
  const graph = makeGraph({
    ...common,
    baseUrl: endpoints.graphBaseUrl,
    identityUnits: config.identityUnits,
  });
  const exchange = makeExchange({
    ...common,
    enabled: config.exchangeAdmin,
    baseUrl: endpoints.exchangeBaseUrl,
    scope: `${endpoints.exchangeBaseUrl}/.default`,
    tenantId,
  });
  const defender = makeDefender({
    ...common,
    enabled: config.defenderApi,
    baseUrl: endpoints.defenderBaseUrl,
    scope: `${endpoints.defenderBaseUrl}/.default`,
  });
  const places = makePlaces({
    graph,
    now: () => runtime.now(),
    tenantId,
    teamId: config.incidentTeamId,
    homeName: "the response team",
    graphBaseUrl: endpoints.graphBaseUrl,
    ...(config.catalogAppId !== undefined && { catalogAppId: config.catalogAppId }),
  });
  const scopes = scopesOf(config);
  return {
    graph,
    batch: graph,
    slowGraph: graph.slow,
    exchange,
    defender,
    places,
    credential,
    identity: identityFor(credential, scopes),
  };
};

const guardsOf = (config: TenantConfig): Pick<AppSettings, "never" | "console"> => ({
  never: { breakGlass: config.breakGlass, own: [config.bot.appId, config.graph.clientId] },
  console: {
    port: config.console.port,
    trustedProxies: config.trustedProxies,
    urlOf: () => config.console.url,
  },
});

const start = async (
  config: TenantConfig,
  deps: { log: Log; runtime: Runtime },
  stopper: Stopper,
): Promise<App> => {
  const { log } = deps;
  const initial = await openDirectory(config.directoryFile);
  const playbooks = await readPlaybooks(config.playbookDir, initial.directory, initial.place);
  const teams = await teamsMode(config);
  const database = await openDatabase(config.databaseUrl);
  stopper.add(() => database.close());
  const clock = await startDatabaseClock({ ...deps, url: config.databaseUrl });
  stopper.add(() => clock.close());
  const { runtime } = clock;
  await bindTenant(database.store, config.tenantId);
  const { credential, ...ports } = await tenantPorts(config, runtime);
  const { graph, exchange, defender } = ports;
  stopper.add(() => graph.close());
  stopper.add(() => exchange.close());
  stopper.add(() => defender.close());
  const keeping = await openKeeping(config, database, { log, runtime, credential });
  const app = await startApp(
    {
      ...ports,
      database,
      ...keeping,
      serviceUrls: {
        load: () => database.store.setting("teams service url"),
        save: (url) => database.store.saveSetting("teams service url", url),
      },
      runtime,
      log,
    },
    {
      port: config.port,
      host: undefined,
      teams,
      directory: { file: config.directoryFile, initial, read: directoryReader(playbooks) },
      playbooks,
      ...guardsOf(config),
      diagnose: () => diagnoseTenant(config, ports, () => Promise.resolve(keeping.evidence)),
    },
  );
  stopper.add(() => app.close());
  return { port: app.port, consoleUrl: app.consoleUrl, close: () => stopper.stop() };
};

/** Starts Cordon for the configured tenant; what was started before a failure is stopped again. */
export const startTenantRun = (
  config: TenantConfig,
  deps: { log: Log; runtime: Runtime },
): Promise<App> => startOrStop((stopper) => start(config, deps, stopper));
