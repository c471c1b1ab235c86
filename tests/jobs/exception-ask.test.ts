import { describe, expect, test } from "@jest/globals";
import { type IncidentEvent } from "../../src/core/incident/events.ts";
import { exceptionIdOf } from "../../src/core/shared/ids.ts";
import {
  declinedRecord,
  type ExceptionWorld,
  first,
  makeExceptionWorld,
} from "../support/fakes/exception-world.ts";
import {
  by,
  cardOf,
  closed,
  cordon,
  declined,
  id,
  key,
  proposed,
  reopened,
} from "../support/given.ts";
import { at, people } from "../support/incidents.ts";

const { ana, bo, priya } = people;
const closing = {
  type: "CloseException",
  reason: "It is shut.",
  authority: { mayAccept: true, mayReview: false, isBarred: false },
} as const;

const notes = (world: ExceptionWorld) =>
  world.memory
    .recorded(id)
    .filter((event) => event.type === "ExceptionNoted")
    .map(({ seq, what, state }) => `${String(seq)} ${what}, ${state}`);
const told = (world: ExceptionWorld): readonly IncidentEvent["type"][] =>
  world.memory.recorded(id).map(({ type }) => type);
const stepOne = async (world: ExceptionWorld) =>
  (await world.incident()).steps.find(({ definition }) => definition.key === "one");

describe("a declined containment step", () => {
  test("gets an exception that says what stays open, on whom, why, and who asked", async () => {
    const world = await makeExceptionWorld();
    await world.ask();
    expect(await world.load()).toMatchObject({
      id: "EX-1",
      kind: "declined step",
      state: "asked for",
      title: "The account’s old sessions still work",
      target: "Marta Oliveira id 7c1e",
      source: { incident: "INC-0007", step: "one", number: 1, approvalId: cardOf().id },
      severity: "sev2",
      justification: "not now",
      askedBy: { id: ana.id },
      terms: undefined,
    });
    expect((await world.incident()).exceptions).toMatchObject([{ id: "EX-1", state: "asked for" }]);
  });

  test("gets one, however often the job runs and under whatever key", async () => {
    const world = await makeExceptionWorld();
    await world.ask();
    await world.ask();
    await world.ask({ key: "another" });
    expect(await world.register.list({})).toHaveLength(1);
    expect(notes(world).filter((note) => note.includes("asked for,"))).toHaveLength(1);
  });

  test("that was proposed again meanwhile leaves nothing open", async () => {
    const world = await makeExceptionWorld([...declinedRecord, reopened("apply", "one")]);
    await world.ask();
    expect(await world.register.list({})).toEqual([]);
  });

  test("that is declined once more gets another one", async () => {
    const world = await makeExceptionWorld([
      ...declinedRecord,
      reopened("apply", "one"),
      proposed("one", "b"),
      declined("one", bo),
    ]);
    await world.ask();
    expect(await world.register.list({})).toEqual([]);
    await world.ask({ payload: { step: key("one"), approvalId: cardOf("b").id } });
    expect(await world.register.load(exceptionIdOf(1))).toMatchObject({ askedBy: { id: bo.id } });
  });
});

describe("the incident's log", () => {
  test("has an entry for each entry of the exception, with what was said", async () => {
    const world = await makeExceptionWorld();
    await world.ask();
    await world.accept();
    await world.wish(priya, closing);
    await world.drain();
    expect(notes(world)).toEqual([
      "1 asked for, asked for",
      "2 called, asked for",
      "3 accepted, in force",
      "4 closed, closed",
    ]);
    expect(JSON.stringify(world.memory.recorded(id))).toContain("Sign-ins are watched by hand.");
  });

  test("is complete and in order when the last job runs first, and the others again", async () => {
    const world = await makeExceptionWorld();
    await world.ask();
    const before = notes(world).length;
    const { nonce } = await world.load();
    const authority = { mayAccept: true, mayReview: true, isBarred: false };
    const accept = { reviewer: bo, controls: "watched", risk: "low", authority, nonce } as const;
    await world.wish(priya, {
      type: "Accept",
      reviewInDays: 1,
      expiresInDays: 2,
      severity: "sev2",
      ...accept,
    });
    await world.wish(ana, { type: "Review", finding: "It holds.", authority });
    const jobs = world.memory.queue.jobs().filter(({ kind }) => kind === "note-exception");
    expect(jobs).toHaveLength(2);
    await world.memory.queue.enqueue(
      jobs.map((job) => ({ ...job, key: `${job.key} late`, runAt: at("03:40") })),
    );
    await world.runFor(30 * 60_000);
    expect(notes(world).slice(before)).toEqual(["3 accepted, in force", "4 reviewed, in force"]);
  });

  test("takes notes after the incident was closed, and nothing is proposed again then", async () => {
    const world = await makeExceptionWorld([...declinedRecord, closed]);
    await world.ask();
    await world.wish(priya, closing);
    await world.drain();
    expect(notes(world).at(-1)).toBe("3 closed, closed");
    expect(told(world)).not.toContain("StepReopened");
  });
});

describe("when nobody accepts it any more", () => {
  test("closed: Cordon proposes the step again, once", async () => {
    const world = await makeExceptionWorld();
    await world.ask();
    await world.accept();
    await world.wish(priya, closing);
    await world.drain();
    expect((await stepOne(world))?.status.kind).toBe("not started");
    const reopenings = world.memory.recorded(id).filter(({ type }) => type === "StepReopened");
    expect(reopenings).toMatchObject([{ actor: cordon, direction: "apply" }]);
  });

  test("expired: the same, at the end and not before", async () => {
    const world = await makeExceptionWorld();
    await world.ask();
    await world.accept(1, 3);
    const days = 24 * 60 * 60_000;
    await world.runFor(3 * days - 60_000);
    expect(told(world)).not.toContain("StepReopened");
    await world.runFor(60_000);
    expect((await world.load()).state).toBe("expired");
    expect((await stepOne(world))?.status.kind).toBe("not started");
  });

  test("a step that somebody proposed again already is left to them", async () => {
    const world = await makeExceptionWorld();
    await world.ask();
    await world.handle({
      incident: id,
      actor: by(ana),
      wishes: [{ type: "Reopen", step: key("one"), direction: "apply" }],
    });
    await world.wish(priya, closing);
    await world.drain();
    expect(told(world).filter((type) => type === "StepReopened")).toHaveLength(1);
    expect(world.recordedException(first).map(({ type }) => type)).toContain("ExceptionClosed");
  });
});
