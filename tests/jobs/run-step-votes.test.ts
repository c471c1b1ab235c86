import { describe, expect, test } from "@jest/globals";
import { type Standing } from "../../src/actions/standing.ts";
import { type Person } from "../../src/core/incident/people.ts";
import { after } from "../../src/core/shared/ids.ts";
import { fault } from "../support/fakes/fake-tenant.ts";
import { type World } from "../support/fakes/world.ts";
import { at, people } from "../support/incidents.ts";
import { eventsOf, mentions, openNight, restarted } from "./night.ts";
import { leaseMs, minute, outcome, toldOf } from "./steps.ts";

const { ana, jon, priya, sam } = people;

/** The first step waits; the target is a Global Administrator where two people must decide. */
const night = async (...traits: ("privileged" | "global administrator")[]): Promise<World> => {
  const world = await openNight();
  world.tenant.traits(...traits);
  await world.drain();
  // How accounts stood when it was proposed is known, and too old for the claim.
  world.runtime.pass(1_000);
  return world;
};
const votersOf = async (world: World): Promise<readonly string[]> => {
  const { status } = await world.step("block");
  if (!("votes" in status)) throw new Error(status.kind);
  return status.votes.map(({ by }) => by.name);
};
const made = [{ item: "account", direction: "apply" }];

describe("two people", () => {
  test("nothing is requested before the second vote, and once after it", async () => {
    const world = await night("privileged");
    await world.approve("block", ana);
    await world.runFor(minute);
    expect(world.tenant.requests).toEqual([]);
    await world.approve("block", jon);
    await world.drain();
    expect(world.tenant.ledger).toEqual(made);
  });

  test("the second person has ten more minutes; then it lapses, and nothing is requested", async () => {
    const world = await night("privileged");
    await world.runFor(9 * minute);
    await world.approve("block", ana);
    await world.runFor(10 * minute - 1);
    expect(await outcome(world)).toBe("waiting");
    await world.runFor(2);
    expect(await outcome(world)).toBe("lapsed");
    expect(eventsOf(world, "StepLapsed").filter(({ step }) => step === "block")).toMatchObject([
      { at: after(at("03:19"), 1_000), reason: "no answer" },
    ]);
    expect(world.tenant.requests).toEqual([]);
  });

  test("the second person is asked by mention, the first one isn't again", async () => {
    const world = await night("privileged");
    await world.approve("block", ana);
    await world.drain();
    const asked = mentions(world).filter(({ text }) => text.includes("a second person"));
    expect(asked.map(({ to }) => to)).toEqual([jon.name, sam.name]);
    expect(asked[0]?.text).toBe("step 1 waits for a second person until 03:10 UTC.");
  });
});

describe("a voter who can't decide any more", () => {
  const votedBy = async (voter: Person, standing: Standing): Promise<World> => {
    const world = await night();
    await world.approve("block", voter);
    world.standings.set(voter, standing);
    await world.drain();
    return world;
  };

  test.each<Standing>(["disabled", "gone", "guest", "external"])(
    "is %s: the vote is void, nothing is requested, and the step waits again",
    async (standing) => {
      const world = await votedBy(ana, standing);
      expect(eventsOf(world, "VoteVoided")).toMatchObject([
        { voter: { id: ana.id }, why: `the account is ${standing}` },
      ]);
      expect(world.tenant.requests).toEqual([]);
      expect(world.tenant.ledger).toEqual([]);
      expect(await votersOf(world)).toEqual([]);
      expect(await outcome(world)).toBe("waiting");
    },
  );

  test("leaves the step to the other one, whose vote is enough", async () => {
    const world = await votedBy(ana, "disabled");
    await world.approve("block", jon);
    await world.drain();
    expect(world.tenant.ledger).toEqual(made);
  });

  test("takes no other vote along", async () => {
    const world = await night("privileged");
    await world.approve("block", ana);
    await world.approve("block", jon);
    world.standings.set(jon, "disabled");
    await world.drain();
    expect(await votersOf(world)).toEqual([ana.name]);
    expect(world.tenant.requests).toEqual([]);
    await world.approve("block", sam);
    await world.drain();
    expect(world.tenant.ledger).toEqual(made);
  });

  test("still lapses when nobody else answers", async () => {
    const world = await votedBy(ana, "disabled");
    await world.runFor(11 * minute);
    expect(await outcome(world)).toBe("lapsed");
  });
});

describe("standings that can't be read", () => {
  test("stop the run: nothing is requested, and it is tried again", async () => {
    const world = await night();
    await world.approve("block");
    world.standings.fail(fault("unavailable"), fault("throttled"));
    await world.drain();
    expect(world.tenant.requests).toEqual([]);
    expect(await outcome(world)).toBe("approved");
    await world.runFor(minute);
    expect(world.tenant.ledger).toEqual(made);
  });

  test("for too long: the approval lapses, nothing was requested", async () => {
    const world = await night();
    await world.approve("block");
    world.standings.fail(...Array.from({ length: 200 }, () => fault("unavailable")));
    await world.runFor(6 * minute);
    expect(await outcome(world)).toBe("lapsed");
    expect(world.tenant.requests).toEqual([]);
  });

  test("an answer from before the claim isn't enough", async () => {
    const world = await night();
    await world.standings.of(ana.id);
    world.runtime.pass(1);
    await world.approve("block");
    world.standings.set(ana, "disabled");
    await world.drain();
    expect(world.tenant.requests).toEqual([]);
  });
});

