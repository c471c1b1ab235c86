/** The bot's side of Cordon: commands and buttons with what they work with. */
import { setTimeout as sleep } from "node:timers/promises";
import {
  actionById,
  actionCatalogue,
  catalogueEntry,
  checkById,
  collectorFor,
  hasCollector,
  slowCollectorFor,
} from "./actions/catalogue.ts";
import { TenantFault } from "./actions/tenant.ts";
import { findSubjects } from "./actions/find-subjects.ts";
import { makeSentFiles } from "./adapters/teams/sent-files.ts";
import { type People } from "./app-people.ts";
import { type AppPorts, type AppSettings } from "./app-ports.ts";
import { type AskException } from "./application/ask-exception.ts";
import { type HandleException } from "./application/handle-exception.ts";
import { type HandleOrder } from "./application/handle.ts";
import { makeWiden } from "./application/widen.ts";
import { makeLists } from "./application/lists.ts";
import { makeOpenIncident } from "./application/open-incident.ts";
import { type Receive } from "./application/ports/chat.ts";
import { makeBotCards } from "./bot/cards.ts";
import { commandCatalogue } from "./bot/commands/catalogue.ts";
import { makeExamining } from "./bot/examining.ts";
import { makeReceive } from "./bot/receive.ts";
import { faceOf } from "./cards/parts/face.ts";
import { type Templates } from "./cards/templates.ts";

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

export type BotParts = {
  readonly handle: HandleOrder;
  readonly handleException: HandleException;
  readonly askException: AskException;
  readonly templates: Templates;
  readonly people: People;
};

/** Makes the bot: what came in becomes an answer. */
export const botOf = (ports: AppPorts, settings: AppSettings, parts: BotParts): Receive => {
  const { store, queue, register } = ports.database;
  const { runtime, log, graph, exports, imports, evidence } = ports;
  const { playbooks, diagnose } = settings;
  const { people, templates, handle, handleException, askException } = parts;
  const { duty, standings } = people;
  const inTenantTime = {
    of: (...asked: Parameters<typeof standings.of>) => inTime(standings.of(...asked)),
  };
  return makeReceive({
    store,
    queue,
    handle,
    runtime,
    log,
    duty,
    standings: inTenantTime,
    playbooks,
    register,
    handleException,
    askException,
    exports,
    openIncident: makeOpenIncident({
      store,
      handle,
      duty,
      runtime,
      actionById,
      checkById,
      hasCollector,
    }),
    findSubjects: (query, kinds) => inTime(findSubjects({ graph }, query, kinds)),
    widen: makeWiden({ duty, runtime, playbooks, actionById, checkById, hasCollector }),
    catalogueEntry,
    massActions: actionCatalogue.filter(({ mass }) => mass !== undefined),
    lists: makeLists({ graph, imports, evidence, sentFiles: makeSentFiles({ fetch }) }),
    examine: makeExamining({ diagnose, log, clock: () => performance.now() }),
    cards: makeBotCards({
      templates,
      runtime,
      store,
      playbooks,
      faceById: faceOf({ actionById, checkById }),
      commands: commandCatalogue,
      collectorFor: (kind, subject) =>
        collectorFor(kind, subject) ?? slowCollectorFor(kind, subject),
    }),
  });
};
