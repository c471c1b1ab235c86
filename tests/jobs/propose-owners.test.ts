import { describe, expect, test } from "@jest/globals";
import { type Standing } from "../../src/actions/standing.ts";
import { type Trait } from "../../src/core/incident/plan.ts";
import { fault } from "../support/fakes/fake-tenant.ts";
import { type World } from "../support/fakes/world.ts";
import { people } from "../support/incidents.ts";
import { aloneTo, callsOf, directoryOf, eventsOf, mentions, openNight } from "./night.ts";
import { minute } from "./steps.ts";

const { ana, jon, priya, bo, sam } = people;

const planOf = async (world: World, key = "block") => {
  const { status } = await world.step(key);
  if (status.kind !== "waiting") throw new Error(`${key} is ${status.kind}`);
  return status.proposal.plan;
};
const ownerOf = async (world: World, key = "block") => (await world.step(key)).ownership;

describe("the tier of a plan", () => {
  test.each<[readonly Trait[], number]>([
    [[], 1],
    [["guest"], 1],
    [["privileged"], 2],
    [["privileged", "global administrator"], 3],
  ])("for a target that is %j is %d", async (traits, tier) => {
    const world = await openNight();
    world.tenant.traits(...traits);
    await world.drain();
    expect(await planOf(world)).toMatchObject({ tier, traits });
  });

  test("where it takes two, everybody whose vote counts is asked, and not who asked for it", async () => {
    const world = await openNight();
    world.tenant.traits("privileged");
    await world.drain();
    const asked = mentions(world).filter(({ text }) => text.includes("waits for your decision"));
    expect(asked.map(({ to }) => to)).toEqual([ana.name, jon.name, sam.name]);
  });
});

describe("the owner is found for the target", () => {
  const routing = [
    {
      name: "administrators",
      targets: ["privileged" as const],
      team: "security",
      oversight: "management",
    },
  ];

  test("by a routing rule for what the target is, with security's oversight told", async () => {
    const world = await openNight({ routing });
    world.tenant.traits("privileged");
    await world.drain();
    expect(await ownerOf(world)).toMatchObject({
      team: "security",
      owner: { id: sam.id },
      oversight: { name: "Vera Lang" },
    });
    expect(eventsOf(world, "OwnerFound")).toMatchObject([
      { step: "block", why: "the target is privileged", actor: { kind: "cordon" } },
    ]);
    expect(mentions(world)).toContainEqual({
      to: "Vera Lang",
      text: "step 1 is under your oversight: you may stop it.",
    });
    expect(mentions(world)).not.toContainEqual(expect.objectContaining({ to: ana.name }));
  });

  test("and stays who it was where no rule fits", async () => {
    const world = await openNight({ routing });
    await world.drain();
    expect(await ownerOf(world)).toMatchObject({ team: "identity", owner: { id: ana.id } });
    expect(eventsOf(world, "OwnerFound")).toEqual([]);
  });
});

describe("people who can't decide any more", () => {
  test.each<Standing>(["gone", "disabled", "guest", "external"])(
    "an owner who is %s is passed over for the deputy, who is asked",
    async (standing) => {
      const world = await openNight();
      world.standings.set(ana, standing);
      await world.drain();
      expect(await ownerOf(world)).toMatchObject({ owner: { id: jon.id }, how: "deputy" });
      expect(mentions(world)).toEqual([
        { to: jon.name, text: "step 1 waits for your decision until 03:10 UTC." },
      ]);
    },
  );

  test("the lead follows where the deputies left as well", async () => {
    const world = await openNight();
    for (const person of [ana, jon]) world.standings.set(person, "gone");
    await world.drain();
    expect(await ownerOf(world)).toMatchObject({ owner: { id: sam.id }, how: "lead", seconds: [] });
  });

  test("a standing that can't be read keeps the owner", async () => {
    const world = await openNight();
    world.standings.set(ana, "disabled");
    world.standings.fail(...Array.from({ length: 10 }, () => fault("unavailable")));
    await world.drain();
    expect(await ownerOf(world)).toMatchObject({ owner: { id: ana.id } });
    expect((await world.step("block")).status.kind).toBe("waiting");
  });
});

