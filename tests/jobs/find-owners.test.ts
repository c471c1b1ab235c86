import { describe, expect, test } from "@jest/globals";
import { applyDirectory } from "../../src/application/apply-directory.ts";
import { type Directory } from "../../src/core/ownership/directory.ts";
import { type Person } from "../../src/core/incident/people.ts";
import { fault } from "../support/fakes/fake-tenant.ts";
import { type World } from "../support/fakes/world.ts";
import { at, people } from "../support/incidents.ts";
import { callsOf, directoryOf, eventsOf, mentions, openNight } from "./night.ts";
import { minute, toldOf } from "./steps.ts";

const { ana, jon, priya, bo, sam } = people;

/** The directory file changes to this, as the watcher tells it. */
const change = async (world: World, after: Directory): Promise<void> => {
  const before = world.duty.directory();
  world.duty.set(after);
  const sha256 = world.runtime.sha256(JSON.stringify(after));
  await applyDirectory({ store: world.memory.store, handle: world.handle })(before, after, sha256);
  await world.drain();
};
/** The identity team with another person on call. */
const withOnCall = (person: Person, deputies = [ana.id, jon.id]): Directory => {
  const { teams } = directoryOf();
  return directoryOf({
    teams: teams.map((team) =>
      team.id === "identity" ? { ...team, onCall: { person: person.id }, deputies } : team,
    ),
  });
};
const without = (person: Person): Directory => {
  const { people: all, teams } = directoryOf();
  return directoryOf({
    people: all.filter(({ id }) => id !== person.id),
    teams: teams.map((team) =>
      team.id === "identity" ? { ...team, deputies: [] } : { ...team, lead: priya.id },
    ),
  });
};
const ownerOf = async (world: World, key = "block") => (await world.step(key)).ownership;
const assign = async (world: World, owner: Person): Promise<void> => {
  const { definition, ownership } = await world.step("block");
  if (!ownership) throw new Error("no owner");
  await world.wish(priya, {
    type: "AssignStep",
    step: definition.key,
    ownership: { ...ownership, owner, how: "assigned", deputies: [ana] },
    allowed: true,
    byManagement: false,
  });
  await world.drain();
};
const asked = (world: World): readonly string[] =>
  mentions(world)
    .filter(({ text }) => text.startsWith("step 1 waits"))
    .map(({ to }) => to);

describe("a directory that changes while steps wait", () => {
  test("gives them their new owner, who is mentioned once; who was asked isn't again", async () => {
    const world = await openNight();
    await world.drain();
    await change(world, withOnCall(bo));
    expect(await ownerOf(world)).toMatchObject({ owner: { id: bo.id }, how: "on call" });
    expect(asked(world)).toEqual([ana.name, bo.name]);
    expect(eventsOf(world, "OwnerFound")).toContainEqual(
      expect.objectContaining({ step: "block", why: "the incident or the directory changed" }),
    );
    await change(world, directoryOf({ ...withOnCall(bo), clocks: {} }));
    expect(asked(world)).toEqual([ana.name, bo.name]);
  });

  test("starts the new owner's time anew", async () => {
    const world = await openNight();
    await world.runFor(6 * minute);
    await change(world, withOnCall(bo));
    await world.runFor(6 * minute);
    expect(callsOf(world)).toEqual(["03:05 half time: Ana Costa", "03:11 half time: Bo Eriksen"]);
  });

  test("lets nobody decide who was removed from it", async () => {
    const world = await openNight();
    await world.drain();
    await change(world, without(jon));
    expect((await ownerOf(world))?.deputies).toEqual([]);
    const refused = await world.approve("block", jon);
    expect(refused).toMatchObject({ refusal: { code: "R-104" } });
    await world.approve("block", ana);
    await world.drain();
    expect(world.tenant.ledger).toHaveLength(1);
  });

  test("leaves who was assigned, and who decided, where they are", async () => {
    const world = await openNight();
    await world.drain();
    await assign(world, jon);
    await change(world, withOnCall(bo));
    expect(await ownerOf(world)).toMatchObject({ owner: { id: jon.id }, how: "assigned" });
    await world.approve("block", jon);
    await world.drain();
    const found = eventsOf(world, "OwnerFound").length;
    await change(world, withOnCall(sam));
    expect(await ownerOf(world)).toMatchObject({ owner: { id: jon.id } });
    expect(
      eventsOf(world, "OwnerFound")
        .slice(found)
        .filter(({ step }) => step === "block"),
    ).toEqual([]);
  });

  test("but not somebody assigned who was removed from it", async () => {
    const world = await openNight();
    await world.drain();
    await assign(world, jon);
    await change(world, without(jon));
    expect(await ownerOf(world)).toMatchObject({ owner: { id: ana.id }, how: "on call" });
    expect(asked(world)).toEqual([ana.name, jon.name]);
  });

  test("nor somebody assigned who isn't of the team any more", async () => {
    const world = await openNight();
    await world.drain();
    await assign(world, jon);
    await change(world, withOnCall(bo, [ana.id]));
    expect(await ownerOf(world)).toMatchObject({ owner: { id: bo.id }, how: "on call" });
  });

  test("the same owners are no entry of the record", async () => {
    const world = await openNight();
    await world.drain();
    await change(world, directoryOf({ clocks: { responseMinutes: { sev2: 20 } } }));
    expect(eventsOf(world, "DirectoryChanged")).toHaveLength(1);
    expect(eventsOf(world, "OwnerFound")).toEqual([]);
  });

  test("other response times count at once", async () => {
    const world = await openNight();
    await world.drain();
    await change(world, directoryOf({ clocks: { responseMinutes: { sev2: 6 } } }));
    await world.runFor(3 * minute);
    expect(callsOf(world)).toEqual(["03:03 half time: Ana Costa"]);
  });
});

