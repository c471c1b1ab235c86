/** A step that was declined and is observed after all: its exception ends by itself. */
import { describe, expect, test } from "@jest/globals";
import { type Exception } from "../../src/core/exceptions/types.ts";
import { type IncidentEvent } from "../../src/core/incident/events.ts";
import { incidentOf } from "../../src/core/incident/evolve.ts";
import { exceptionIdOf } from "../../src/core/shared/ids.ts";
import { type Order } from "../../src/application/handle.ts";
import { makeEndException } from "../../src/jobs/end-exception.ts";
import { makeNoteException } from "../../src/jobs/note-exception.ts";
import {
  declinedRecord,
  type ExceptionWorld,
  first,
  makeExceptionWorld,
} from "../support/fakes/exception-world.ts";
import { type World } from "../support/fakes/world.ts";
import { approved, id, key, proposed, reopened, requested, settled } from "../support/given.ts";
import { people } from "../support/incidents.ts";
import { minute, outcome, waiting } from "./steps.ts";

const { ana, priya } = people;
const reason = "Step 1 was observed after all.";

/** Adds what happened to the incident, without the jobs that follow. */
const happened = async (world: ExceptionWorld, ...events: readonly IncidentEvent[]) => {
  const before = world.memory.recorded(id);
  const state = incidentOf([...before, ...events]);
  const commit = { incident: id, expectedVersion: before.length, events, state };
  await world.memory.store.commit({ ...commit, jobs: [], handles: [] });
};
const again = [
  reopened("apply"),
  proposed("one", "b"),
  approved("one", "b"),
  requested("one", "b"),
];
const observed = settled("observed", ["observed"]);

const end = async (world: ExceptionWorld, name = "end", exception = first): Promise<void> => {
  const runAt = world.runtime.now();
  const job = { kind: "end-exception", incident: id, key: name, runAt } as const;
  await world.memory.queue.enqueue([{ ...job, payload: { exception } }]);
  await world.drain();
};
const closings = (world: ExceptionWorld) =>
  world.recordedException(first).filter(({ type }) => type === "ExceptionClosed");

describe("the job that ends an exception", () => {
  test("closes it by Cordon, with which step was observed, and the incident knows", async () => {
    const world = await makeExceptionWorld();
    await world.ask();
    await happened(world, ...again, observed);
    await end(world);
    expect(closings(world)).toMatchObject([{ actor: { kind: "cordon" }, reason }]);
    expect((await world.incident()).exceptions).toMatchObject([{ id: first, state: "closed" }]);
  });

  test("wishes for no second proposal of the step that was observed", async () => {
    const world = await makeExceptionWorld();
    await world.ask();
    await happened(world, ...again, observed);
    await world.wish(undefined, { type: "Settle", reason });
    const orders: Order[] = [];
    const { register, memory, runtime } = world;
    const note = makeNoteException({
      register,
      store: memory.store,
      handle: (order) => {
        orders.push(order);
        return world.handle(order);
      },
    });
    for (let job = await memory.queue.claim(runtime.now(), 30_000); job;) {
      if (job.kind === "note-exception") await note(job);
      await memory.queue.finish(job);
      job = await memory.queue.claim(runtime.now(), 30_000);
    }
    const wishes = orders.flatMap((order) => order.wishes);
    expect(wishes).toMatchObject([{ type: "NoteException", state: "closed", what: "closed" }]);
  });

  test("closes it once, however often it runs", async () => {
    const world = await makeExceptionWorld();
    await world.ask();
    await happened(world, ...again, observed);
    await end(world);
    await end(world);
    await end(world, "another");
    expect(closings(world)).toHaveLength(1);
  });

  test("leaves it where the step doesn't hold any more, or only a way back does", async () => {
    const back = [reopened("undo"), proposed("one", "b", "undo"), ...again.slice(2), observed];
    const undone = settled("not observed", ["not observed"]);
    for (const events of [[], again, [...again, undone], back]) {
      const world = await makeExceptionWorld();
      await world.ask();
      await happened(world, ...events);
      await end(world);
      expect(closings(world)).toEqual([]);
      expect((await world.load()).state).toBe("asked for");
    }
  });

  test("leaves it to the worker that took over when its own claim is lost", async () => {
    const world = await makeExceptionWorld();
    await world.ask();
    await happened(world, ...again, observed);
    const { store, queue } = world.memory;
    const runAt = world.runtime.now();
    const payload = { exception: first };
    await queue.enqueue([{ kind: "end-exception", incident: id, key: "end", payload, runAt }]);
    const job = await queue.claim(runAt, 1_000);
    if (job?.kind !== "end-exception") throw new Error("another job was due");
    world.runtime.pass(1_001);
    const taken = await queue.claim(world.runtime.now(), 30_000);
    expect(taken?.id).toBe(job.id);
    const run = makeEndException({ store, handleException: world.handleException });
    await run(job);
    expect(closings(world)).toEqual([]);
    if (taken) await run(taken);
    expect(closings(world)).toHaveLength(1);
  });

  test("is a fault for an exception that the incident doesn't know", async () => {
    const world = await makeExceptionWorld([...declinedRecord, ...again, observed]);
    const { store } = world.memory;
    const run = makeEndException({ store, handleException: world.handleException });
    const payload = { exception: exceptionIdOf(9) };
    const runAt = world.runtime.now();
    const job = { kind: "end-exception", incident: id, key: "end", payload, runAt } as const;
    await expect(run({ ...job, id: "job-1", fence: 1, attempts: 1 })).rejects.toThrow("EX-9");
  });
});

