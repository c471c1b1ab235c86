import { describe, expect, test } from "@jest/globals";
import { PostFault } from "../../src/application/ports/chat.ts";
import {
  channelOf,
  declinedRecord,
  type ExceptionWorld,
  first,
  ines,
  makeExceptionWorld,
} from "../support/fakes/exception-world.ts";
import { later, refusedPost, said } from "../support/fakes/recording-chat.ts";
import { closed } from "../support/given.ts";
import { readable, stripOf } from "../support/card-tree.ts";
import { people } from "../support/incidents.ts";

const { ana, priya } = people;
const day = 24 * 60 * 60_000;
const gone = (): PostFault => new PostFault("deleted", { kind: "gone" });

const cards = (world: ExceptionWorld) =>
  world.chat.standing().filter(({ message }) => message.kind === "card");
const texts = (world: ExceptionWorld) =>
  world.chat.standing().filter(({ message }) => message.kind === "text");
const card = (world: ExceptionWorld) => {
  const [only, ...others] = cards(world);
  if (!only || others.length > 0) throw new Error(`${String(cards(world).length)} cards`);
  return only;
};
const strip = (world: ExceptionWorld): string => {
  const { message } = card(world);
  return message.kind === "card" ? readable(stripOf(message.card) ?? {}) : "";
};

const asked = async (world: ExceptionWorld): Promise<ExceptionWorld> => {
  await world.ask();
  return world;
};
const again = async (world: ExceptionWorld): Promise<void> => {
  const runAt = world.runtime.now();
  const job = { kind: "show-exception", incident: first, payload: {}, runAt } as const;
  await world.memory.queue.enqueue([{ ...job, key: `show-exception:${first}` }]);
  await world.drain();
};

describe("the card of an exception", () => {
  test("is one root post in the incident's channel, edited in place", async () => {
    const world = await asked(await makeExceptionWorld());
    const { activityId, under, conversationId } = card(world);
    expect(under).toBeUndefined();
    expect(conversationId.startsWith(`${channelOf};`)).toBe(true);
    expect(strip(world)).toContain("EX-1 waits for an owner");
    await world.accept();
    expect(card(world).activityId).toBe(activityId);
    expect(strip(world)).toContain("EX-1 in force");
    await world.runFor(3 * day);
    expect(card(world).activityId).toBe(activityId);
    expect(strip(world)).toContain("EX-1 expired");
  });

  test("changes by itself when the review is overdue", async () => {
    const world = await asked(await makeExceptionWorld());
    await world.accept(1, 7);
    await world.runFor(day);
    expect(strip(world)).toContain("review overdue");
  });

  test("isn't touched by a call or a refused press: somebody may be typing in it", async () => {
    const world = await asked(await makeExceptionWorld());
    await world.runFor(5 * 60 * 60_000);
    const authority = { mayAccept: false, mayReview: false, isBarred: false };
    await world.wish(ana, { type: "CloseException", reason: "no", authority });
    await world.drain();
    const types = world.recordedException(first).map(({ type }) => type);
    expect(types.filter((type) => type === "ExceptionCalled")).toHaveLength(3);
    expect(types).toContain("ExceptionPressRefused");
    expect(card(world).edits).toBe(0);
  });

  test("isn't drawn again when it says the same, however late it is", async () => {
    const world = await asked(await makeExceptionWorld());
    const calls = world.chat.calls();
    world.runtime.pass(60_000);
    await again(world);
    expect(world.chat.calls()).toBe(calls);
  });

  test("of an exception without an incident stands in the General channel", async () => {
    const world = await makeExceptionWorld();
    await world.askException({
      kind: "legacy protocol",
      title: "SMTP AUTH is on",
      target: "scanner@contoso.example",
      severity: "sev3",
      justification: "the scanner can't do better",
      by: ana,
    });
    await world.drain();
    expect(card(world).conversationId).toMatch(/^19:home@thread\.tacv2;/);
  });

  test("of a closed incident whose channel was deleted goes to the General channel", async () => {
    const world = await makeExceptionWorld([...declinedRecord, closed]);
    world.chat.fail(({ kind }) => kind === "card", gone());
    await world.ask();
    expect(card(world).conversationId).toMatch(/^19:home@/);
    await world.accept();
    expect(card(world).edits).toBe(1);
  });

  test("that somebody deleted is posted anew, and nobody is called again for that", async () => {
    const world = await asked(await makeExceptionWorld());
    const before = texts(world).length;
    world.chat.remove(({ kind }) => kind === "card");
    await world.accept();
    expect(strip(world)).toContain("in force");
    expect(texts(world)).toHaveLength(before);
  });
});

describe("calls", () => {
  test("are replies in the card's thread with a mention, and a message to each alone", async () => {
    const world = await asked(await makeExceptionWorld());
    const { conversationId } = card(world);
    const thread = texts(world).filter(({ under }) => under === conversationId);
    const mentioned = thread.map(({ message }) => message.kind === "text" && message.mention?.name);
    expect(mentioned).toEqual(["Priya Nair", "Vera Lang"]);
    const alone = texts(world).filter(({ under }) => under?.startsWith("personal:"));
    expect(alone.map(({ message }) => said(message))).toEqual([
      "EX-1 has no owner: accept it or close it. INC-0007 can’t close before.",
      "EX-1 has no owner: accept it or close it. INC-0007 can’t close before.",
    ]);
    expect(alone.map(({ under }) => under)).toContain(`personal:${priya.id}`);
  });

  test("whoever can't be written to alone has the mention, and it isn't tried again", async () => {
    const world = await makeExceptionWorld();
    await world.ask();
    await world.accept(2, 7);
    const replies = texts(world).length;
    // The first is the reply in the thread: only the second is the message to her alone.
    let heard = 0;
    world.chat.fail((message) => {
      const isForInes = message.kind === "text" && message.mention?.id === ines.id;
      if (isForInes) heard += 1;
      return isForInes && heard === 2;
    }, refusedPost());
    await world.runFor(day);
    await again(world);
    expect(texts(world)).toHaveLength(replies + 1);
    expect(world.log.lines.filter(({ text }) => text === "no personal message")).toHaveLength(1);
  });

  test("end with the exception: nothing is said after it was closed", async () => {
    const world = await makeExceptionWorld();
    world.chat.fail(({ kind }) => kind === "text", later(60_000));
    await world.ask();
    const authority = { mayAccept: true, mayReview: false, isBarred: false };
    await world.wish(priya, { type: "CloseException", reason: "It is shut.", authority });
    await world.runFor(10 * 60_000);
    expect(texts(world)).toEqual([]);
    expect(strip(world)).toContain("closed");
  });
});

describe("when Teams doesn't take it", () => {
  test("later means later: once, at the time that Teams asked for", async () => {
    const world = await makeExceptionWorld();
    // The call that follows asks for the card once more.
    world.chat.fail(({ kind }) => kind === "card", later(7_000), later(7_000));
    await world.ask();
    expect(cards(world)).toHaveLength(0);
    await world.runFor(6_999);
    expect(cards(world)).toHaveLength(0);
    await world.runFor(1);
    expect(strip(world)).toContain("waits for an owner");
  });

  test("an open incident's channel that is gone is given up loudly, not for ever", async () => {
    const world = await makeExceptionWorld();
    world.chat.fail(() => true, ...Array.from({ length: 500 }, gone));
    await world.ask();
    await world.runFor(100 * 60_000);
    expect(await world.memory.queue.buried()).toContainEqual(
      expect.objectContaining({ reason: "deleted" }),
    );
  });
});