describe("a plan that nobody could approve", () => {
  test("is left to people, who are told how many it takes and who may", async () => {
    const world = await openNight();
    world.tenant.traits("privileged");
    for (const person of [jon, sam]) world.standings.set(person, "gone");
    await world.drain();
    expect((await world.step("block")).status).toMatchObject({
      kind: "by hand",
      reason: "2 people must approve it, and only Ana Costa may.",
      byHand:
        "Find a second person first: the lead can assign one, or the directory needs another. Then propose it again.",
    });
    expect(world.tenant.requests).toEqual([]);
    expect(mentions(world)).toContainEqual({ to: ana.name, text: "step 1 is yours by hand." });
  });

  test("says so where the only ones left asked for it", async () => {
    const { teams } = directoryOf();
    const alone = teams.map((team) =>
      team.id === "mail" ? { ...team, lead: priya.id, onCall: { person: priya.id } } : team,
    );
    const world = await openNight({ teams: alone });
    world.tenant.hold("account");
    world.tenant.traits("privileged");
    await world.drain();
    expect((await world.step("rules")).status).toMatchObject({
      kind: "by hand",
      reason: "2 people must approve it, and nobody may: they asked for it or have no vote here.",
    });
  });

  test("but one person's plan waits for whoever asked for it, too", async () => {
    const world = await openNight();
    for (const person of [jon, sam]) world.standings.set(person, "gone");
    await world.drain();
    expect((await world.step("block")).status.kind).toBe("waiting");
  });
});

describe("a step without an owner", () => {
  const nobody = async (changes: Parameters<typeof openNight>[0] = {}): Promise<World> => {
    const world = await openNight(changes);
    for (const person of [ana, jon, sam]) world.standings.set(person, "gone");
    return world;
  };

  test("is proposed, and the lead told at once by mention and alone", async () => {
    const world = await nobody();
    await world.drain();
    const { status, ownership } = await world.step("block");
    expect(status.kind).toBe("waiting");
    expect(ownership).toBeUndefined();
    const text = "step 1 has no owner: assign one with “incident assign 1 <person>”.";
    expect(mentions(world)).toEqual([{ to: priya.name, text }]);
    expect(aloneTo(world)).toEqual([{ to: priya.name, text: `INC-0001: ${text}` }]);
  });

  test("calls the lead five times, every two minutes, then management, once", async () => {
    const world = await nobody();
    await world.runFor(60 * minute);
    expect(callsOf(world)).toEqual([
      "03:00 no owner: Priya Nair",
      "03:02 no owner: Priya Nair",
      "03:04 no owner: Priya Nair",
      "03:06 no owner: Priya Nair",
      "03:08 no owner: Priya Nair",
      "03:10 management: Vera Lang",
    ]);
  });

  test("is the new owner's from the moment it has one, with the whole time", async () => {
    const tomorrow = {
      person: bo.id,
      from: "2026-11-22T03:00:00.000Z",
      to: "2026-11-22T15:00:00.000Z",
    };
    const { teams } = directoryOf();
    const withBo = teams.map((team) =>
      team.id === "identity" ? { ...team, onCall: { rota: [tomorrow] } } : team,
    );
    const world = await nobody({ teams: withBo });
    await world.runFor(3 * minute);
    const { definition } = await world.step("block");
    await world.wish(priya, {
      type: "AssignStep",
      step: definition.key,
      ownership: { owner: bo, how: "assigned", team: "identity", deputies: [], seconds: [] },
      allowed: true,
      byManagement: false,
    });
    await world.runFor(6 * minute);
    expect(callsOf(world).slice(2)).toEqual(["03:08 half time: Bo Eriksen"]);
    expect(mentions(world)).toContainEqual({
      to: bo.name,
      text: "step 1 waits for your decision until 03:10 UTC.",
    });
  });
});
