/** Looks at what an earlier plan of a step holds. */
import { describe, expect, test } from "@jest/globals";
import { people } from "../support/incidents.ts";
import { type World } from "../support/fakes/world.ts";
import { minute, outcome, waiting } from "./steps.ts";

const { bo } = people;

const regressions = (world: World) => world.told().filter((type) => type === "EffectRegressed");

describe("what an earlier plan holds, where the newest one came to nothing", () => {
  const look = async (world: World) => {
    const runAt = world.runtime.now();
    await world.memory.queue.enqueue([
      { kind: "observe-step", incident: world.first, key: "l", payload: { step: "rules" }, runAt },
    ]);
    await world.drain();
  };

  /** Rule 2 was lost, and a second plan for it isn't observed; the others hold by the first one. */
  const second = async (): Promise<World> => {
    const world = await waiting();
    await world.approve("block");
    await world.drain();
    await world.approve("rules", bo);
    await world.drain();
    world.tenant.lose("rule-2");
    await look(world);
    world.tenant.pend("rule-2");
    await world.approve("rules", bo);
    await world.runFor(10 * 60 * minute);
    return world;
  };

  test("is told when it is lost too", async () => {
    const world = await second();
    expect(["unknown", "not observed"]).toContain(await outcome(world, "rules"));
    world.tenant.lose("rule-3");
    await look(world);
    expect(regressions(world)).toHaveLength(2);
    expect((await world.step("rules")).lost).toEqual(["rule-2", "rule-3"]);
  });

  test("and what came late is kept with it", async () => {
    const world = await second();
    world.tenant.arrive("rule-2");
    world.tenant.lose("rule-3");
    await look(world);
    expect(regressions(world)).toHaveLength(2);
    expect((await world.step("rules")).lost).toEqual(["rule-3"]);
    expect((await world.step("rules")).status).toMatchObject({
      proposal: { plan: { items: [{ id: "rule-3" }] } },
    });
  });
});
