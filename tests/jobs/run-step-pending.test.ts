/** A service that takes its time: taken, looked at, and never requested a second time. */
import { describe, expect, test } from "@jest/globals";
import { fault, Killed } from "../support/fakes/fake-tenant.ts";
import { said } from "../support/fakes/recording-chat.ts";
import { makeWorld, type World } from "../support/fakes/world.ts";
import { leaseMs, minute, outcome, waiting } from "./steps.ts";

/** The first step is requested, and the service works on it. */
const underWay = async (): Promise<World> => {
  const world = await waiting();
  world.tenant.pend("account");
  await world.approve("block");
  await world.drain();
  return world;
};

describe("a request that stays pending", () => {
  test("is looked at until it is done, and requested once", async () => {
    const world = await underWay();
    await world.runFor(10 * minute);
    expect(await outcome(world)).toBe("running");
    world.tenant.arrive("account");
    await world.runFor(minute);
    expect(await outcome(world)).toBe("observed");
    expect(world.tenant.requests).toHaveLength(1);
  });

  test("is requested once over a restart, too", async () => {
    const world = await underWay();
    const next = makeWorld({ after: world });
    next.tenant.observations("block-sign-in", new Killed("kill -9"));
    await next.runFor(leaseMs + minute);
    next.tenant.arrive("account");
    await next.runFor(minute);
    expect(await outcome(next)).toBe("observed");
    expect(next.tenant.requests).toHaveLength(1);
  });

  test("is requested once where the service can't be read meanwhile", async () => {
    const world = await underWay();
    const away = Array.from({ length: 15 }, () => fault("unavailable"));
    world.tenant.observations("block-sign-in", ...away);
    await world.runFor(5 * minute);
    expect(world.tenant.requests).toHaveLength(1);
    expect(await outcome(world)).toBe("running");
    world.tenant.arrive("account");
    await world.runFor(minute);
    expect(await outcome(world)).toBe("observed");
  });

  test("is for a person when patience ends: unknown, and its owner is asked", async () => {
    const world = await underWay();
    await world.runFor(29 * minute);
    expect(await outcome(world)).toBe("running");
    await world.runFor(3 * minute);
    expect(await outcome(world)).toBe("unknown");
    expect(world.tenant.requests).toHaveLength(1);
    const asked = world.chat.standing().map(({ message }) => said(message));
    expect(asked).toContain("step 1 is unknown: please look and say what is so.");
  });

  test("isn't requested again where patience is shorter than a few claims", async () => {
    const world = await underWay();
    world.runtime.pass(31 * minute);
    await world.drain();
    expect(world.tenant.requests).toHaveLength(1);
    expect(await outcome(world)).toBe("unknown");
  });

  test("is not observed where the service gave it up", async () => {
    const world = await underWay();
    world.tenant.jam("account");
    world.tenant.arrive("account");
    await world.runFor(minute);
    expect(world.tenant.requests).toHaveLength(1);
    expect(await outcome(world)).toBe("not observed");
  });
});
