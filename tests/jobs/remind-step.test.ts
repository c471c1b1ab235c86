import { describe, expect, test } from "@jest/globals";
import { type World } from "../support/fakes/world.ts";
import { at, people } from "../support/incidents.ts";
import { callsOf, directoryOf, eventsOf, mentions, openNight, restarted } from "./night.ts";
import { minute } from "./steps.ts";

const { ana, jon, priya, bo } = people;
const hour = 60 * minute;

const wholeLadder = [
  "03:05 half time: Ana Costa",
  "03:10 time up: Ana Costa",
  "03:15 deputies: Jon Lind",
  "03:20 lead: Priya Nair",
  "03:25 management: Vera Lang",
];

describe("a step that its owner doesn't answer", () => {
  test("calls owner, deputies, lead and management, each once, also after its card lapsed", async () => {
    const world = await openNight();
    await world.runFor(3 * hour);
    expect(callsOf(world)).toEqual(wholeLadder);
    expect(world.tenant.requests).toEqual([]);
    const texts = mentions(world).filter(({ text }) => text.startsWith("step 1 "));
    expect(texts).toEqual([
      { to: "Ana Costa", text: "step 1 waits for your decision until 03:10 UTC." },
      {
        to: "Ana Costa",
        text: "step 1 still waits for you; half of its time is over.",
      },
      {
        to: "Ana Costa",
        text: expect.stringContaining("step 1 still waits for you; its time is up."),
      },
      {
        to: "Jon Lind",
        text: expect.stringContaining("Ana Costa hasn't answered; you may decide"),
      },
      { to: "Priya Nair", text: expect.stringContaining("you can reassign it") },
      { to: "Vera Lang", text: expect.stringContaining("you can reassign it") },
    ]);
  });

  test.each([
    ["approves", (world: World) => world.approve("block")],
    ["declines", (world: World) => world.decline("block", jon)],
  ])("calls nobody once somebody %s", async (_what, decides) => {
    const world = await openNight();
    await world.runFor(6 * minute);
    await decides(world);
    await world.runFor(3 * hour);
    expect(callsOf(world)).toEqual(wholeLadder.slice(0, 1));
  });

  test("says in each call who is next, and when", async () => {
    const world = await openNight();
    await world.runFor(6 * minute);
    expect((await world.step("block")).clock?.reminders).toMatchObject([
      { rung: "half time", next: { rung: "time up", at: at("03:10"), people: [{ id: ana.id }] } },
    ]);
  });

  test("survives a restart between two calls, and one in the middle of a call", async () => {
    const world = await openNight();
    await world.runFor(12 * minute);
    const next = restarted(world);
    // It dies after the claim: its lease ends, and another one makes the call.
    await next.runFor(3 * minute - 1);
    next.runtime.pass(1);
    const held = await next.memory.queue.claim(next.runtime.now(), 30_000);
    expect(held?.kind).toBe("remind-step");
    const last = restarted(next);
    await last.runFor(3 * hour);
    expect(callsOf(last)).toEqual([
      ...wholeLadder.slice(0, 2),
      "03:15 deputies: Jon Lind",
      "03:20 lead: Priya Nair",
      "03:25 management: Vera Lang",
    ]);
  });

  test("two workers call once", async () => {
    const world = await openNight();
    await world.drain();
    world.runtime.set(at("03:05"));
    const job = await world.memory.queue.claim(world.runtime.now(), 30_000);
    if (job?.kind !== "remind-step") throw new Error(job?.key);
    world.runtime.pass(31_000);
    const other = restarted(world);
    await other.drain();
    await expect(world.handlers["remind-step"](job)).resolves.toMatchObject({ kind: "again" });
    await other.runFor(minute);
    expect(callsOf(world)).toEqual(["03:05 half time: Ana Costa"]);
  });

  test("leaves out who is barred, and rungs on which nobody is left", async () => {
    const world = await openNight();
    await world.drain();
    await world.wish(priya, {
      type: "NameSuspect",
      suspect: jon,
      reason: "seen",
      byManagement: false,
    });
    await world.runFor(3 * hour);
    expect(callsOf(world)).toEqual([
      "03:05 half time: Ana Costa",
      "03:10 time up: Ana Costa",
      "03:20 lead: Priya Nair",
      "03:25 management: Vera Lang",
    ]);
  });
});

