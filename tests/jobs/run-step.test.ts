import { describe, expect, test } from "@jest/globals";
import { fault } from "../support/fakes/fake-tenant.ts";
import { type World } from "../support/fakes/world.ts";
import { people } from "../support/incidents.ts";
import { minute, outcome, toldOf, waiting } from "./steps.ts";

describe("an approved step", () => {
  test("is requested once, read back, and observed", async () => {
    const world = await waiting();
    await world.approve("block");
    await world.drain();
    expect(world.tenant.ledger).toEqual([{ item: "account", direction: "apply" }]);
    expect(toldOf(world, "block")).toEqual([
      "StepProposed",
      "StepApproved",
      "EffectRequested",
      "EffectAccepted",
      "EffectSettled",
    ]);
    expect(await outcome(world)).toBe("observed");
  });

  test("that holds already isn't needed, and nothing is requested", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.hold("account");
    await world.drain();
    expect(world.tenant.requests).toEqual([]);
    expect(await outcome(world)).toBe("not needed");
  });

  test("whose tenant changed is void, and asked anew with another hash", async () => {
    const world = await waiting();
    const before = (await world.step("block")).status;
    await world.approve("block");
    world.tenant.drift("block-sign-in");
    await world.drain();
    const after = (await world.step("block")).status;
    if (before.kind !== "waiting" || after.kind !== "waiting") throw new Error(after.kind);
    expect(world.tenant.requests).toEqual([]);
    expect(toldOf(world, "block")).toEqual([
      "StepProposed",
      "StepApproved",
      "PlanDrifted",
      "StepProposed",
    ]);
    expect(after.proposal.planHash).not.toBe(before.proposal.planHash);
    expect(after.proposal.nonce).not.toBe(before.proposal.nonce);
  });

  test("on which Cordon may act no more is void, and left to people", async () => {
    const world = await waiting();
    await world.approve("block");
    const byHand = { byHand: "It holds a role now." };
    world.tenant.previews("block-sign-in", byHand, byHand);
    await world.drain();
    expect(world.tenant.requests).toEqual([]);
    expect(await outcome(world)).toBe("by hand");
  });

  test("whose target is gone is void, and left to people at once", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.previews("block-sign-in", fault("not found"), fault("not found"));
    await world.drain();
    expect(world.tenant.requests).toEqual([]);
    expect(toldOf(world, "block")).toContain("PlanDrifted");
    expect(await outcome(world)).toBe("by hand");
  });

  test("isn't requested when the approval is too old, and says so", async () => {
    const world = await waiting();
    await world.approve("block");
    world.runtime.pass(5 * minute + 1);
    await world.drain();
    expect(world.tenant.requests).toEqual([]);
    expect(toldOf(world, "block")).toEqual(["StepProposed", "StepApproved", "StepLapsed"]);
  });

  test("that can't be read lapses instead of standing approved for ever", async () => {
    const world = await waiting();
    await world.approve("block");
    const never = Array.from({ length: 100 }, () => fault("identity"));
    world.tenant.previews("block-sign-in", ...never);
    await world.runFor(6 * minute);
    expect(world.tenant.requests).toEqual([]);
    expect(await outcome(world)).toBe("lapsed");
  });

  test("that was declined in time is never requested", async () => {
    const world = await waiting();
    await world.approve("block");
    await world.decline("block", people.jon);
    await world.runFor(minute);
    expect(world.tenant.requests).toEqual([]);
    expect(await outcome(world)).toBe("declined");
  });
});

