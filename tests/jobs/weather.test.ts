/** Services that are away: nothing that is known gets lost, and nobody is kept waiting by another service. */
import { describe, expect, test } from "@jest/globals";
import { fault } from "../support/fakes/fake-tenant.ts";
import { makeWorld, type World } from "../support/fakes/world.ts";
import { people } from "../support/incidents.ts";

const minute = 60_000;

const kindOf = async (world: World, key: string) => (await world.step(key)).status.kind;

const waiting = async (): Promise<World> => {
  const world = makeWorld();
  await world.open();
  await world.drain();
  return world;
};

describe("a service that can't be read", () => {
  /** Block is declined, so that sessions and rules are due at once. */
  const twoDue = async (kind: "unavailable" | "identity"): Promise<World> => {
    const world = await waiting();
    world.tenant.previews("remove-rules", ...Array.from({ length: 30 }, () => fault(kind)));
    await world.decline("block");
    return world;
  };

  test("doesn't keep the steps of other services from being proposed", async () => {
    const world = await twoDue("unavailable");
    await world.drain();
    expect(await kindOf(world, "sessions")).toBe("waiting");
    expect(await kindOf(world, "rules")).toBe("not started");
  });

  test("leaves its step to people in the end, with the reason, and nothing is given up", async () => {
    const world = await twoDue("identity");
    await world.runFor(3 * minute);
    const { status } = await world.step("rules");
    expect(status).toMatchObject({
      kind: "by hand",
      reason: expect.stringContaining("can't be read"),
    });
    expect(await world.memory.queue.buried()).toEqual([]);
  });

  test("makes nothing unknown that was observed before", async () => {
    const world = await waiting();
    await world.approve("block");
    await world.drain();
    const { definition } = await world.step("block");
    world.tenant.observations(
      "block-sign-in",
      ...Array.from({ length: 5 }, () => fault("unavailable")),
    );
    await world.memory.queue.enqueue([
      {
        kind: "observe-step",
        incident: world.first,
        key: "look",
        payload: { step: definition.key },
        runAt: world.runtime.now(),
      },
    ]);
    await world.drain();
    expect((await world.step("block")).status).toMatchObject({ effect: { outcome: "observed" } });
    await world.runFor(10 * minute);
    expect((await world.step("block")).status).toMatchObject({ effect: { outcome: "observed" } });
  });
});

describe("evidence that was missed", () => {
  test("is tried again when its step is proposed again", async () => {
    const world = makeWorld();
    world.tenant.evidence("E1", ...Array.from({ length: 5 }, () => fault("unavailable")));
    await world.open();
    await world.runFor(2 * minute);
    await world.decline("block");
    await world.drain();
    expect(world.told()).toContain("EvidenceMissed");
    const { definition } = await world.step("rules");
    expect(await kindOf(world, "rules")).toBe("by hand");
    await world.wish(people.bo, { type: "Reopen", step: definition.key, direction: "apply" });
    await world.drain();
    expect(world.told()).toContain("EvidenceKept");
    expect(await kindOf(world, "rules")).toBe("waiting");
  });
});
