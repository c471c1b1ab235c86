/** Cordon with fakes at its ports: everything between the bot and the tenant is the real thing. */
import { makeHandle } from "../../../src/application/handle.ts";
import { makeOpenIncident } from "../../../src/application/open-incident.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { type Wish } from "../../../src/core/incident/commands.ts";
import { type Person } from "../../../src/core/incident/people.ts";
import { type Incident, type Severity, type Step } from "../../../src/core/incident/types.ts";
import { type Directory, directorySchema } from "../../../src/core/ownership/directory.ts";
import { type IncidentId, incidentIdOf, type Instant } from "../../../src/core/shared/ids.ts";
import { makeAskAgain } from "../../../src/jobs/ask-again.ts";
import { makeWiden } from "../../../src/application/widen.ts";
import { makeCollectLogs } from "../../../src/jobs/collect-logs.ts";
import { makeCollectEvidence } from "../../../src/jobs/collect-evidence.ts";
import { makeFindOwners } from "../../../src/jobs/find-owners.ts";
import { makeFindPlace } from "../../../src/jobs/find-place.ts";
import { type TenantWork } from "../../../src/jobs/job.ts";
import { makeLapseStep } from "../../../src/jobs/lapse-step.ts";
import { makeObserveStep } from "../../../src/jobs/observe-step.ts";
import { makeProposeSteps } from "../../../src/jobs/propose-steps.ts";
import { makeRemindStep } from "../../../src/jobs/remind-step.ts";
import { makeSealIncident } from "../../../src/jobs/seal-incident.ts";
import { makeRunStep } from "../../../src/jobs/run-step.ts";
import { makeShow } from "../../../src/jobs/show.ts";
import { type Playbook, playbookSchema } from "../../../src/playbooks/contract.ts";
import { aSubject, at, people } from "../incidents.ts";
import { drain, runFor } from "./do-jobs.ts";
import { exceptionPorts } from "./exception-ports.ts";
import { fakeDuty } from "./fake-duty.ts";
import { noLists, noSeals, noSecrets } from "./no-lists.ts";
import { fakeEvidence, fakePlaces } from "./fake-places.ts";
import { fakeLog, fakeRuntime } from "./fake-runtime.ts";
import { fakeStandings } from "./fake-standings.ts";
import { fakeTenant } from "./fake-tenant.ts";
import { memoryStore } from "./memory-store.ts";
import { plainDraw } from "./plain-draw.ts";
import { recordingChat } from "./recording-chat.ts";

const why = "So says the test.";

/** Four steps: the first alone, two after it, the last after the second. */
export const aPlaybook: Playbook = playbookSchema.parse({
  id: "mailbox-compromise",
  title: "Mailbox compromise",
  about: "Somebody else reads or sends mail",
  subject: "user",
  evidence: ["E0", "E1"],
  steps: [
    { key: "block", action: "block-sign-in", phase: "containment", team: "identity", why },
    {
      key: "sessions",
      action: "end-sessions",
      phase: "containment",
      team: "identity",
      why,
      after: ["block"],
    },
    {
      key: "rules",
      action: "remove-rules",
      phase: "containment",
      team: "mail",
      why,
      after: ["block"],
    },
    {
      key: "password",
      action: "reset-password",
      phase: "eradication",
      team: "identity",
      why,
      after: ["sessions"],
    },
  ],
});

const { ana, jon, priya, bo } = people;

/** Ana owns identity, Jon stands in; Bo owns mail; Priya leads. */
export const aDirectory: Directory = directorySchema.parse({
  people: [ana, jon, priya, bo].map(({ id, name }) => ({
    id,
    name,
    email: `${name.toLowerCase().replace(" ", ".")}@contoso.example`,
  })),
  teams: [
    {
      id: "identity",
      name: "Identity",
      lead: priya.id,
      onCall: { person: ana.id },
      deputies: [jon.id],
    },
    { id: "mail", name: "Mail", lead: jon.id, onCall: { person: bo.id } },
  ],
});

/** A step by its key, with its status narrowed to what the test says it must be. */
const stepIn = (incident: Incident, key: string): Step => {
  const step = incident.steps.find((entry) => entry.definition.key === key);
  if (!step) throw new Error(`no step ${key}`);
  return step;
};

/** What outlives a process: the database, Teams, the tenant, and the clock. */
const makeOutside = (start: Instant) => ({
  memory: memoryStore(),
  runtime: fakeRuntime(start),
  tenant: fakeTenant(),
  places: fakePlaces(),
  evidence: fakeEvidence(),
  chat: recordingChat(),
});

type Start = {
  readonly start?: Instant;
  readonly directory?: Directory;
  readonly playbook?: Playbook;
  /** A world whose process ended: this one goes on with what it left. */
  readonly after?: ReturnType<typeof makeOutside>;
};