describe("what is read back decides", () => {
  const rulesWait = async (): Promise<World> => {
    const world = await waiting();
    await world.approve("block");
    await world.drain();
    return world;
  };

  test("accepted but not made isn't observed", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.jam("account");
    await world.runFor(minute);
    expect(world.tenant.requests).toHaveLength(1);
    expect(await outcome(world)).toBe("not observed");
  });

  test("refused and not made failed, with the reason", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.endings("block-sign-in", { made: false, answer: "failed" });
    await world.runFor(minute);
    const { status } = await world.step("block");
    expect(world.tenant.requests).toHaveLength(1);
    expect(status).toMatchObject({ effect: { outcome: "failed", seen: "it said failed" } });
  });

  test("refused, yet it holds: observed", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.endings("block-sign-in", { made: true, answer: "failed" });
    await world.runFor(minute);
    expect(await outcome(world)).toBe("observed");
  });

  test("two rules of three: partly observed, with each rule's own state", async () => {
    const world = await rulesWait();
    await world.approve("rules", people.bo);
    world.tenant.jam("rule-2");
    await world.runFor(minute);
    const { status } = await world.step("rules");
    expect(status).toMatchObject({
      effect: {
        outcome: "partly observed",
        seen: "2 of 3 read back as asked.",
        items: [
          { id: "rule-1", state: "observed" },
          { id: "rule-2", state: "not observed" },
          { id: "rule-3", state: "observed" },
        ],
      },
    });
  });

  test("a rule that the read leaves out is unknown, never observed", async () => {
    const world = await rulesWait();
    await world.approve("rules", people.bo);
    world.tenant.hide("rule-3");
    await world.runFor(minute);
    const { status } = await world.step("rules");
    expect(status).toMatchObject({ effect: { outcome: "unknown" } });
    expect(status).toMatchObject({
      effect: {
        items: expect.arrayContaining([
          expect.objectContaining({ id: "rule-3", state: "unknown" }),
        ]),
      },
    });
  });

  test("a read that fails is no reading: unknown, and looked at several times before", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.observations(
      "block-sign-in",
      ...Array.from({ length: 5 }, () => fault("no answer")),
    );
    await world.drain();
    expect(await outcome(world)).toBe("unknown");
  });

  test("a stale replica is waited for", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.observations("block-sign-in", fault("not found"), fault("not found"));
    await world.drain();
    expect(await outcome(world)).toBe("observed");
  });

  test("access may remain for an hour; then it is looked at once more", async () => {
    const world = await rulesWait();
    await world.approve("sessions");
    await world.drain();
    expect((await world.step("sessions")).status).toMatchObject({
      effect: { outcome: "observed", residualUntil: expect.stringContaining("2026-11-21T04:0") },
    });
    await world.runFor(61 * minute);
    const { status } = await world.step("sessions");
    expect(status).toMatchObject({ effect: { outcome: "observed" } });
    expect(status.kind === "settled" && status.effect).not.toHaveProperty("residualUntil");
    expect(world.tenant.requests.filter(({ action }) => action === "end-sessions")).toHaveLength(1);
  });
});

describe("the way back", () => {
  const observed = async (): Promise<World> => {
    const world = await waiting();
    await world.approve("block");
    await world.drain();
    return world;
  };
  const undo = async (world: World, key = "block") => {
    const { definition } = await world.step(key);
    await world.wish(people.ana, { type: "Reopen", step: definition.key, direction: "undo" });
    await world.drain();
  };

  test("is proposed, approved and run like any other step", async () => {
    const world = await observed();
    await undo(world);
    expect(world.tenant.ledger).toHaveLength(1);
    await world.approve("block");
    await world.drain();
    expect(world.tenant.ledger).toEqual([
      { item: "account", direction: "apply" },
      { item: "account", direction: "undo" },
    ]);
    const { status, done } = await world.step("block");
    expect(status).toMatchObject({ effect: { outcome: "observed" } });
    expect(done).toEqual([]);
  });

  describe("to an account that is something else by the time it would run", () => {
    const approvedUndo = async (): Promise<World> => {
      const world = await observed();
      await undo(world);
      await world.approve("block");
      world.tenant.requests.length = 0;
      return world;
    };

    test("is void, and asks for as many people as it takes now", async () => {
      const world = await approvedUndo();
      world.tenant.traits("global administrator", "privileged");
      await world.drain();
      expect(world.tenant.requests).toEqual([]);
      expect(toldOf(world, "block").slice(-3)).toEqual([
        "StepApproved",
        "PlanDrifted",
        "StepProposed",
      ]);
      const { status } = await world.step("block");
      expect(status).toMatchObject({ kind: "waiting", proposal: { plan: { tier: 3 } } });
    });

    test("is for people where Cordon mustn't act on it", async () => {
      const world = await approvedUndo();
      world.tenant.breakGlass();
      await world.drain();
      expect(world.tenant.requests).toEqual([]);
      expect((await world.step("block")).status).toMatchObject({ kind: "by hand", never: true });
    });

    test("isn't requested while nobody can tell what it is", async () => {
      const world = await approvedUndo();
      world.tenant.judgements(fault("unavailable"), fault("no answer"));
      await world.drain();
      expect(world.tenant.requests).toEqual([]);
      await world.runFor(minute);
      expect(world.tenant.requests).toHaveLength(1);
    });

    test("goes on whatever stands against locking it out", async () => {
      const world = await approvedUndo();
      const lockout = { byHand: "Fewer than two would be left." };
      world.tenant.previews("block-sign-in", lockout, lockout);
      await world.drain();
      expect(world.tenant.requests).toHaveLength(1);
    });
  });

  test("of what can't be undone is refused, and what was observed stays observed", async () => {
    const world = await observed();
    await world.approve("sessions");
    await world.drain();
    await undo(world, "sessions");
    expect((await world.step("sessions")).status).toMatchObject({
      kind: "settled",
      effect: { outcome: "observed" },
    });
    expect(world.tenant.requests.some(({ direction }) => direction === "undo")).toBe(false);
  });
});
