import { describe, expect, test } from "@jest/globals";
import { type StepKey } from "../../src/core/shared/ids.ts";
import { type World } from "../support/fakes/world.ts";
import { at, people } from "../support/incidents.ts";
import { callsOf, openNight } from "./night.ts";
import { minute } from "./steps.ts";

const { ana, jon, priya } = people;
const hour = 60 * minute;
const keyOf = async (world: World, key: string): Promise<StepKey> =>
  (await world.step(key)).definition.key;

describe("quiet hours", () => {
  const quietHours = { timeZone: "Europe/Lisbon", from: "22:00", to: "07:00" };

  test("put the calls of sev2 off until they end, one after the other from there", async () => {
    const world = await openNight({ quietHours });
    await world.runFor(4 * hour - 1);
    expect(callsOf(world)).toEqual([]);
    await world.runFor(hour);
    expect(callsOf(world)).toEqual([
      "07:00 half time: Ana Costa",
      "07:05 time up: Ana Costa",
      "07:10 deputies: Jon Lind",
      "07:15 lead: Priya Nair",
      "07:20 management: Vera Lang",
    ]);
  });

  test("don't hold sev1 back", async () => {
    const world = await openNight({ quietHours }, "sev1");
    await world.runFor(minute * 20);
    expect(callsOf(world)[0]).toBe("03:02 half time: Ana Costa");
    expect(callsOf(world)).toHaveLength(5);
  });

  test("end for what becomes sev1 meanwhile", async () => {
    const world = await openNight({ quietHours });
    await world.runFor(hour);
    await world.wish(priya, { type: "SetSeverity", severity: "sev1", byManagement: false });
    await world.runFor(minute);
    expect(callsOf(world)).toEqual(["04:00 half time: Ana Costa"]);
  });
});

describe("what changes the times", () => {
  test("another severity has other response times at once", async () => {
    const world = await openNight({}, "sev4");
    await world.runFor(6 * minute);
    expect(callsOf(world)).toEqual([]);
    await world.wish(priya, { type: "SetSeverity", severity: "sev2", byManagement: false });
    await world.runFor(5 * minute);
    expect(callsOf(world)).toEqual(["03:06 half time: Ana Costa", "03:11 time up: Ana Costa"]);
  });

  test("“I'm on it” gives half a response time from there, and no more", async () => {
    const world = await openNight();
    await world.drain();
    world.runtime.set(at("03:04"));
    const { status } = await world.step("block");
    if (status.kind !== "waiting") throw new Error(status.kind);
    const { approvalId: id, nonce } = status.proposal;
    await world.wish(ana, { type: "TakeStep", step: await keyOf(world, "block"), id, nonce });
    await world.runFor(20 * minute);
    expect(callsOf(world).slice(0, 2)).toEqual([
      "03:09 half time: Ana Costa",
      "03:14 time up: Ana Costa",
    ]);
  });

  test("another owner has the whole time", async () => {
    const world = await openNight();
    await world.runFor(6 * minute);
    const { ownership, definition } = await world.step("block");
    if (!ownership) throw new Error("no owner");
    await world.wish(priya, {
      type: "AssignStep",
      step: definition.key,
      ownership: { ...ownership, owner: jon, how: "assigned", deputies: [ana] },
      allowed: true,
      byManagement: false,
    });
    await world.runFor(6 * minute);
    expect(callsOf(world)).toEqual(["03:05 half time: Ana Costa", "03:11 half time: Jon Lind"]);
  });
});
