/** An incident with a declined step, and the register with its jobs; nothing else of Cordon runs. */
import { makeHandle } from "../../../src/application/handle.ts";
import { type ClaimedJob, type JobRequest } from "../../../src/application/ports/store.ts";
import { type ExceptionWish } from "../../../src/core/exceptions/commands.ts";
import { type Exception } from "../../../src/core/exceptions/types.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { incidentOf } from "../../../src/core/incident/evolve.ts";
import { type Actor, type Person } from "../../../src/core/incident/people.ts";
import { type Incident } from "../../../src/core/incident/types.ts";
import { type Directory, directorySchema } from "../../../src/core/ownership/directory.ts";
import { exceptionIdOf } from "../../../src/core/shared/ids.ts";
import { inMs, type JobHandler } from "../../../src/jobs/job.ts";
import { anAction } from "../an-action.ts";
import { cardOf, cordon, declined, event, id, key, opened, proposed } from "../given.ts";
import { at, idEnding, people } from "../incidents.ts";
import { exceptionPorts } from "./exception-ports.ts";
import { fakeDuty } from "./fake-duty.ts";
import { fakePlaces } from "./fake-places.ts";
import { fakeLog, fakeRuntime } from "./fake-runtime.ts";
import { memoryStore } from "./memory-store.ts";
import { recordingChat } from "./recording-chat.ts";

export const ines: Person = { id: idEnding("eee5"), name: "Ines Moreau" };
export const tomas: Person = { id: idEnding("ddd4"), name: "Tomas Rehn" };
export const vera: Person = { id: idEnding("abc6"), name: "Vera Lang" };
const { ana, jon, priya, bo } = people;

/** Ana decides for identity, which Priya leads; Ines and Tomas are the security team; Vera is management. */
export const registerDirectory: Directory = directorySchema.parse({
  people: [ana, jon, priya, bo, ines, tomas, vera].map(({ id: person, name }) => ({
    id: person,
    name,
    email: `${name.toLowerCase().replace(" ", ".")}@contoso.example`,
  })),
  teams: [
    { id: "identity", name: "Identity", lead: priya.id, deputies: [ana.id, jon.id] },
    { id: "soc", name: "Security", lead: ines.id, deputies: [tomas.id] },
    { id: "management", name: "Management", lead: vera.id },
  ],
});

export const channelOf = "19:incident@thread.tacv2";

const placed = event({
  type: "PlaceFound",
  place: { rung: "standard channel", conversationId: channelOf, name: "INC-0007" },
});

/** Ana declined the step `one` at 3:12. */
export const declinedRecord: readonly IncidentEvent[] = [
  opened,
  placed,
  proposed("one"),
  declined("one"),
];

/** EX-1, the first of the register. */
export const first = exceptionIdOf(1);

/** A world at 3:15 in which these events of an incident are recorded. */
export const makeExceptionWorld = async (events: readonly IncidentEvent[] = declinedRecord) => {
  const memory = memoryStore();
  const runtime = fakeRuntime(at("03:15"));
  const chat = recordingChat();
  const places = fakePlaces();
  const log = fakeLog();
  const duty = fakeDuty(registerDirectory);
  const handle = makeHandle(memory.store, runtime);
  const actionById = (action: string) => anAction({ id: action });
  const ports = { memory, runtime, chat, places, log, duty, handle, actionById };
  const { exceptionHandlers, ...exceptions } = exceptionPorts(ports);
  const handlers: Readonly<Record<string, JobHandler | undefined>> = exceptionHandlers;
  const state = incidentOf(events);
  await memory.store.commit({
    incident: id,
    expectedVersion: 0,
    events,
    state,
    jobs: [],
    handles: [],
  });

  /** Jobs of other kinds than the register's are let go. */
  const work = async (job: ClaimedJob): Promise<void> => {
    try {
      const result = await handlers[job.kind]?.(job);
      if (result?.kind === "again") await memory.queue.retry(job, result.runAt, result.reason);
      else await memory.queue.finish(job);
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : "unknown";
      if (job.attempts >= 12) await memory.queue.bury(job, reason);
      else await memory.queue.retry(job, inMs(runtime, 1_000), reason);
    }
  };

  const drain = async (): Promise<void> => {
    for (let done = 0; done < 500; done += 1) {
      const job = await memory.queue.claim(runtime.now(), 30_000);
      if (!job) return;
      await work(job);
    }
    throw new Error("the queue never comes to rest");
  };

  const runFor = async (ms: number): Promise<void> => {
    const end = inMs(runtime, ms);
    await drain();
    for (;;) {
      const due = await memory.queue.nextDue();
      if (!due || due > end) break;
      if (due > runtime.now()) runtime.set(due);
      await drain();
    }
    runtime.set(end);
  };

  const load = async (): Promise<Exception> => {
    const exception = await exceptions.register.load(first);
    if (!exception) throw new Error("nothing was asked for");
    return exception;
  };

  return {
    ...ports,
    ...exceptions,
    drain,
    runFor,
    load,
    incident: async (): Promise<Incident> => {
      const incident = await memory.store.load(id);
      if (!incident) throw new Error("no incident");
      return incident;
    },
    /** What follows from the decline of `one`. */
    ask: async (changes: Partial<JobRequest> = {}): Promise<void> => {
      const payload = { step: key("one"), approvalId: cardOf().id };
      const runAt = runtime.now();
      const job = { kind: "ask-exception", incident: id, key: "ask", payload, runAt } as const;
      await memory.queue.enqueue([{ ...job, ...changes }]);
      await drain();
    },
    wish: (by: Person | undefined, wish: ExceptionWish) => {
      const actor: Actor = by ? { kind: "person", ...by } : cordon;
      return exceptions.handleException({ exception: first, actor, wishes: [wish] });
    },
    /** Priya accepts it: review in `reviewIn` days, end in `endsIn`. */
    accept: async (reviewIn = 1, endsIn = 3): Promise<void> => {
      const { nonce } = await load();
      await exceptions.handleException({
        exception: first,
        actor: { kind: "person", ...priya },
        wishes: [
          {
            type: "Accept",
            nonce,
            reviewer: ines,
            controls: "Sign-ins are watched by hand.",
            risk: "medium",
            reviewInDays: reviewIn,
            expiresInDays: endsIn,
            severity: "sev2",
            authority: { mayAccept: true, mayReview: false, isBarred: false },
          },
        ],
      });
      await drain();
    },
  };
};

export type ExceptionWorld = Awaited<ReturnType<typeof makeExceptionWorld>>;
