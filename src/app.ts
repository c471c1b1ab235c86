/** Cordon itself, wired from its ports: what the sandbox and a real tenant have in common. */
import { fileURLToPath } from "node:url";
import { makeTeams } from "./adapters/teams/make-teams.ts";
import { botOf } from "./app-bot.ts";
import { startPages } from "./app-console.ts";
import { startPeople } from "./app-people.ts";
import { type AppPorts, type AppSettings } from "./app-ports.ts";
import { workerOf } from "./app-work.ts";
import { makeAskException } from "./application/ask-exception.ts";
import { makeHandleException } from "./application/handle-exception.ts";
import { makeHandle } from "./application/handle.ts";
import { loadTemplates } from "./cards/templates.ts";
import { warningsOf } from "./core/ownership/directory.ts";
import { startHttp } from "./http.ts";
import { type Worker } from "./jobs/worker.ts";
import { type Stopper, startOrStop } from "./stopper.ts";

export type App = {
  readonly port: number;
  /** Where people read secrets; undefined where there is no such page. */
  readonly consoleUrl: string | undefined;
  close(): Promise<void>;
};

const cardsFolder = fileURLToPath(new URL("../cards", import.meta.url));

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

/** The ways in which records change, and what cards are drawn with: shared by bot and workers. */
const makeParts = ({ database, runtime }: AppPorts) => {
  const handleException = makeHandleException({ register: database.register, runtime });
  return {
    handle: makeHandle(database.store, runtime),
    handleException,
    askException: makeAskException({
      register: database.register,
      handle: handleException,
      runtime,
    }),
    templates: loadTemplates(cardsFolder),
  };
};

const start = async (ports: AppPorts, settings: AppSettings, stopper: Stopper): Promise<App> => {
  const { database, graph, runtime, log, serviceUrls } = ports;
  const made = makeParts(ports);
  const { handle } = made;
  const { store } = database;
  const people = await startPeople({ graph, store, handle, runtime, log }, settings.directory);
  stopper.add(() => people.source.stop());
  const { standings } = people;
  const consoleUrl = await startPages(ports, settings, { store, standings, handle, stopper });
  const parts = { ...made, people, consoleUrl };
  const receive = botOf(ports, settings, parts);
  const teams = await makeTeams({ mode: settings.teams, receive, serviceUrls, log, runtime });
  const worker = workerOf(ports, settings, { ...parts, teams });
  stopper.add(() => worker.stop());
  // Before the worker, which would wait for posts that wait.
  stopper.add(() => {
    teams.close();
    return Promise.resolve();
  });
  const http = await startHttp({
    port: settings.port,
    host: settings.host,
    process: (request, response) => teams.process(request, response),
    isReady: () => isReady(ports, worker),
  });
  stopper.add(() => http.close());
  worker.start();
  for (const warning of warningsOf(people.duty.directory())) log.warn({ warning }, "directory");
  // The first tokens take 0.5 to 1 s: they are fetched while nobody waits for them.
  const warm = Promise.all([isReady(ports, worker), people.duty.groups()]);
  stopper.add(async () => {
    await warm;
  });
  return { port: http.port, consoleUrl, close: () => stopper.stop() };
};

/** Starts bot, workers and server; `close` stops them in reverse. The ports stay the caller's. */
export const startApp = (ports: AppPorts, settings: AppSettings): Promise<App> =>
  startOrStop((stopper) => start(ports, settings, stopper));
