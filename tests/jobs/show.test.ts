import { describe, expect, test } from "@jest/globals";
import { type Message, PostFault } from "../../src/application/ports/chat.ts";
import { later, refusedPost, said } from "../support/fakes/recording-chat.ts";
import { makeWorld, type World } from "../support/fakes/world.ts";
import { people } from "../support/incidents.ts";

const minute = 60_000;
const is = (start: string) => (message: Message) => said(message).startsWith(start);

const open = async (): Promise<World> => {
  const world = makeWorld();
  await world.open();
  return world;
};
const shown = (world: World) => world.chat.standing().map(({ message }) => said(message));
const find = (world: World, start: string) => {
  const post = world.chat.standing().find(({ message }) => is(start)(message));
  if (!post) throw new Error(`${start} isn't posted; there is: ${shown(world).join(", ")}`);
  return post;
};
const redraw = async (world: World) => {
  const runAt = world.runtime.now();
  await world.memory.queue.enqueue([
    { kind: "show", incident: world.first, key: "show again", payload: {}, runAt },
  ]);
  await world.drain();
};
const note = (world: World, text: string) => world.wish(people.bo, { type: "AddNote", text });

describe("what people see", () => {
  test("headline and steps are root posts, the log and the call are replies, each once", async () => {
    const world = await open();
    await world.drain();
    const roots = world.chat.standing().filter(({ under }) => under === undefined);
    expect(roots.map(({ message }) => said(message))).toEqual(["headline INC-0001", "step block"]);
    expect(find(world, "log").under).toBe(find(world, "headline").conversationId);
    const call = find(world, "step 1 waits for your decision until 03:10 UTC");
    expect(call.under).toBe(find(world, "step block").conversationId);
    expect(call.message).toMatchObject({ kind: "text", mention: { id: people.ana.id } });
    expect(new Set(shown(world)).size).toBe(shown(world).length);
  });

  test("nothing is posted before there is a place", async () => {
    const world = await open();
    world.places.fail("channel", new Error("a fault of ours"));
    const kinds = () => world.memory.queue.jobs().map(({ kind }) => kind);
    expect(kinds()).toContain("show");
    await world.drain();
    expect(world.chat.calls()).toBe(0);
    expect(kinds()).not.toContain("show");
  });

  test("a step's card is edited in place, from proposal to outcome", async () => {
    const world = await open();
    await world.drain();
    const { activityId } = find(world, "step block");
    await world.approve("block");
    await world.drain();
    const card = find(world, "step block");
    expect(card.activityId).toBe(activityId);
    expect(card.message).toMatchObject({ card: { status: { kind: "settled" } } });
    expect(shown(world).filter((text) => text === "step block")).toHaveLength(1);
  });

  test("what says the same isn't drawn again, however late it is", async () => {
    const world = makeWorld();
    // Nobody is called in this time: with severity 4 half the response time is an hour.
    await world.open("message-1", "sev4");
    await world.drain();
    const calls = world.chat.calls();
    world.runtime.pass(5 * minute);
    await redraw(world);
    expect(world.chat.calls()).toBe(calls);
  });

  test("a note changes the log and nothing else", async () => {
    const world = await open();
    await world.drain();
    const calls = world.chat.calls();
    await note(world, "seen again");
    await world.drain();
    expect(world.chat.calls()).toBe(calls + 1);
    expect(JSON.stringify(find(world, "log").message)).toContain("seen again");
  });

  test("a new proposal calls its owner again, the old call stays as it is", async () => {
    const world = await open();
    await world.drain();
    await world.decline("block");
    const { definition } = await world.step("block");
    world.runtime.pass(minute);
    await world.wish(people.ana, { type: "Reopen", step: definition.key, direction: "apply" });
    await world.drain();
    const calls = shown(world).filter((text) => text.includes("step 1 waits"));
    expect(calls).toEqual([
      "step 1 waits for your decision until 03:10 UTC.",
      "step 1 waits for your decision until 03:11 UTC.",
    ]);
  });
});