const registered = async (world: World): Promise<Exception> => {
  const exception = await world.register.load(first);
  if (!exception) throw new Error("nothing was asked for");
  return exception;
};
const propose = (world: World) =>
  world.wish(ana, { type: "Reopen", step: key("block"), direction: "apply" });
/** Refusal of closing by the lead; undefined when it was closed. */
const close = async (world: World): Promise<string | undefined> => {
  const handled = await world.wish(priya, {
    type: "Close",
    reason: "It is over.",
    falseAlarm: false,
  });
  if (handled.kind !== "handled") throw new Error(handled.kind);
  return handled.refusal?.code;
};
/** Whatever else waits is approved by its owner and observed, until nothing does. */
const finishOthers = async (world: World): Promise<void> => {
  for (const key of ["sessions", "rules", "password"]) {
    await world.approve(key, key === "rules" ? people.bo : ana);
    await world.runFor(minute);
    expect(await outcome(world, key)).toBe("observed");
  }
};

describe("declined, and then approved after all", () => {
  const declinedThenProposed = async (): Promise<World> => {
    const world = await waiting();
    await world.decline("block");
    await world.drain();
    expect(await registered(world)).toMatchObject({ state: "asked for", source: { number: 1 } });
    await propose(world);
    await world.drain();
    return world;
  };

  test("observed: the exception ends by itself, and the incident can be closed", async () => {
    const world = await declinedThenProposed();
    await world.approve("block");
    await world.runFor(minute);
    expect(await outcome(world)).toBe("observed");
    expect(await registered(world)).toMatchObject({ state: "closed", closed: { reason } });
    expect((await registered(world)).closed?.by).toBeUndefined();
    expect((await world.load()).exceptions).toMatchObject([{ id: first, state: "closed" }]);
    const reopenings = world.told().filter((type) => type === "StepReopened");
    expect(reopenings).toHaveLength(1);
    expect(world.tenant.ledger).toEqual([{ item: "account", direction: "apply" }]);
    expect(await close(world)).toBe("R-203");
    await finishOthers(world);
    expect(await close(world)).toBeUndefined();
    expect((await world.load()).closed).toMatchObject({ by: { id: priya.id } });
  });

  test("nobody is called for it any more", async () => {
    const world = await declinedThenProposed();
    await world.approve("block");
    await world.runFor(minute);
    const calls = () =>
      world.recordedException(first).filter(({ type }) => type === "ExceptionCalled").length;
    const before = calls();
    await world.runFor(24 * 60 * minute);
    expect(calls()).toBe(before);
  });

  test("not observed: it still waits for an owner, and the incident can't be closed", async () => {
    const world = await declinedThenProposed();
    world.tenant.jam("account");
    await world.approve("block");
    await world.runFor(30 * minute);
    expect(await outcome(world)).not.toBe("observed");
    expect((await registered(world)).state).toBe("asked for");
    expect(await close(world)).toBe("R-208");
  });

  test("declined once more and observed at last: both exceptions end", async () => {
    const world = await declinedThenProposed();
    await world.decline("block");
    await world.drain();
    await propose(world);
    await world.drain();
    expect(await world.register.list({ states: ["asked for"] })).toHaveLength(2);
    await world.approve("block");
    await world.runFor(minute);
    expect(await world.register.list({ states: ["closed"] })).toHaveLength(2);
    expect(world.told().filter((type) => type === "StepReopened")).toHaveLength(2);
  });

  test("heard of only afterwards, it ends all the same", async () => {
    const world = await declinedThenProposed();
    const late = exceptionIdOf(2);
    await world.approve("block");
    await world.runFor(minute);
    const { source } = await registered(world);
    if (!source) throw new Error("it comes from a step");
    // The decline was read before the step was proposed again, and asked for after it was observed.
    const asking = {
      kind: "declined step",
      title: "Late",
      target: "Marta",
      severity: "sev2",
    } as const;
    const proposal = { ...source, approvalId: "approval-late" };
    await world.askException({ ...asking, source: proposal, justification: "not now", by: ana });
    await world.drain();
    expect((await world.register.load(late))?.state).toBe("closed");
  });
});
