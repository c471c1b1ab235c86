import { describe, expect, test } from "@jest/globals";
import { type Message, PostFault } from "../../src/application/ports/chat.ts";
import { later, refusedPost, said } from "../support/fakes/recording-chat.ts";
import { type World } from "../support/fakes/world.ts";
import { people } from "../support/incidents.ts";
import { aloneTo, mentions, openNight, restarted } from "./night.ts";
import { minute } from "./steps.ts";

const { ana, jon, priya, bo } = people;
const is = (start: string) => (message: Message) => said(message).startsWith(start);

const found = (world: World, start: string) =>
  world.chat.standing().filter(({ message }) => is(start)(message));
const find = (world: World, start: string) => {
  const [post] = found(world, start);
  if (!post) throw new Error(`${start} isn't posted`);
  return post;
};
const redraw = async (world: World): Promise<void> => {
  const runAt = world.runtime.now();
  const key = "show again";
  await world.memory.queue.enqueue([
    { kind: "show", incident: world.first, key, payload: {}, runAt },
  ]);
  await world.drain();
};
const halfTime = "step 1 still waits for you; half of its time is over.";
const offer = async (world: World): Promise<void> => {
  const handle = { id: world.runtime.id(), nonce: world.runtime.nonce() };
  await world.wish(priya, { type: "OfferHandover", to: bo, handle, byManagement: false });
  await world.drain();
};

describe("a call", () => {
  test("is a mention in the step's thread and a message to the person alone, each once", async () => {
    const world = await openNight();
    await world.runFor(6 * minute);
    await redraw(world);
    await redraw(restarted(world));
    expect(mentions(world).filter(({ text }) => text === halfTime)).toEqual([
      { to: ana.name, text: halfTime },
    ]);
    expect(aloneTo(world)).toEqual([{ to: ana.name, text: `INC-0001: ${halfTime}` }]);
    expect(find(world, halfTime).under).toBe(find(world, "step block").conversationId);
    expect(find(world, "INC-0001: step 1").conversationId).toBe(`personal:${ana.id}`);
  });

  test("says afterwards what it said, whatever became of the step", async () => {
    const world = await openNight();
    await world.runFor(6 * minute);
    const texts = () =>
      world.chat
        .standing()
        .flatMap(({ message, edits }) => (message.kind === "text" ? [{ message, edits }] : []));
    const before = texts();
    expect(before.length).toBeGreaterThan(2);
    await world.approve("block");
    await world.drain();
    expect(texts().slice(0, before.length)).toEqual(before);
    expect(texts().every(({ edits }) => edits === 0)).toBe(true);
    expect(find(world, "step block").edits).toBeGreaterThan(0);
  });

  test.each(["refused", "gone"] as const)(
    "that can't be told alone (%s) is told in the thread, and isn't tried again",
    async (kind) => {
      const world = await openNight();
      world.chat.closeTo(ana, new PostFault("403", { kind }));
      await world.runFor(6 * minute);
      const calls = world.chat.calls();
      await redraw(world);
      expect(world.chat.calls()).toBe(calls);
      expect(aloneTo(world)).toEqual([]);
      expect(mentions(world)).toContainEqual({ to: ana.name, text: halfTime });
      expect(world.log.lines.filter(({ text }) => text === "no personal message")).toHaveLength(1);
      await world.runFor(10 * minute);
      // The deputy of step 1 and the owner of step 3 can be written to.
      expect(aloneTo(world).map(({ to }) => to)).toEqual([jon.name, bo.name]);
      expect(await world.memory.queue.buried()).toEqual([]);
    },
  );

  test("that Teams wants later comes later, alone as in the thread, and once", async () => {
    const world = await openNight();
    await world.runFor(5 * minute - 1);
    world.chat.fail(is("INC-0001: step 1"), later(3_000), later(3_000));
    await world.runFor(minute);
    expect(aloneTo(world)).toHaveLength(1);
    expect(mentions(world).filter(({ text }) => text === halfTime)).toHaveLength(1);
  });

  test("isn't brought back by an edit where somebody deleted it", async () => {
    const world = await openNight();
    await world.runFor(6 * minute);
    world.chat.remove(is(halfTime));
    await redraw(world);
    expect(found(world, halfTime)).toEqual([]);
  });
});