describe("after a pause, people have the time between two calls all the same", () => {
  test("a worker that was away for an hour calls the owner first, and the others in their turn", async () => {
    const world = await openNight();
    await world.drain();
    world.runtime.set(at("04:00"));
    await world.runFor(3 * hour);
    expect(callsOf(world)).toEqual([
      "04:00 half time: Ana Costa",
      "04:05 time up: Ana Costa",
      "04:10 deputies: Jon Lind",
      "04:15 lead: Priya Nair",
      "04:20 management: Vera Lang",
    ]);
    const { clock } = await world.step("block");
    expect(clock?.reminders[0]?.next?.at).toBe(at("04:05"));
  });

  test("when a freeze is lifted, what still waits is called again", async () => {
    const world = await openNight();
    world.tenant.previews("block-sign-in", { byHand: "It is a guest." });
    await world.drain();
    await world.wish(priya, { type: "Freeze", reason: "a strange approval" });
    await world.runFor(hour);
    expect(callsOf(world)).toEqual([]);
    for (const by of [ana, jon]) await world.wish(by, { type: "LiftFreeze" });
    await world.runFor(hour);
    expect(callsOf(world).slice(0, 2)).toEqual([
      "04:00 half time: Ana Costa",
      "04:05 time up: Ana Costa",
    ]);
  });
});

describe("a hand-over of the rota, or a group that changed", () => {
  const identity = (changes: object) => {
    const { teams } = directoryOf();
    return directoryOf({
      teams: teams.map((team) => (team.id === "identity" ? { ...team, ...changes } : team)),
    });
  };

  test("is found when a call is due: the new owner is asked, and has the whole time", async () => {
    const world = await openNight();
    await world.runFor(4 * minute);
    world.duty.set(identity({ onCall: { person: bo.id } }));
    await world.runFor(2 * minute);
    expect(callsOf(world)).toEqual([]);
    expect(eventsOf(world, "OwnerFound")).toMatchObject([
      { step: "block", at: at("03:05"), ownership: { owner: { id: bo.id } } },
    ]);
    expect(mentions(world).at(-1)).toMatchObject({ to: bo.name });
    await world.runFor(8 * minute);
    expect(callsOf(world)).toEqual(["03:10 half time: Bo Eriksen"]);
  });

  test("of the deputies only calls the owner at the same time, and then the new ones", async () => {
    const world = await openNight();
    await world.runFor(4 * minute);
    world.duty.set(identity({ deputies: [bo.id] }));
    await world.runFor(12 * minute);
    expect(callsOf(world)).toEqual([...wholeLadder.slice(0, 2), "03:15 deputies: Bo Eriksen"]);
  });

  test("is followed too for what failed", async () => {
    const world = await openNight();
    await world.drain();
    await world.approve("block");
    world.tenant.endings("block-sign-in", { made: false, answer: "failed" });
    await world.drain();
    expect((await world.step("block")).status).toMatchObject({ effect: { outcome: "failed" } });
    world.duty.set(identity({ onCall: { person: bo.id } }));
    await world.runFor(11 * minute);
    expect((await world.step("block")).ownership).toMatchObject({ owner: { id: bo.id } });
    expect(callsOf(world)).toEqual(["03:10 half time: Bo Eriksen"]);
  });

  test("isn't taken from a route by a target that can't be planned", async () => {
    const world = await openNight({
      routing: [{ name: "admins", targets: ["privileged"], team: "mail" }],
      teams: directoryOf().teams.map((team) =>
        team.id === "mail" ? { ...team, onCall: { person: priya.id }, lead: priya.id } : team,
      ),
    });
    world.tenant.traits("privileged");
    await world.runFor(11 * minute);
    const { status, ownership } = await world.step("block");
    expect(status.kind).toBe("by hand");
    expect(ownership).toMatchObject({ team: "mail", owner: { id: priya.id } });
    expect(callsOf(world).map((call) => call.slice(6))).toEqual([
      "half time: Priya Nair",
      "time up: Priya Nair",
    ]);
  });

  test("doesn't take away what somebody chose to do by hand", async () => {
    const world = await openNight();
    await world.drain();
    const { status, definition } = await world.step("block");
    if (status.kind !== "waiting") throw new Error(status.kind);
    const { approvalId: id, nonce } = status.proposal;
    await world.wish(jon, {
      type: "DoByHand",
      step: definition.key,
      id,
      nonce,
      reason: "the portal is open",
      byHand: "in the portal",
    });
    world.duty.set(identity({ onCall: { person: bo.id } }));
    await world.runFor(6 * minute);
    expect(callsOf(world)).toEqual(["03:05 half time: Jon Lind"]);
    expect(eventsOf(world, "OwnerFound").filter(({ step }) => step === "block")).toEqual([]);
  });
});
