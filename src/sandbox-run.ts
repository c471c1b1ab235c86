/** The run without a tenant: simulated tenant, bot and local Teams client, all on loopback. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startDatabaseClock } from "./adapters/sql/database-clock.ts";
import { type OpenDatabase, openDatabase } from "./adapters/sql/open-database.ts";
import { correctedRuntime } from "./adapters/clock/corrected-runtime.ts";
import { startApp } from "./app.ts";
import { type AppSettings } from "./app-ports.ts";
import { type Log, type Runtime } from "./application/ports/runtime.ts";
import { type Playground, startPlayground } from "./cli/playground.ts";
import { type ActAs } from "./cli/act-as/server.ts";
import { startActAsPage } from "./cli/act-as/start.ts";
import { bindTenant } from "./bind-tenant.ts";
import { diagnoseSandbox } from "./cli/doctor/diagnoses.ts";
import { type PlaygroundConfig } from "./cli/playground-config.ts";
import { ConfigFault, type SandboxConfig } from "./config.ts";
import { objectId } from "./core/shared/ids.ts";
import { type Diagnosis } from "./application/doctor/diagnose.ts";
import { openKeeping } from "./open-keeping.ts";
import { directoryReader, openDirectory, readPlaybooks } from "./read-files.ts";
import { playgroundPeople, seedIds } from "./sandbox/seed/seed-ids.ts";
import { type Sandbox, startSandbox } from "./sandbox/start-sandbox.ts";
import { sandboxPorts } from "./sandbox-ports.ts";
import { startOrStop, type Stopper } from "./stopper.ts";

const loopback = "127.0.0.1";
const botId = "28:cordon";
const team = {
  id: "19:contoso-ir@thread.tacv2",
  groupId: "c0dec0de-0000-4000-8000-0000000000d1",
  name: "Contoso IR",
  spareChannel: { id: "19:incident@thread.tacv2", name: "Incident" },
  groupChatId: "19:response@thread.v2",
} as const;

const directoryFile = fileURLToPath(new URL("../env/directory.sandbox.yaml", import.meta.url));

export type SandboxRun = {
  readonly botUrl: string;
  readonly tenantUrl: string;
  /** Where to open a browser; undefined when the local client is off. */
  readonly playgroundUrl: string | undefined;
  /** Where one presses and speaks as any of the six people; undefined when the local client is off. */
  readonly actAsUrl: string | undefined;
  /** Where secrets are shown, each once to one person. */
  readonly consoleUrl: string | undefined;
  /** PEM of the authority that signed the tenant's certificate, for whoever reads the ledger. */
  readonly caFile: string;
  close(): Promise<void>;
};

const playgroundConfig = (): PlaygroundConfig => ({
  tenantId: seedIds.tenant,
  teamId: team.id,
  teamGroupId: team.groupId,
  teamName: team.name,
  spareChannel: team.spareChannel,
  groupChatId: team.groupChatId,
  bot: { id: botId, name: "Cordon" },
  people: playgroundPeople.map(({ id, name, email }) => ({
    objectId: id,
    name,
    userPrincipalName: email,
  })),
});

const startTenant = (config: SandboxConfig, runtime: Runtime): Promise<Sandbox> =>
  startSandbox({
    port: config.sandboxPort,
    latencyMs: config.latencyMs,
    stateFile: join(config.dataDir, "sandbox.json"),
    spareChannelId: team.spareChannel.id,
    groupChatId: team.groupChatId,
    generalChannelId: team.id,
    teamId: team.groupId,
    now: () => new Date(runtime.now()),
    limits: true,
    random: Math.random,
  });

/** The simulated tenant with Cordon's adapters in front of it. */
const openTenant = async (config: SandboxConfig, runtime: Runtime, stopper: Stopper) => {
  const tenant = await startTenant(config, runtime);
  stopper.add(() => tenant.close());
  const caFile = join(config.dataDir, "sandbox-ca.pem");
  await writeFile(caFile, tenant.caPem);
  const ports = sandboxPorts(tenant, runtime, { groupId: team.groupId, name: team.name });
  stopper.add(() => ports.graph.close());
  stopper.add(() => ports.exchange.close());
  stopper.add(() => ports.defender.close());
  return { tenant, ports, caFile };
};

const startClient = (config: SandboxConfig): Promise<Playground> =>
  startPlayground({
    port: config.playgroundPort,
    appEndpoint: `http://${loopback}:${String(config.port)}/api/messages`,
    folder: join(config.dataDir, "playground"),
    config: playgroundConfig(),
  });