describe("the card of an overdue step", () => {
  test("comes when its time is up, not before, in the step's thread", async () => {
    const world = await openNight();
    await world.runFor(10 * minute - 1);
    expect(found(world, "overdue block")).toEqual([]);
    await world.runFor(1);
    expect(found(world, "overdue block")).toHaveLength(1);
    expect(find(world, "overdue block").under).toBe(find(world, "step block").conversationId);
  });

  test("is edited in place with each call, and stays one", async () => {
    const world = await openNight();
    await world.runFor(10 * minute);
    const { activityId } = find(world, "overdue block");
    await world.runFor(20 * minute);
    expect(found(world, "overdue block")).toHaveLength(1);
    expect(find(world, "overdue block")).toMatchObject({
      activityId,
      message: { card: { called: ["half time", "time up", "deputies", "lead", "management"] } },
    });
  });

  test("says at the end who answered, in the same place", async () => {
    const world = await openNight();
    await world.runFor(16 * minute);
    const { activityId } = find(world, "overdue block");
    const { definition } = await world.step("block");
    await world.wish(jon, { type: "Reopen", step: definition.key, direction: "apply" });
    await world.drain();
    await world.approve("block", jon);
    await world.drain();
    expect(found(world, "overdue block")).toHaveLength(1);
    expect(find(world, "overdue block")).toMatchObject({
      activityId,
      message: { card: { status: "settled" } },
    });
  });

  test("is a new one when the time of a new question runs out", async () => {
    const world = await openNight();
    await world.runFor(11 * minute);
    const { definition } = await world.step("block");
    await world.wish(ana, { type: "Reopen", step: definition.key, direction: "apply" });
    await world.runFor(11 * minute);
    const starts = found(world, "overdue block").map(({ message }) => message);
    expect(starts).toHaveLength(2);
    expect(starts).toMatchObject([
      { card: { since: "2026-11-21T03:00:00.000Z" } },
      { card: { since: "2026-11-21T03:11:00.000Z" } },
    ]);
  });
});

describe("a handover", () => {
  test("is a root post; the new lead is told by mention under it, and alone, once", async () => {
    const world = await openNight();
    await world.drain();
    await offer(world);
    await redraw(world);
    const card = find(world, "handover to Bo Eriksen");
    expect(card.under).toBeUndefined();
    const text = "INC-0001 is offered to you. Read the card; you lead when you take over.";
    expect(mentions(world).filter(({ to }) => to === bo.name)).toEqual([{ to: bo.name, text }]);
    expect(aloneTo(world)).toEqual([{ to: bo.name, text }]);
    expect(found(world, "INC-0001 is offered")[0]?.under).toBe(card.conversationId);
  });

  test("is told in the thread where the new lead can't be written to alone", async () => {
    const world = await openNight();
    await world.drain();
    world.chat.closeTo(bo, refusedPost());
    await offer(world);
    await redraw(world);
    expect(found(world, "handover to")).toHaveLength(1);
    expect(mentions(world).map(({ to }) => to)).toEqual([ana.name, bo.name]);
    expect(aloneTo(world)).toEqual([]);
  });

  test("that was taken is shown on the same card, and nobody is told again", async () => {
    const world = await openNight();
    await world.drain();
    await offer(world);
    const { activityId } = find(world, "handover to");
    const { handover } = await world.load();
    if (!handover) throw new Error("nothing is offered");
    await world.wish(bo, { type: "TakeOver", ...handover.handle });
    await world.drain();
    expect((await world.load()).lead).toMatchObject({ id: bo.id });
    expect(find(world, "handover to")).toMatchObject({
      activityId,
      message: { card: { taken: "2026-11-21T03:00:00.000Z" } },
    });
    expect(found(world, "INC-0001 is offered")).toHaveLength(2);
  });
});

describe("a freeze", () => {
  test("is shown on the headline and on the cards that waited, and nobody is called", async () => {
    const world = await openNight();
    await world.drain();
    const { activityId } = find(world, "step block");
    await world.wish(priya, { type: "Freeze", reason: "a strange approval" });
    await world.runFor(30 * minute);
    for (const start of ["headline", "step block"]) {
      expect(find(world, start).message).toMatchObject({ card: { frozen: true } });
    }
    expect(find(world, "step block").activityId).toBe(activityId);
    // A step that had no card gets none by a freeze.
    expect(found(world, "step sessions")).toEqual([]);
    expect(mentions(world)).toHaveLength(1);
  });

  test("ends on the same cards, with a new question", async () => {
    const world = await openNight();
    await world.drain();
    const { activityId } = find(world, "step block");
    await world.wish(priya, { type: "Freeze", reason: "a strange approval" });
    await world.runFor(5 * minute);
    for (const by of [priya, jon]) await world.wish(by, { type: "LiftFreeze" });
    await world.drain();
    expect(found(world, "step block")).toHaveLength(1);
    expect(find(world, "step block")).toMatchObject({
      activityId,
      message: { card: { frozen: false, status: { kind: "waiting" } } },
    });
    expect(mentions(world)).toEqual([
      { to: ana.name, text: "step 1 waits for your decision until 03:10 UTC." },
      { to: ana.name, text: "step 1 waits for your decision until 03:15 UTC." },
    ]);
  });
});