describe("the cool-off of tier 3", () => {
  const voted = async (): Promise<World> => {
    const world = await night("privileged", "global administrator");
    await world.approve("block", ana);
    await world.approve("block", jon);
    return world;
  };
  const waive = async (world: World, by: Person): Promise<void> => {
    const { definition, status } = await world.step("block");
    if (status.kind !== "approved") throw new Error(status.kind);
    const { approvalId: id, nonce } = status.proposal;
    await world.wish(by, { type: "WaiveCoolOff", step: definition.key, id, nonce });
  };

  test("nothing is requested in the five minutes after the last vote, and then once", async () => {
    const world = await voted();
    await world.runFor(5 * minute - 1);
    expect(world.tenant.requests).toEqual([]);
    await world.runFor(1);
    expect(world.tenant.ledger).toEqual(made);
    expect(eventsOf(world, "EffectRequested")).toMatchObject([{ at: after(at("03:05"), 1_000) }]);
  });

  test("a claim that comes too early is put back to its end", async () => {
    const world = await voted();
    const { status } = await world.step("block");
    if (status.kind !== "approved") throw new Error(status.kind);
    const request = world.memory.queue.jobs().find(({ kind }) => kind === "run-step");
    if (!request) throw new Error("nothing runs");
    const claim = { ...request, id: "1", fence: 1, attempts: 1 };
    expect(await world.handlers["run-step"](claim)).toMatchObject({
      kind: "again",
      runAt: status.notBefore,
    });
    expect(world.tenant.requests).toEqual([]);
  });

  test("two people end it; one of them alone doesn't", async () => {
    const world = await voted();
    await waive(world, ana);
    await world.runFor(minute);
    expect(world.tenant.requests).toEqual([]);
    await waive(world, sam);
    await world.drain();
    expect(world.tenant.ledger).toEqual(made);
  });

  test("is time to change one's mind: a vote withdrawn in it requests nothing", async () => {
    const world = await voted();
    const { definition, status } = await world.step("block");
    if (status.kind !== "approved") throw new Error(status.kind);
    const { approvalId: id, nonce } = status.proposal;
    await world.wish(jon, { type: "WithdrawVote", step: definition.key, id, nonce });
    await world.runFor(30 * minute);
    expect(world.tenant.requests).toEqual([]);
    expect(await outcome(world)).toBe("lapsed");
  });
});

describe("between the approval and the claim", () => {
  test("a freeze: nothing is requested, and after it the step is proposed anew", async () => {
    const world = await night();
    await world.approve("block");
    await world.wish(priya, { type: "Freeze", reason: "a strange approval" });
    await world.runFor(10 * minute);
    expect(world.tenant.requests).toEqual([]);
    for (const by of [priya, jon]) await world.wish(by, { type: "LiftFreeze" });
    await world.drain();
    expect(world.tenant.requests).toEqual([]);
    expect(await votersOf(world)).toEqual([]);
  });

  test("a suspect: their vote is void, nothing is requested, and another one owns the step", async () => {
    const world = await night();
    await world.approve("block");
    await world.wish(priya, {
      type: "NameSuspect",
      suspect: ana,
      reason: "signed in from the same address",
      byManagement: false,
    });
    await world.drain();
    expect(world.tenant.requests).toEqual([]);
    expect(await outcome(world)).toBe("waiting");
    expect(await votersOf(world)).toEqual([]);
    expect((await world.step("block")).ownership?.owner.id).toBe(jon.id);
  });

  test("a target that became Global Administrator: asked anew, of two people, with a cool-off", async () => {
    const world = await night();
    await world.approve("block");
    world.tenant.traits("privileged", "global administrator");
    await world.drain();
    expect(world.tenant.requests).toEqual([]);
    expect(toldOf(world, "block")).toContain("PlanDrifted");
    const { status } = await world.step("block");
    expect(status).toMatchObject({ kind: "waiting", votes: [], proposal: { plan: { tier: 3 } } });
    await world.approve("block", ana);
    await world.approve("block", jon);
    await world.runFor(4 * minute);
    expect(world.tenant.requests).toEqual([]);
    await world.runFor(minute);
    expect(world.tenant.ledger).toEqual(made);
  });
});

describe("two workers", () => {
  test("one of them wakes after its lease: the voter is looked up again, and it is requested once", async () => {
    const world = await night("privileged");
    await world.approve("block", ana);
    await world.approve("block", jon);
    const other = restarted(world);
    world.memory.beforeNextCommit(async () => {
      world.runtime.pass(leaseMs + 1_000);
      await other.drain();
    });
    await world.drain();
    expect(world.tenant.ledger).toEqual(made);
    expect(world.tenant.requests).toHaveLength(1);
    expect(toldOf(world, "block").filter((type) => type === "EffectRequested")).toHaveLength(1);
  });

  test("one of them sees the voter disabled, the other still requests nothing with that vote", async () => {
    const world = await night();
    await world.approve("block");
    const other = restarted(world);
    other.standings.set(ana, "disabled");
    world.memory.beforeNextCommit(async () => {
      world.runtime.pass(leaseMs + 1_000);
      await other.drain();
    });
    await world.drain();
    expect(world.tenant.requests).toEqual([]);
    expect(await outcome(world)).toBe("waiting");
  });
});