/** The local client has one person at its keyboard; this page has them all. */
const startPage = async (
  config: SandboxConfig,
  deps: Parameters<typeof startActAsPage>[0],
  urls: { readonly playgroundUrl: string; readonly botUrl: string },
): Promise<ActAs | undefined> =>
  config.playground
    ? startActAsPage(deps, { port: config.actAsPort, playground: playgroundConfig(), ...urls })
    : undefined;

type Settings = Omit<AppSettings, "diagnose">;

const settingsOf = async (config: SandboxConfig, playgroundUrl: string): Promise<Settings> => {
  const file = config.directoryFile ?? directoryFile;
  const initial = await openDirectory(file);
  const playbooks = await readPlaybooks(config.playbookDir, initial.directory, initial.place);
  const serviceUrl = `${playgroundUrl}/_connector`;
  return {
    port: config.port,
    host: loopback,
    teams: { kind: "sandbox", botId, tenantId: seedIds.tenant, serviceUrl },
    directory: { file, initial, read: directoryReader(playbooks) },
    playbooks,
    never: {
      breakGlass: [objectId.parse(seedIds.breakGlass)],
      own: [botId, seedIds.client, seedIds.containmentPrincipal],
    },
    console: {
      port: config.console.port,
      trustedProxies: 0,
      urlOf: (port) => `http://${loopback}:${String(port)}`,
    },
  };
};

/** A fast clock was ahead of the machine's when it stopped: it goes on from the last entry, never back. */
const continued = async (database: OpenDatabase, runtime: Runtime): Promise<Runtime> => {
  const last = await database.latest();
  const behindMs = last === undefined ? 0 : Date.parse(last) - Date.parse(runtime.now());
  if (behindMs <= 0) return runtime;
  const corrected = correctedRuntime(runtime);
  corrected.correct(behindMs);
  return corrected.runtime;
};

const start = async (
  config: SandboxConfig,
  given: { log: Log; runtime: Runtime },
  stopper: Stopper,
): Promise<SandboxRun> => {
  if (config.playground && config.port === 0) {
    throw new ConfigFault("PORT: the local Teams client has to know it, so it can't be 0.");
  }
  const playgroundUrl = `http://${loopback}:${String(config.playgroundPort)}`;
  const settings = await settingsOf(config, playgroundUrl);
  const database = await openDatabase(config.databaseUrl);
  stopper.add(() => database.close());
  const clock = await startDatabaseClock({ ...given, url: config.databaseUrl });
  stopper.add(() => clock.close());
  const deps = { log: given.log, runtime: await continued(database, clock.runtime) };
  await bindTenant(database.store, seedIds.tenant);
  const { tenant, ports, caFile } = await openTenant(config, deps.runtime, stopper);
  const keeping = await openKeeping(config, database, deps);
  const examined = { url: tenant.url, caPem: tenant.caPem, teamId: team.groupId };
  const diagnose = (): Promise<Diagnosis> =>
    diagnoseSandbox(config, ports, () => Promise.resolve(keeping.evidence), examined);
  // The Playground has one service URL, known beforehand: nothing to keep.
  const serviceUrls = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };
  // Beside each other: the local client takes 1.2 s to start and needs the bot only when somebody speaks.
  const [app, client] = await Promise.allSettled([
    startApp({ ...ports, ...deps, ...keeping, database, serviceUrls }, { ...settings, diagnose }),
    config.playground ? startClient(config) : undefined,
  ]);
  if (app.status === "fulfilled") stopper.add(() => app.value.close());
  if (client.status === "fulfilled") stopper.add(async () => client.value?.close());
  if (app.status === "rejected") throw app.reason;
  if (client.status === "rejected") throw client.reason;
  const botUrl = `http://${loopback}:${String(app.value.port)}`;
  const page = await startPage(config, { ...database, ...deps }, { playgroundUrl, botUrl });
  stopper.add(async () => page?.close());
  return {
    botUrl,
    actAsUrl: page?.url,
    consoleUrl: app.value.consoleUrl,
    tenantUrl: tenant.url,
    caFile,
    playgroundUrl: config.playground ? playgroundUrl : undefined,
    close: () => stopper.stop(),
  };
};

/** Starts everything on loopback; what was started before a failure is stopped again. */
export const startSandboxRun = (
  config: SandboxConfig,
  deps: { log: Log; runtime: Runtime },
): Promise<SandboxRun> => startOrStop((stopper) => start(config, deps, stopper));