describe("the log", () => {
  test("ten entries on a page, in order, each once", async () => {
    const world = await open();
    await world.drain();
    for (let count = 0; count < 25; count += 1) await note(world, `note ${String(count)}`);
    await world.drain();
    const pages = shown(world).filter((text) => text.startsWith("log"));
    const seqs = pages.map((text) => text.split(" ").slice(1).map(Number));
    const all = world.memory.recorded(world.first).map((_event, index) => index + 1);
    expect(seqs.flat()).toEqual(all);
    expect(seqs.slice(0, -1).every((page) => page.length === 10)).toBe(true);
  });

  test("a full page isn't touched when a new one begins", async () => {
    const world = await open();
    await world.drain();
    for (let count = 0; count < 10; count += 1) await note(world, `note ${String(count)}`);
    await world.drain();
    const { edits } = find(world, "log 1 ");
    for (let count = 0; count < 5; count += 1) await note(world, `more ${String(count)}`);
    await world.drain();
    expect(find(world, "log 1 ").edits).toBe(edits);
  });
});

describe("when Teams doesn't take a post", () => {
  test("a post that somebody deleted is posted anew when it has something to say", async () => {
    const world = await open();
    await world.drain();
    world.chat.remove(is("step block"));
    await world.approve("block");
    await world.drain();
    expect(find(world, "step block").message).toMatchObject({
      card: { status: { kind: "settled" } },
    });
  });

  test("a deleted reply comes back in its thread", async () => {
    const world = await open();
    await world.drain();
    world.chat.remove(is("log"));
    await note(world, "again");
    await world.drain();
    expect(find(world, "log").under).toBe(find(world, "headline").conversationId);
  });

  test("a refused card doesn't keep the others from people", async () => {
    const world = await open();
    world.chat.fail(is("step block"), ...Array.from({ length: 50 }, refusedPost));
    await world.drain();
    expect(shown(world)).toContain("headline INC-0001");
    expect(shown(world).some((text) => text.startsWith("log"))).toBe(true);
    expect(shown(world)).not.toContain("step block");
    expect(world.log.lines).toContainEqual(
      expect.objectContaining({ level: "error", text: "a post was refused" }),
    );
  });

  test("later means later: at the time that Teams asked for, and once", async () => {
    const world = await open();
    await world.drain();
    await note(world, "seen again");
    world.chat.fail(is("log"), later(7_000));
    const text = () => JSON.stringify(find(world, "log").message);
    await world.runFor(6_999);
    expect(text()).not.toContain("seen again");
    await world.runFor(1);
    expect(text()).toContain("seen again");
    expect(shown(world).filter((line) => line.startsWith("log"))).toHaveLength(1);
  });

  test("later in the middle: what stands already isn't posted again", async () => {
    const world = await open();
    world.chat.fail(is("log"), later(), later());
    await world.runFor(minute);
    expect(shown(world).filter((text) => text.startsWith("headline"))).toHaveLength(1);
    expect(shown(world).filter((text) => text.startsWith("step block"))).toHaveLength(1);
    expect(shown(world).filter((text) => text.startsWith("log"))).toHaveLength(1);
  });

  test("a conversation that is gone is given up loudly, not for ever", async () => {
    const world = await open();
    const gone = () => new PostFault("the bot was removed", { kind: "gone" });
    world.chat.fail(() => true, ...Array.from({ length: 500 }, gone));
    // Each call of the ladder is a new reason to try; after the last one it is given up.
    await world.runFor(90 * minute);
    expect(await world.memory.queue.buried()).toContainEqual(
      expect.objectContaining({ reason: "the bot was removed" }),
    );
    expect((await world.step("block")).status.kind).toBe("lapsed");
  });

  test("a faulty edit is made good by the next look at the record", async () => {
    const world = await open();
    await world.drain();
    await world.approve("block");
    world.chat.fail(is("step block"), refusedPost());
    await world.drain();
    await redraw(world);
    expect(find(world, "step block").message).toMatchObject({
      card: { status: { kind: "settled" } },
    });
  });
});
