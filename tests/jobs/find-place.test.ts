import { describe, expect, test } from "@jest/globals";
import { fault } from "../support/fakes/fake-tenant.ts";
import { makeWorld } from "../support/fakes/world.ts";

const minute = 60_000;

const open = async () => {
  const world = makeWorld();
  await world.open();
  return world;
};
const refusals = (world: Awaited<ReturnType<typeof open>>) =>
  world.memory
    .recorded(world.first)
    .flatMap((event) => (event.type === "PlaceRefused" ? `${event.rung}: ${event.reason}` : []));

describe("the ladder", () => {
  test("a channel of its own, named by number, and who can read it", async () => {
    const world = await open();
    await world.drain();
    expect((await world.load()).place).toMatchObject({
      rung: "standard channel",
      name: "INC-0001 Mailbox compromise",
      audience: { members: 14 },
    });
    expect(refusals(world)).toEqual([]);
  });

  test("no channel: a group chat, and the log says why", async () => {
    const world = await open();
    world.places.fail("channel", fault("refused"));
    await world.drain();
    expect((await world.load()).place?.rung).toBe("group chat");
    expect(refusals(world)).toEqual(["standard channel: refused: the tenant said refused"]);
  });

  test("neither: where people look when nothing could be made, and the log says why twice", async () => {
    const world = await open();
    world.places.fail("channel", fault("refused"));
    world.places.fail("chat", fault("identity"));
    await world.drain();
    expect((await world.load()).place).toMatchObject({
      rung: "home conversation",
      conversationId: "19:home@thread.tacv2",
    });
    expect(refusals(world)).toEqual([
      "standard channel: refused: the tenant said refused",
      "group chat: identity: the tenant said identity",
    ]);
  });

  test("a busy service is asked again before the next rung is taken", async () => {
    const world = await open();
    world.places.fail("channel", fault("throttled", 3_000), fault("unavailable"));
    await world.runFor(minute);
    expect((await world.load()).place?.rung).toBe("standard channel");
    expect(refusals(world)).toEqual([]);
  });

  test("patience ends: after four tries the next rung is taken", async () => {
    const world = await open();
    world.places.fail("channel", ...Array.from({ length: 4 }, () => fault("no answer")));
    await world.runFor(minute);
    expect((await world.load()).place?.rung).toBe("group chat");
    expect(refusals(world)).toEqual(["standard channel: no-answer: the tenant said no answer"]);
  });

  test("readers that can't be read cost nothing but that sentence", async () => {
    const world = await open();
    world.places.fail("audience", fault("refused"));
    await world.drain();
    expect((await world.load()).place).toMatchObject({ rung: "standard channel" });
    expect((await world.load()).place?.audience).toBeUndefined();
    expect(world.told()).not.toContain("AudienceRead");
  });

  test("a channel that was made stays, and is found again after a fault", async () => {
    const world = await open();
    world.places.fail("audience", new Error("a fault of ours"));
    await world.drain();
    expect(world.places.channels).toEqual(["INC-0001 Mailbox compromise"]);
    await world.runFor(minute);
    expect(world.places.channels).toEqual(["INC-0001 Mailbox compromise"]);
    expect((await world.load()).place?.rung).toBe("standard channel");
  });

  test("containment doesn't wait for the place", async () => {
    const world = await open();
    world.places.fail("channel", ...Array.from({ length: 3 }, () => fault("unavailable")));
    await world.drain();
    expect((await world.load()).place).toBeUndefined();
    expect((await world.step("block")).status.kind).toBe("waiting");
  });

  test("a second try where a place is known makes nothing", async () => {
    const world = await open();
    await world.drain();
    const runAt = world.runtime.now();
    const job = {
      kind: "find-place",
      incident: world.first,
      key: "again",
      payload: {},
      runAt,
    } as const;
    await world.memory.queue.enqueue([job]);
    world.places.fail("channel", new Error("nobody should ask"));
    await world.drain();
    expect(world.told().filter((type) => type === "PlaceFound")).toHaveLength(1);
    expect(world.memory.queue.jobs().map(({ kind }) => kind)).not.toContain("find-place");
  });
});
