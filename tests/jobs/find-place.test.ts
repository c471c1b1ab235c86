import { describe, expect, test } from "@jest/globals";
import { fault } from "../support/fakes/fake-tenant.ts";
import { makeWorld } from "../support/fakes/world.ts";
import { type Subject } from "../../src/core/incident/plan.ts";
import { aSubject, idEnding } from "../support/incidents.ts";

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

  describe("a subject who joins later", () => {
    const omar = {
      kind: "user",
      id: idEnding("0a0a"),
      name: "Omar Haddad",
      address: "omar@contoso.example",
      about: "member, enabled",
    } as const;
    const joins = async (world: Awaited<ReturnType<typeof open>>, subject: Subject = omar) => {
      await world.drain();
      await world.handle({
        incident: world.first,
        actor: { kind: "cordon" },
        wishes: [
          {
            type: "AddSubject",
            subject,
            evidence: [],
            slowEvidence: [],
            steps: [],
            why: "same sender",
            byManagement: false,
          },
        ],
      });
    };
    const among = async (world: Awaited<ReturnType<typeof open>>) =>
      (await world.load()).place?.audience?.subjectsAmong;

    test("is looked for among the readers of the place that there is", async () => {
      const world = await open();
      world.places.members.add(omar.id);
      await joins(world);
      expect((await world.load()).place?.joinedSince).toBe(true);
      await world.drain();
      expect(await among(world)).toEqual(["Omar Haddad"]);
      expect(world.places.channels).toEqual(["INC-0001 Mailbox compromise"]);
    });

    test("is looked for until they are gone, and only what changed is written down", async () => {
      const world = await open();
      world.places.members.add(omar.id);
      await joins(world);
      await world.runFor(25 * minute);
      const reads = () => world.told().filter((type) => type === "AudienceRead").length;
      expect(reads()).toBe(2);
      world.places.members.delete(omar.id);
      await world.runFor(11 * minute);
      expect(await among(world)).toEqual([]);
      expect(reads()).toBe(3);
      world.places.fail("audience", new Error("nobody should ask"));
      await world.runFor(30 * minute);
      expect(reads()).toBe(3);
    });

    test("isn't said to be none of them where that can't be read, and it is read again", async () => {
      const world = await open();
      await joins(world);
      world.places.fail("audience", fault("refused"), fault("refused"));
      await world.drain();
      expect((await world.load()).place).toMatchObject({
        rung: "standard channel",
        joinedSince: true,
      });
      const notes = () =>
        JSON.stringify(world.memory.recorded(world.first)).split(
          "Who can read it can't be read. refused",
        ).length - 1;
      expect(notes()).toBe(1);
      world.places.members.add(omar.id);
      await world.runFor(11 * minute);
      expect(notes()).toBe(1);
      await world.runFor(10 * minute);
      expect((await world.load()).place?.joinedSince).toBeUndefined();
      expect(await among(world)).toEqual(["Omar Haddad"]);
    });

    test("leaves it known that another subject reads it", async () => {
      const world = await open();
      world.places.members.add(aSubject().id);
      await joins(world);
      world.places.fail("audience", fault("refused"));
      await world.drain();
      expect(await among(world)).toEqual([aSubject().name]);
    });

    test("or several do: one job of the incident comes back", async () => {
      const world = await open();
      world.places.members.add(omar.id);
      world.places.members.add(aSubject().id);
      await joins(world);
      await world.drain();
      await joins(world, { ...omar, id: idEnding("0a0b"), name: "Ola Haddad" });
      await world.runFor(25 * minute);
      const jobs = world.memory.queue.jobs().filter(({ kind }) => kind === "find-place");
      expect(jobs.map(({ key }) => key)).toEqual([`find-place:${world.first}`]);
    });

    test("before there is a place, makes no second one", async () => {
      const world = await open();
      world.places.fail("channel", fault("throttled", 20_000), fault("refused"));
      await joins(world);
      await world.runFor(minute);
      expect(world.places.chats).toHaveLength(1);
      expect(world.told().filter((type) => type === "PlaceFound")).toHaveLength(1);
      expect(await among(world)).toEqual([]);
    });

    test("is looked for again when the service is busy", async () => {
      const world = await open();
      await joins(world);
      world.places.fail("audience", fault("throttled", 3_000));
      await world.runFor(minute);
      expect(await among(world)).toEqual([]);
    });
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
