import { describe, expect, test } from "@jest/globals";
import { fault } from "../support/fakes/fake-tenant.ts";
import { makeWorld } from "../support/fakes/world.ts";
import { people } from "../support/incidents.ts";
import { mentions } from "./night.ts";

const minute = 60_000;

const open = async () => {
  const world = makeWorld();
  await world.open();
  return world;
};
const kindOf = async (world: Awaited<ReturnType<typeof open>>, key: string) =>
  (await world.step(key)).status.kind;

describe("proposing", () => {
  test("waits for the snapshot, then proposes what is due and nothing after it", async () => {
    const world = await open();
    expect(await kindOf(world, "block")).toBe("not started");
    await world.drain();
    expect(world.told().indexOf("StepProposed")).toBeGreaterThan(
      world.told().lastIndexOf("EvidenceKept"),
    );
    expect(await kindOf(world, "block")).toBe("waiting");
    expect(await kindOf(world, "sessions")).toBe("not started");
  });

  test("the same tenant gives the same hash; every card gets its own one-time value", async () => {
    const world = await open();
    await world.drain();
    const first = await world.step("block");
    await world.decline("block");
    await world.wish(people.ana, {
      type: "Reopen",
      step: first.definition.key,
      direction: "apply",
    });
    await world.drain();
    const second = await world.step("block");
    if (first.status.kind !== "waiting" || second.status.kind !== "waiting") {
      throw new Error("it doesn't wait");
    }
    expect(second.status.proposal.planHash).toBe(first.status.proposal.planHash);
    expect(second.status.proposal.nonce).not.toBe(first.status.proposal.nonce);
    expect(second.status.proposal.approvalId).not.toBe(first.status.proposal.approvalId);
  });

  test("a proposal without an answer lapses, and the next steps have their turn", async () => {
    const world = await open();
    await world.runFor(11 * minute);
    expect(await kindOf(world, "block")).toBe("lapsed");
    expect(await kindOf(world, "sessions")).toBe("waiting");
    expect(world.tenant.requests).toEqual([]);
  });

  test("what holds already isn't needed, and doesn't hold up what comes after it", async () => {
    const world = await open();
    world.tenant.hold("account");
    await world.drain();
    expect(await kindOf(world, "block")).toBe("not needed");
    expect(await kindOf(world, "sessions")).toBe("waiting");
  });

  test.each([
    ["Cordon mustn't do", { byHand: "It is a guest." }, "It is a guest."],
    ["is refused to Cordon", fault("refused"), "refused: the tenant said refused"],
    ["isn't there any more", fault("not found"), "not-found: the tenant said not found"],
  ])("what %s is left to people, with the reason and a card", async (_what, answer, reason) => {
    const world = await open();
    world.tenant.previews("block-sign-in", answer);
    await world.drain();
    const { status } = await world.step("block");
    expect(status).toMatchObject({
      kind: "by hand",
      reason,
      byHand: expect.stringContaining("Entra admin centre"),
    });
    if (status.kind !== "by hand") throw new Error(status.kind);
    expect(await world.memory.store.handle(status.handle.id)).toMatchObject({
      nonce: status.handle.nonce,
      payload: { step: "block" },
    });
  });

  test("a passing fault is tried again, and nothing is guessed meanwhile", async () => {
    const world = await open();
    world.tenant.previews("block-sign-in", fault("unavailable"), fault("no answer"));
    await world.drain();
    expect(await kindOf(world, "block")).toBe("not started");
    await world.runFor(minute);
    expect(await kindOf(world, "block")).toBe("waiting");
  });

  test("a step that would destroy missing evidence is left to people", async () => {
    const world = await open();
    world.tenant.evidence("E1", fault("refused"));
    await world.drain();
    await world.decline("block");
    await world.drain();
    expect((await world.step("rules")).status).toMatchObject({
      kind: "by hand",
      reason: "Evidence E1 isn't kept; the step isn't proposed without it.",
    });
    expect(await kindOf(world, "sessions")).toBe("waiting");
  });

  test("the way back takes its plan from what was observed, not from a new look", async () => {
    const world = await open();
    await world.drain();
    await world.approve("block");
    await world.drain();
    const [done] = (await world.step("block")).done;
    world.tenant.drift("block-sign-in");
    const { definition } = await world.step("block");
    await world.wish(people.priya, { type: "Reopen", step: definition.key, direction: "undo" });
    await world.drain();
    const { status } = await world.step("block");
    if (status.kind !== "waiting") throw new Error(status.kind);
    expect(status.proposal.plan).toEqual({ ...done, direction: "undo" });
  });

  describe("the way back", () => {
    const done = async () => {
      const world = await open();
      await world.drain();
      await world.approve("block");
      await world.drain();
      return world;
    };
    const undo = async (world: Awaited<ReturnType<typeof open>>) => {
      const { definition } = await world.step("block");
      await world.wish(people.priya, { type: "Reopen", step: definition.key, direction: "undo" });
      await world.drain();
      return (await world.step("block")).status;
    };

    test("asks for as many people as the account asks for now", async () => {
      const world = await done();
      world.tenant.traits("global administrator", "privileged");
      expect(await undo(world)).toMatchObject({
        kind: "waiting",
        proposal: {
          plan: { direction: "undo", tier: 3, traits: ["global administrator", "privileged"] },
        },
      });
    });

    test("asks for fewer where the account is an ordinary one again", async () => {
      const world = await open();
      world.tenant.traits("privileged");
      await world.drain();
      await world.approve("block");
      await world.approve("block", people.jon);
      await world.runFor(minute);
      world.tenant.traits();
      expect(await undo(world)).toMatchObject({ proposal: { plan: { tier: 1, traits: [] } } });
    });

    test("isn't refused by what only stands against locking out", async () => {
      const world = await done();
      const lockout = { byHand: "Fewer than two would be left.", never: true } as const;
      world.tenant.previews("block-sign-in", lockout, lockout);
      expect((await undo(world)).kind).toBe("waiting");
    });

    test("of an emergency account is nobody's to make alone", async () => {
      const world = await done();
      world.tenant.breakGlass();
      expect(await undo(world)).toMatchObject({
        kind: "by hand",
        never: true,
        reason: "It is an emergency account: Cordon never acts on one.",
      });
    });

    test("waits for a tenant that doesn't answer, and is for people where it may not be read", async () => {
      const world = await done();
      world.tenant.judgements(fault("unavailable"));
      expect((await undo(world)).kind).toBe("not started");
      await world.runFor(minute);
      expect(await kindOf(world, "block")).toBe("waiting");
      const refused = await done();
      refused.tenant.judgements(fault("refused"));
      expect(await undo(refused)).toMatchObject({
        kind: "by hand",
        reason: "refused: the tenant said refused",
      });
    });
  });

  test("whom nobody may touch alone has no instruction, no clock and no second call", async () => {
    const world = await open();
    const reason = "It is an emergency account: Cordon never acts on one.";
    world.tenant.previews("block-sign-in", { byHand: reason, never: true });
    await world.runFor(60 * minute);
    const { status, clock } = await world.step("block");
    expect(clock).toBeUndefined();
    expect(status).toMatchObject({ kind: "by hand", reason, never: true });
    if (status.kind !== "by hand") throw new Error(status.kind);
    expect(status.byHand).toBe(
      "Change this account alone, or let anybody do so. The lead and management decide together, outside Cordon.",
    );
    const called = world.memory
      .recorded(world.first)
      .filter((event) => event.type === "PeopleCalled" && event.step === "block");
    expect(called).toEqual([]);
    expect(mentions(world).filter(({ text }) => text.startsWith("step 1"))).toEqual([
      { to: people.priya.name, text: "step 1 is for nobody to do alone; read its card." },
    ]);
  });

  test("nothing is proposed once the incident is closed", async () => {
    const world = await open();
    world.tenant.previews("block-sign-in", fault("unavailable"));
    await world.drain();
    await world.wish(people.priya, { type: "Close", reason: "a false alarm", falseAlarm: true });
    await world.runFor(minute);
    expect(world.told()).not.toContain("StepProposed");
  });
});
