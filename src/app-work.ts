/** The workers' side of Cordon: every kind of job with what it works with. */
import { setTimeout as sleep } from "node:timers/promises";
import { actionById, checkById, collectorFor, slowCollectorFor } from "./actions/catalogue.ts";
import { type ActionContext } from "./actions/context.ts";
import { type Teams } from "./adapters/teams/make-teams.ts";
import { neverList, type People } from "./app-people.ts";
import { type AppPorts, type AppSettings } from "./app-ports.ts";
import { type AskException } from "./application/ask-exception.ts";
import { type HandleException } from "./application/handle-exception.ts";
import { type HandleOrder } from "./application/handle.ts";
import { makeSealFor, sealingProblem } from "./application/seal.ts";
import { type ClaimedJob, type JobKind } from "./application/ports/store.ts";
import { faceOf } from "./cards/parts/face.ts";
import { type Templates } from "./cards/templates.ts";
import { incidentId } from "./core/shared/ids.ts";
import { makeAskAgain } from "./jobs/ask-again.ts";
import { makeAskExceptionJob } from "./jobs/ask-exception.ts";
import { makeCallException } from "./jobs/call-exception.ts";
import { makeCollectLogs } from "./jobs/collect-logs.ts";
import { makeCollectEvidence } from "./jobs/collect-evidence.ts";
import { makeDraw } from "./jobs/draw.ts";
import { makeEndException } from "./jobs/end-exception.ts";
import { makeFindOwners } from "./jobs/find-owners.ts";
import { makeFindPlace } from "./jobs/find-place.ts";
import { type JobHandler, type TenantWork } from "./jobs/job.ts";
import { makeLapseStep } from "./jobs/lapse-step.ts";
import { makeNoteException } from "./jobs/note-exception.ts";
import { makeObserveStep } from "./jobs/observe-step.ts";
import { makeProposeSteps } from "./jobs/propose-steps.ts";
import { makeRemindStep } from "./jobs/remind-step.ts";
import { makeSealIncident } from "./jobs/seal-incident.ts";
import { makeRunStep } from "./jobs/run-step.ts";
import { makeTellSecret } from "./jobs/tell-secret.ts";
import { makeShowException } from "./jobs/show-exception.ts";
import { makeShow } from "./jobs/show.ts";
import { makeWorker, type Worker } from "./jobs/worker.ts";

/** Jobs at once: an opening takes five for half a second (place and four snapshots), and an approval shouldn't wait for it. */
const concurrency = 8;

/** Sign-in logs of one person take half a minute at Microsoft's limit of 5 requests in 10 s, and it is the same for all of them. */
const slow = { kinds: ["collect-logs"], atOnce: 3 } as const;

export type WorkParts = {
  readonly handle: HandleOrder;
  readonly handleException: HandleException;
  readonly askException: AskException;
  readonly templates: Templates;
  readonly teams: Teams;
  readonly people: People;
  readonly consoleUrl: string | undefined;
};

const tenantWork = (ports: AppPorts, settings: AppSettings, parts: WorkParts): TenantWork => {
  const { runtime, graph, exchange, defender, log, database } = ports;
  const context: ActionContext = {
    graph,
    exchange,
    defender,
    now: () => runtime.now(),
    secret: () => runtime.secret(),
    seal: () => Promise.reject(new Error("a secret is sealed in apply only")),
    never: neverList(parts.people.duty, settings.never),
  };
  return {
    store: database.store,
    handle: parts.handle,
    runtime,
    log,
    context,
    actionById,
    checkById,
    collectorFor,
    wait: (ms) => sleep(ms),
  };
};

const stepHandlers = (ports: AppPorts, settings: AppSettings, parts: WorkParts) => {
  const work = tenantWork(ports, settings, parts);
  const { store } = ports.database;
  const { runtime, log } = ports;
  const { people, templates, teams, handle, consoleUrl } = parts;
  const { batch, evidence, secrets } = ports;
  const { targets, queue } = ports.database;
  const lists = { ...work, batch, targets, evidence, queue };
  const sealFor = makeSealFor({ secrets, handle, runtime, consoleUrl });
  return {
    "find-place": makeFindPlace(work, ports.places),
    "collect-evidence": makeCollectEvidence(work, ports.evidence),
    "collect-logs": makeCollectLogs(
      { ...work, context: { ...work.context, graph: ports.slowGraph }, slowCollectorFor },
      ports.evidence,
    ),
    "propose-steps": makeProposeSteps({
      ...lists,
      owners: people,
      sealingProblem: sealingProblem(consoleUrl),
    }),
    "run-step": makeRunStep({ ...lists, standings: people.standings, sealFor }),
    "tell-secret": makeTellSecret({
      secrets,
      store,
      chat: teams.chat,
      handle,
      runtime,
      log,
      consoleUrl,
    }),
    "observe-step": makeObserveStep(lists),
    "lapse-step": makeLapseStep(work),
    "remind-step": makeRemindStep({ ...work, owners: people }),
    "ask-again": makeAskAgain(work),
    "seal-incident": makeSealIncident({ store, handle: parts.handle, runtime }, ports.evidence),
    "find-owners": makeFindOwners(work, people),
    show: makeShow({
      store,
      targets,
      runtime,
      log,
      chat: teams.chat,
      draw: makeDraw(templates, faceOf({ actionById, checkById })),
    }),
  };
};

const exceptionHandlers = (ports: AppPorts, parts: WorkParts) => {
  const { store, register } = ports.database;
  const { runtime, log, places } = ports;
  const { handle, handleException, askException, templates, teams, people } = parts;
  const { chat } = teams;
  const { duty } = people;
  return {
    "ask-exception": makeAskExceptionJob({ store, askException, actionById }),
    "note-exception": makeNoteException({ register, store, handle }),
    "end-exception": makeEndException({ store, handleException }),
    "call-exception": makeCallException({ register, store, handleException, duty, runtime }),
    "show-exception": makeShowException({
      register,
      store,
      chat,
      places,
      templates,
      runtime,
      log,
    }),
  };
};

/** A note is a new entry, which is shown: where showing itself was given up it would ask for the same once more, for ever. */
const untold: readonly JobKind[] = ["show", "show-exception"];

/** A job that was given up is told in its incident; the process's log has it in any case. */
const tellGivenUp =
  (handle: HandleOrder) =>
  async ({ incident, kind, attempts }: ClaimedJob): Promise<void> => {
    const id = incidentId.safeParse(incident);
    if (!id.success || untold.includes(kind)) return;
    const text = `Given up after ${attempts} tries: ${kind}. A person must look; the process's log says why.`;
    const wishes = [{ type: "AddNote", text } as const];
    await handle({ incident: id.data, actor: { kind: "cordon" }, wishes });
  };

/** Makes the worker; it claims nothing before it is started. */
export const workerOf = (ports: AppPorts, settings: AppSettings, parts: WorkParts): Worker => {
  const handlers: Readonly<Record<JobKind, JobHandler>> = {
    ...stepHandlers(ports, settings, parts),
    ...exceptionHandlers(ports, parts),
  };
  const { runtime, log, database } = ports;
  const onGivenUp = tellGivenUp(parts.handle);
  return makeWorker({
    queue: database.queue,
    runtime,
    log,
    concurrency,
    slow,
    onGivenUp,
    handlers,
  });
};
