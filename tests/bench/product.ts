/**
 * Cordon with its simulated tenant in a process of its own, wired like `npm start`. One thing differs: every incident
 * gets a channel of its own, as in a real tenant. The sandbox's one spare channel would bring Teams' limit of 60 posts
 * in 30 s for a thread into every figure.
 *
 * Arguments: folder, shortest and longest latency of the tenant in ms.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { makeLog } from "../../src/adapters/clock/log.ts";
import { systemRuntime } from "../../src/adapters/clock/system-runtime.ts";
import { makeEvidence } from "../../src/adapters/files/evidence.ts";
import { makeImports } from "../../src/adapters/files/imports.ts";
import { makeExports } from "../../src/adapters/files/exports.ts";
import { openDatabase } from "../../src/adapters/sql/open-database.ts";
import { startApp } from "../../src/app.ts";
import { type Places } from "../../src/application/ports/tenant.ts";
import { directoryReader, openDirectory, readPlaybooks } from "../../src/read-files.ts";
import { sandboxPorts } from "../../src/sandbox-ports.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/start-sandbox.ts";
import { bench } from "./place.ts";

const runtime = systemRuntime();

const startTenant = (folder: string, min: number, max: number): Promise<Sandbox> =>
  startSandbox({
    port: 0,
    latencyMs: { min, max },
    stateFile: join(folder, "sandbox.json"),
    spareChannelId: "19:spare@thread.tacv2",
    groupChatId: "19:response@thread.v2",
    generalChannelId: bench.general,
    teamId: bench.groupId,
    now: () => new Date(runtime.now()),
    random: Math.random,
  });

const withOwnChannels = (places: Places): Places => ({
  ...places,
  makeChannel: async (name, description) => ({
    ...(await places.makeChannel(name, description)),
    conversationId: `19:${randomUUID()}@thread.tacv2`,
  }),
});

const run = async (folder: string, min: number, max: number): Promise<void> => {
  const tenant = await startTenant(folder, min, max);
  const database = await openDatabase(`file:${join(folder, "cordon.db")}`);
  const made = sandboxPorts(tenant, runtime, { groupId: bench.groupId, name: "Contoso IR" });
  const ports = { ...made, places: withOwnChannels(made.places) };
  const log = makeLog({ level: "info", file: join(folder, "cordon.log") });
  const file = "env/directory.sandbox.yaml";
  const initial = await openDirectory(file);
  const playbooks = await readPlaybooks(undefined, initial.directory);
  const evidence = makeEvidence(join(folder, "evidence"));
  const app = await startApp(
    {
      ...ports,
      database,
      runtime,
      log,
      evidence,
      secrets: database.secrets(randomBytes(32), () => runtime.now()),
      exports: makeExports(join(folder, "exports"), evidence),
      imports: makeImports(join(folder, "imports")),
      serviceUrls: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
    },
    {
      port: 0,
      host: "127.0.0.1",
      teams: { kind: "sandbox", botId: bench.botId, tenantId: seedIds.tenant },
      directory: { file, initial, read: directoryReader(playbooks) },
      playbooks,
      never: { breakGlass: [], own: [] },
      console: { port: 0, trustedProxies: 0, urlOf: () => undefined },
      diagnose: () => Promise.reject(new Error("nobody asks the doctor here")),
    },
  );
  process.once("SIGTERM", () => {
    void (async () => {
      await app.close();
      await Promise.all([ports.graph.close(), ports.exchange.close(), ports.defender.close()]);
      await tenant.close();
      await database.close();
      process.exit(0);
    })();
  });
  await ports.identity();
  const { url, caPem, clientId, clientSecret } = tenant;
  const bot = `http://127.0.0.1:${app.port}/api/messages`;
  process.send?.({ bot, tenant: { url, caPem, clientId, clientSecret } });
};

const [folder, min, max] = process.argv.slice(2);
if (folder === undefined) throw new Error("no folder");
await run(folder, Number(min), Number(max));
