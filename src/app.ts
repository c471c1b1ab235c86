/** Cordon itself, wired from its ports: what the sandbox and a real tenant have in common. */
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { actionById, collectorCatalogue } from "./actions/catalogue.ts";
import { type ActionContext, type Exchange, type Graph, TenantFault } from "./actions/contract.ts";
import { findSubjects } from "./actions/find-subjects.ts";
import { type OpenDatabase } from "./adapters/sql/open-database.ts";
import { makeTeams, type Teams } from "./adapters/teams/make-teams.ts";
import { type ServiceUrls, type TeamsOptions } from "./adapters/teams/options.ts";
import { makeHandle, type HandleOrder } from "./application/handle.ts";
import { makeOpenIncident } from "./application/open-incident.ts";
import { type Log, type Runtime } from "./application/ports/runtime.ts";
import { type Evidence, type Places } from "./application/ports/tenant.ts";
import { makeBotCards } from "./bot/cards.ts";
import { commandCatalogue } from "./bot/commands/catalogue.ts";
import { makeReceive } from "./bot/receive.ts";
import { loadTemplates, type Templates } from "./cards/templates.ts";
import { type Directory } from "./core/ownership/directory.ts";
import { type ObjectId } from "./core/shared/ids.ts";
import { startHttp } from "./http.ts";
import { makeCollectEvidence } from "./jobs/collect-evidence.ts";
import { makeDraw } from "./jobs/draw.ts";
import { makeFindPlace } from "./jobs/find-place.ts";
import { type TenantWork } from "./jobs/job.ts";
import { makeLapseStep } from "./jobs/lapse-step.ts";
import { makeObserveStep } from "./jobs/observe-step.ts";
import { makeProposeSteps } from "./jobs/propose-steps.ts";
import { makeRunStep } from "./jobs/run-step.ts";
import { makeShow } from "./jobs/show.ts";
import { makeWorker, type Worker } from "./jobs/worker.ts";
import { type Playbook } from "./playbooks/contract.ts";

/** Jobs at once: an opening takes five for half a second (place and four snapshots), and an approval shouldn't wait for it. */
const concurrency = 8;

export type AppPorts = {
  readonly database: OpenDatabase;
  readonly graph: Graph;
  readonly exchange: Exchange;
  readonly places: Places;
  readonly evidence: Evidence;
  readonly serviceUrls: ServiceUrls;
  /** Resolves while Entra gives tokens for the containment identity. */
  readonly identity: () => Promise<void>;
  readonly runtime: Runtime;
  readonly log: Log;
};

export type AppSettings = {
  readonly port: number;
  /** Loopback in the sandbox; undefined listens everywhere. */
  readonly host: string | undefined;
  readonly teams: TeamsOptions["mode"];
  readonly directory: Directory;
  readonly playbooks: readonly Playbook[];
  readonly breakGlass: readonly ObjectId[];
};

export type App = { readonly port: number; close(): Promise<void> };

const cardsFolder = fileURLToPath(new URL("../cards", import.meta.url));

const tenantWork = (ports: AppPorts, settings: AppSettings, handle: HandleOrder): TenantWork => {
  const { runtime, graph, exchange, log, database } = ports;
  const context: ActionContext = {
    graph,
    exchange,
    now: () => runtime.now(),
    secret: () => runtime.secret(),
    breakGlass: settings.breakGlass,
  };
  return {
    store: database.store,
    handle,
    runtime,
    log,
    context,
    actionById,
    collectorOf: (kind) => collectorCatalogue.find((collector) => collector.kind === kind),
    wait: (ms) => sleep(ms),
  };
};

/** Teams gives a press 10 to 15 s; a look-up that people wait for gets 5. */
const lookUpMs = 5_000;

const inTime = async <T>(answer: Promise<T>): Promise<T> => {
  const late = new AbortController();
  const timeout = sleep(lookUpMs, undefined, { signal: late.signal }).then(() => {
    const facts = { kind: "no answer", code: "Late", requestId: "" } as const;
    throw new TenantFault("the directory didn't answer within 5 s", facts);
  });
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    late.abort();
    timeout.catch(() => undefined);
  }
};

const workerOf = (
  ports: AppPorts,
  settings: AppSettings,
  parts: { handle: HandleOrder; templates: Templates; teams: Teams },
): Worker => {
  const { queue, store } = ports.database;
  const { runtime, log } = ports;
  const work = tenantWork(ports, settings, parts.handle);
  return makeWorker({
    queue,
    runtime,
    log,
    concurrency,
    onGivenUp: async ({ incident, kind, attempts }) => {
      const text = `Given up after ${attempts} tries: ${kind}. A person must look; the process's log says why.`;
      const wishes = [{ type: "AddNote", text } as const];
      await parts.handle({ incident, actor: { kind: "cordon" }, wishes });
    },
    handlers: {
      "find-place": makeFindPlace(work, ports.places),
      "collect-evidence": makeCollectEvidence(work, ports.evidence),
      "propose-steps": makeProposeSteps(work),
      "run-step": makeRunStep(work),
      "observe-step": makeObserveStep(work),
      "lapse-step": makeLapseStep(work),
      show: makeShow({
        store,
        runtime,
        log,
        chat: parts.teams.chat,
        draw: makeDraw(parts.templates, actionById),
      }),
    },
  });
};

const botOf = (
  ports: AppPorts,
  settings: AppSettings,
  parts: { handle: HandleOrder; templates: Templates },
): ReturnType<typeof makeReceive> => {
  const { store, queue } = ports.database;
  const { runtime, log, graph } = ports;
  const { directory, playbooks } = settings;
  const { handle, templates } = parts;
  return makeReceive({
    store,
    queue,
    handle,
    runtime,
    log,
    directory,
    playbooks,
    openIncident: makeOpenIncident({ store, handle, directory, actionById }),
    findSubjects: (query) => inTime(findSubjects({ graph }, query)),
    cards: makeBotCards({ templates, runtime, store, playbooks, commands: commandCatalogue }),
  });
};

/** Store, worker and identity: without one of them an approval would wait. */
const isReady = async ({ database, identity, log }: AppPorts, worker: Worker): Promise<boolean> => {
  try {
    await Promise.all([database.ping(), identity()]);
    return worker.isAlive();
  } catch (fault) {
    log.warn({ reason: fault instanceof Error ? fault.message : "unknown fault" }, "not ready");
    return false;
  }
};

/** Starts bot, workers and server; `close` stops them in reverse. The ports stay the caller's. */
export const startApp = async (ports: AppPorts, settings: AppSettings): Promise<App> => {
  const { database, runtime, log, serviceUrls } = ports;
  const handle = makeHandle(database.store, runtime);
  const templates = loadTemplates(cardsFolder);
  const receive = botOf(ports, settings, { handle, templates });
  const teams = await makeTeams({ mode: settings.teams, receive, serviceUrls, log, runtime });
  const worker = workerOf(ports, settings, { handle, templates, teams });
  const http = await startHttp({
    port: settings.port,
    host: settings.host,
    process: (request, response) => teams.process(request, response),
    isReady: () => isReady(ports, worker),
  });
  worker.start();
  // The first tokens take 0.5 to 1 s: they are fetched while nobody waits for them.
  const warm = isReady(ports, worker);
  return {
    port: http.port,
    close: async () => {
      await http.close();
      // First the posts that wait: a worker would wait for them.
      teams.close();
      await worker.stop();
      await warm;
    },
  };
};
