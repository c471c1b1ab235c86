import { describe, expect, test } from "@jest/globals";
import { planCode } from "../../src/core/approval/plan-code.ts";
import { type Person } from "../../src/core/incident/people.ts";
import { type World } from "../support/fakes/world.ts";
import { people } from "../support/incidents.ts";
import { aloneTo, directoryOf, eventsOf, mentions, openNight, restarted } from "./night.ts";
import { minute } from "./steps.ts";

const { ana, jon, priya } = people;
const hour = 60 * minute;
const told = "step 1 was approved by Jon Lind alone in an emergency.";
const due = "step 1 was approved by Jon Lind alone a day ago; somebody else must review it.";

const approveAlone = async (world: World, by: Person): Promise<void> => {
  const { definition, status } = await world.step("block");
  if (status.kind !== "waiting") throw new Error(status.kind);
  await world.wish(by, {
    type: "ApproveAlone",
    step: definition.key,
    code: planCode(status.proposal.planHash),
    reason: "nobody answers and mail is being sent",
  });
  await world.drain();
};
/** Jon approves alone at 3:00; what waits besides is settled, so that nothing else rings. */
const alone = async (by: Person = jon): Promise<World> => {
  const world = await openNight();
  world.tenant.hold("sessions", "rule-1", "rule-2", "rule-3", "password");
  await world.drain();
  await approveAlone(world, by);
  return world;
};
const reviewCalls = (world: World) =>
  eventsOf(world, "PeopleCalled")
    .filter(({ rung }) => rung === "review due")
    .map(({ at, people: called }) => [at.slice(5, 16), ...called.map(({ name }) => name)]);
const review = async (world: World, by: Person): Promise<void> => {
  const step = (await world.step("block")).definition.key;
  await world.wish(by, { type: "ReviewAlone", step, finding: "read the sign-in log" });
};

describe("what one person approved alone", () => {
  test("runs, and its people and the lead are told at once, in the thread and alone", async () => {
    const world = await alone();
    expect(world.tenant.ledger).toEqual([{ item: "account", direction: "apply" }]);
    for (const chat of [mentions(world), aloneTo(world)]) {
      expect(chat.filter(({ text }) => text.includes(told)).map(({ to }) => to)).toEqual([
        ana.name,
        "Sam Park",
        priya.name,
      ]);
    }
  });

  test("is called for review after a day, once, and management with it", async () => {
    const world = await alone();
    await world.runFor(24 * hour - 1);
    expect(reviewCalls(world)).toEqual([]);
    await world.runFor(72 * hour);
    expect(reviewCalls(world)).toEqual([["11-22T03:00", ana.name, priya.name, "Vera Lang"]]);
    for (const chat of [mentions(world), aloneTo(world)]) {
      expect(chat.filter(({ text }) => text.includes(due)).map(({ to }) => to)).toEqual([
        ana.name,
        priya.name,
        "Vera Lang",
      ]);
    }
  });

  test("is called for after a restart too", async () => {
    const world = restarted(await alone());
    await world.runFor(25 * hour);
    expect(reviewCalls(world)).toHaveLength(1);
  });

  test("isn't called for once it was reviewed", async () => {
    const world = await alone();
    await review(world, ana);
    await world.runFor(48 * hour);
    expect(reviewCalls(world)).toEqual([]);
    expect(mentions(world)).not.toContainEqual(
      expect.objectContaining({ text: expect.stringContaining("a day ago") }),
    );
  });

  test("isn't reviewed by whoever approved it, so it is called for", async () => {
    const world = await alone(priya);
    await review(world, priya);
    await world.runFor(25 * hour);
    expect(reviewCalls(world)).toEqual([["11-22T03:00", ana.name, "Vera Lang"]]);
  });

  test("by the owner who leads, without a management: those who stand in are called", async () => {
    const { teams } = directoryOf();
    const few = teams
      .filter(({ id }) => id !== "management")
      .map((team) => (team.id === "identity" ? { ...team, onCall: { person: priya.id } } : team));
    const world = await openNight({ teams: few });
    world.tenant.hold("sessions", "rule-1", "rule-2", "rule-3", "password");
    await world.drain();
    await approveAlone(world, priya);
    await world.runFor(48 * hour);
    expect(reviewCalls(world)).toEqual([["11-22T03:00", jon.name, "Sam Park"]]);
  });

  test("where nobody else is left, nobody is called, and the queue comes to rest", async () => {
    const { teams } = directoryOf();
    const onlyPriya = teams
      .filter(({ id }) => id !== "management")
      .map((team) =>
        team.id === "identity"
          ? { ...team, lead: priya.id, onCall: { person: priya.id }, deputies: [] }
          : team,
      );
    const world = await openNight({ teams: onlyPriya });
    world.tenant.hold("sessions", "rule-1", "rule-2", "rule-3", "password");
    await world.drain();
    await approveAlone(world, priya);
    await world.runFor(48 * hour);
    expect(reviewCalls(world)).toEqual([]);
    expect(await world.memory.queue.buried()).toEqual([]);
  });
});