const makePorts = (outside: ReturnType<typeof makeOutside>, from: Start) => {
  const { directory = aDirectory, playbook = aPlaybook } = from;
  const { memory, runtime, tenant, places, evidence, chat } = outside;
  const log = fakeLog();
  const handle = makeHandle(memory.store, runtime);
  const actionById = (id: string) => tenant.actions.find((action) => action.id === id);
  const tenantWork: TenantWork = {
    store: memory.store,
    handle,
    runtime,
    log,
    context: tenant.context,
    actionById,
    checkById: () => undefined,
    collectorFor: (kind) => tenant.collectors.find((collector) => collector.kind === kind),
    wait: (ms) => {
      runtime.pass(ms);
      return Promise.resolve();
    },
  };
  const slowCollectorFor = (kind: string) =>
    tenant.slowCollectors.find((collector) => collector.kind === kind);
  const hasCollector = (kind: string): boolean =>
    [...tenant.collectors, ...tenant.slowCollectors].some((collector) => collector.kind === kind);
  const duty = fakeDuty(directory);
  const now = (): Instant => runtime.now();
  const standings = fakeStandings(now);
  const owners = { duty, standings, now };
  const shared = { memory, handle, actionById, duty, chat, places, runtime, log };
  const { exceptionHandlers, ...exceptions } = exceptionPorts(shared);
  const lists = { ...tenantWork, ...noLists, evidence, queue: memory.queue };
  const runWork = { ...lists, standings, sealFor: noSeals };
  const handlers = {
    ...exceptionHandlers,
    "find-place": makeFindPlace(tenantWork, places),
    "collect-evidence": makeCollectEvidence(tenantWork, evidence),
    "collect-logs": makeCollectLogs({ ...tenantWork, slowCollectorFor }, evidence),
    "propose-steps": makeProposeSteps({ ...lists, owners, sealingProblem: undefined }),
    "run-step": makeRunStep(runWork),
    "tell-secret": noSecrets,
    "observe-step": makeObserveStep(lists),
    "lapse-step": makeLapseStep(tenantWork),
    "remind-step": makeRemindStep({ ...tenantWork, owners }),
    "ask-again": makeAskAgain(tenantWork),
    "seal-incident": makeSealIncident({ store: memory.store, handle, runtime }, evidence),
    "find-owners": makeFindOwners(tenantWork, owners),
    show: makeShow({
      store: memory.store,
      targets: noLists.targets,
      chat,
      draw: plainDraw,
      runtime,
      log,
    }),
  };
  const openIncident = makeOpenIncident({
    store: memory.store,
    handle,
    duty,
    runtime,
    actionById,
    checkById: () => undefined,
    hasCollector,
  });
  const widen = makeWiden({
    duty,
    runtime,
    playbooks: [playbook],
    actionById,
    checkById: () => undefined,
    hasCollector,
  });
  return {
    widen,
    actionById,
    memory,
    runtime,
    tenant,
    tenantWork,
    runWork,
    places,
    evidence,
    chat,
    log,
    handle,
    handlers,
    duty,
    standings,
    openIncident,
    ...exceptions,
  };
};

export type World = ReturnType<typeof makeWorld>;

/** A Cordon at 3:00 with nothing open. */
export const makeWorld = (from: Start = {}) => {
  const outside = from.after ?? makeOutside(from.start ?? at("03:00"));
  const ports = makePorts(outside, from);
  const { memory, handle, openIncident } = ports;
  const first = incidentIdOf(1);
  const load = async (id: IncidentId = first): Promise<Incident> => {
    const incident = await memory.store.load(id);
    if (!incident) throw new Error(`${id} isn't open`);
    return incident;
  };
  const step = async (key: string): Promise<Step> => stepIn(await load(), key);
  const press = async (
    by: Person,
    key: string,
    wish: (handle: { id: string; nonce: string }) => Wish,
  ) => {
    const { status } = await step(key);
    if (!("proposal" in status)) throw new Error(`${key} is ${status.kind}: nothing to press`);
    const { approvalId, nonce } = status.proposal;
    const actor = { kind: "person", ...by } as const;
    return handle({ incident: first, actor, wishes: [wish({ id: approvalId, nonce })] });
  };
  return {
    ...ports,
    first,
    load,
    step,
    drain: () => drain(ports),
    runFor: (ms: number) => runFor(ports, ms),
    /** Opens the first incident; Priya leads it. */
    open: (once = "message-1", severity: Severity = "sev2") =>
      openIncident({
        playbook: from.playbook ?? aPlaybook,
        subject: aSubject(),
        severity,
        seen: "Invoices were sent.",
        by: priya,
        once,
      }),
    /** Kinds of the events of the first incident, without what only tells of evidence and place. */
    told: (id: IncidentId = first): readonly IncidentEvent["type"][] =>
      memory.recorded(id).map((event) => event.type),
    approve: async (key: string, by: Person = ana) => {
      const { definition } = await step(key);
      return press(by, key, (card) => ({ type: "Approve", step: definition.key, ...card }));
    },
    decline: async (key: string, by: Person = ana) => {
      const { definition } = await step(key);
      return press(by, key, (card) => ({
        type: "Decline",
        step: definition.key,
        reason: "not now",
        ...card,
      }));
    },
    wish: (by: Person, wish: Wish) =>
      handle({ incident: first, actor: { kind: "person", ...by }, wishes: [wish] }),
  };
};