describe("severity and suspects", () => {
  const routing = [{ name: "worst", severity: ["sev1" as const], team: "security" }];

  test("another severity has its own routes", async () => {
    const world = await openNight({ routing });
    await world.drain();
    await world.wish(priya, { type: "SetSeverity", severity: "sev1", byManagement: false });
    await world.drain();
    expect(await ownerOf(world)).toMatchObject({ team: "security", owner: { id: sam.id } });
    expect(asked(world)).toEqual([ana.name, sam.name]);
  });

  test("a suspect owns nothing any more", async () => {
    const world = await openNight();
    await world.drain();
    await world.wish(priya, {
      type: "NameSuspect",
      suspect: ana,
      reason: "x",
      byManagement: false,
    });
    await world.drain();
    for (const key of ["block", "sessions", "password"]) {
      expect(await ownerOf(world, key)).toMatchObject({ owner: { id: jon.id } });
    }
    expect(asked(world)).toEqual([ana.name, jon.name]);
  });
});

describe("a step that was put off", () => {
  const defer = async (world: World, minutes: number): Promise<void> => {
    const { definition, status } = await world.step("block");
    if (status.kind !== "waiting") throw new Error(status.kind);
    const { approvalId: id, nonce } = status.proposal;
    const reason = "the invoice run ends first";
    await world.wish(ana, { type: "Defer", step: definition.key, id, nonce, minutes, reason });
  };

  test("is asked again when its time is over, on a new card, and nothing before", async () => {
    const world = await openNight();
    await world.drain();
    await defer(world, 30);
    await world.runFor(30 * minute - 1);
    expect((await world.step("block")).status.kind).toBe("deferred");
    expect(callsOf(world)).toEqual([]);
    await world.runFor(1);
    const { status } = await world.step("block");
    expect(status).toMatchObject({ kind: "waiting", proposal: { proposedAt: at("03:30") } });
    expect(asked(world)).toEqual([ana.name, ana.name]);
    expect(world.tenant.requests).toEqual([]);
  });

  test("isn't asked again a second time where a person was quicker", async () => {
    const world = await openNight();
    await world.drain();
    await defer(world, 30);
    world.runtime.pass(10 * minute);
    const { definition } = await world.step("block");
    await world.wish(ana, { type: "Reopen", step: definition.key, direction: "apply" });
    await world.drain();
    await world.approve("block");
    await world.runFor(60 * minute);
    expect(toldOf(world, "block").filter((type) => type === "StepReopened")).toHaveLength(1);
    expect(world.tenant.ledger).toHaveLength(1);
  });

  test("comes back also where the tenant was away at that time", async () => {
    const world = await openNight();
    await world.drain();
    await defer(world, 30);
    world.tenant.previews("block-sign-in", fault("unavailable"), fault("unavailable"));
    await world.runFor(31 * minute);
    expect((await world.step("block")).status.kind).toBe("waiting");
  });
});
