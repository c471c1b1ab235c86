/** Cordon with fakes at its ports: everything between the bot and the tenant is the real thing. */
import { makeHandle } from "../../../src/application/handle.ts";
import { makeOpenIncident } from "../../../src/application/open-incident.ts";
import { type ClaimedJob, type JobKind } from "../../../src/application/ports/store.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { type Wish } from "../../../src/core/incident/commands.ts";
import { type Person } from "../../../src/core/incident/people.ts";
import { type Incident, type Step } from "../../../src/core/incident/types.ts";
import { type Directory, directorySchema } from "../../../src/core/ownership/directory.ts";
import { type IncidentId, incidentIdOf, type Instant } from "../../../src/core/shared/ids.ts";
import { makeCollectEvidence } from "../../../src/jobs/collect-evidence.ts";
import { makeFindPlace } from "../../../src/jobs/find-place.ts";
import { inMs, type JobHandler, type TenantWork } from "../../../src/jobs/job.ts";
import { makeLapseStep } from "../../../src/jobs/lapse-step.ts";
import { makeObserveStep } from "../../../src/jobs/observe-step.ts";
import { makeProposeSteps } from "../../../src/jobs/propose-steps.ts";
import { makeRunStep } from "../../../src/jobs/run-step.ts";
import { type Draw, makeShow } from "../../../src/jobs/show.ts";
import { type Playbook, playbookSchema } from "../../../src/playbooks/contract.ts";
import { aSubject, at, people } from "../incidents.ts";
import { exceptionPorts } from "./exception-ports.ts";
import { fakeDuty } from "./fake-duty.ts";
import { fakeEvidence, fakePlaces } from "./fake-places.ts";
import { fakeLog, fakeRuntime } from "./fake-runtime.ts";
import { fakeTenant, Killed } from "./fake-tenant.ts";
import { memoryStore } from "./memory-store.ts";
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

/** Cards that say of the state what a reader must see change, and of the moment what mustn't matter. */
export const plainDraw: Draw = {
  headline: (incident, facts) => ({
    summary: `headline ${incident.id}`,
    card: {
      severity: incident.severity,
      phase: incident.phase,
      closed: incident.closed !== undefined,
      steps: incident.steps.map((step) => step.status.kind),
      asOf: facts.now,
      record: [facts.entry, facts.root],
    },
  }),
  step: (_incident, step, facts) => ({
    summary: `step ${step.definition.key}`,
    card: { status: step.status, asOf: facts.now },
  }),
  log: (_incident, entries) => ({
    summary: `log ${entries.map((entry) => String(entry.seq)).join(" ")}`,
    card: { entries },
  }),
};

const leaseMs = 30_000;
const maxClaims = 12;

type Ports = {
  readonly memory: ReturnType<typeof memoryStore>;
  readonly runtime: ReturnType<typeof fakeRuntime>;
  readonly handlers: Readonly<Record<JobKind, JobHandler>>;
};

/** What the worker does with one job; a kill leaves the lease behind. */
const work = async ({ memory, runtime, handlers }: Ports, job: ClaimedJob): Promise<void> => {
  const { queue } = memory;
  try {
    const result = await handlers[job.kind](job);
    if (result.kind === "finished") await queue.finish(job);
    else await queue.retry(job, result.runAt, result.reason);
  } catch (thrown) {
    if (thrown instanceof Killed) return;
    const reason = thrown instanceof Error ? thrown.message : "unknown";
    if (job.attempts >= maxClaims) await queue.bury(job, reason);
    else await queue.retry(job, inMs(runtime, 1_000), reason);
  }
};

/** Does everything that is due now, one job after the other. */
const drain = async (ports: Ports): Promise<void> => {
  for (let done = 0; done < 500; done += 1) {
    const job = await ports.memory.queue.claim(ports.runtime.now(), leaseMs);
    if (!job) return;
    await work(ports, job);
  }
  throw new Error("the queue never comes to rest");
};

/** Lets so much time pass, doing each job when it is due. */
const runFor = async (ports: Ports, ms: number): Promise<void> => {
  const { memory, runtime } = ports;
  const end = inMs(runtime, ms);
  await drain(ports);
  for (
    let due = await memory.queue.nextDue();
    due && due <= end;
    due = await memory.queue.nextDue()
  ) {
    if (due > runtime.now()) runtime.set(due);
    else throw new Error("something due isn't done");
    await drain(ports);
  }
  runtime.set(end);
};

/** A step by its key, with its status narrowed to what the test says it must be. */
const stepIn = (incident: Incident, key: string): Step => {
  const step = incident.steps.find((entry) => entry.definition.key === key);
  if (!step) throw new Error(`no step ${key}`);
  return step;
};

const makePorts = (start: Instant) => {
  const memory = memoryStore();
  const runtime = fakeRuntime(start);
  const tenant = fakeTenant();
  const places = fakePlaces();
  const evidence = fakeEvidence();
  const chat = recordingChat();
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
    collectorOf: (kind) => tenant.collectors.find((collector) => collector.kind === kind),
    wait: (ms) => {
      runtime.pass(ms);
      return Promise.resolve();
    },
  };
  const duty = fakeDuty(aDirectory);
  const shared = { memory, handle, actionById, duty, chat, places, runtime, log };
  const { exceptionHandlers, ...exceptions } = exceptionPorts(shared);
  const handlers = {
    ...exceptionHandlers,
    "find-place": makeFindPlace(tenantWork, places),
    "collect-evidence": makeCollectEvidence(tenantWork, evidence),
    "propose-steps": makeProposeSteps(tenantWork),
    "run-step": makeRunStep(tenantWork),
    "observe-step": makeObserveStep(tenantWork),
    "lapse-step": makeLapseStep(tenantWork),
    show: makeShow({ store: memory.store, chat, draw: plainDraw, runtime, log }),
  };
  const openIncident = makeOpenIncident({ store: memory.store, handle, duty, runtime, actionById });
  return {
    memory,
    runtime,
    tenant,
    tenantWork,
    places,
    evidence,
    chat,
    log,
    handle,
    handlers,
    duty,
    openIncident,
    ...exceptions,
  };
};

export type World = ReturnType<typeof makeWorld>;

/** A Cordon at 3:00 with nothing open. */
export const makeWorld = (start: Instant = at("03:00")) => {
  const ports = makePorts(start);
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
    open: (once = "message-1") =>
      openIncident({
        playbook: aPlaybook,
        subject: aSubject(),
        severity: "sev2",
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
