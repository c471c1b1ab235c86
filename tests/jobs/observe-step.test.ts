/** Looks after an effect was observed: when they are made, and what follows from what they see. */
import { describe, expect, test } from "@jest/globals";
import { actionById, checkById } from "../../src/actions/catalogue.ts";
import { type Json } from "../../src/core/shared/canonical-json.ts";
import { type StepStatus } from "../../src/core/incident/types.ts";
import { givenBackBy } from "../../src/jobs/given-back.ts";
import { makeObserveStep } from "../../src/jobs/observe-step.ts";
import { at, people } from "../support/incidents.ts";
import { fault } from "../support/fakes/fake-tenant.ts";
import { said } from "../support/fakes/recording-chat.ts";
import { type World } from "../support/fakes/world.ts";
import { minute, outcome, toldOf, waiting } from "./steps.ts";

const { ana, bo, priya } = people;

const observed = async (): Promise<World> => {
  const world = await waiting();
  await world.approve("block");
  await world.drain();
  return world;
};

const looks = (world: World) =>
  world.memory.queue
    .jobs()
    .filter(({ kind, payload }) => kind === "observe-step" && payload["step"] === "block")
    .map(({ runAt }) => runAt.slice(8, 16))
    .sort();

const audit = (name: string, changes: Record<string, Json> = {}): Json => ({
  activityDateTime: "2026-11-21T03:10:00Z",
  activityDisplayName: "Enable account",
  result: "success",
  initiatedBy: { user: { displayName: name, userPrincipalName: "x@contoso.example" }, app: null },
  ...changes,
});

const regressions = (world: World) =>
  world.memory
    .recorded(world.first)
    .filter((event) => event.type === "EffectRegressed")
    .map(({ seen, changedBy }) => ({ seen, changedBy }));

describe("later looks", () => {
  test("are set once each: 15 min, 65 min and 24 h after the request", async () => {
    const world = await observed();
    expect(looks(world)).toEqual(["21T03:15", "21T04:05", "22T03:00"]);
    await world.runFor(16 * minute);
    expect(looks(world)).toEqual(["21T04:05", "22T03:00"]);
    await world.runFor(24 * 60 * minute);
    expect(looks(world)).toEqual([]);
    expect(toldOf(world, "block").filter((type) => type === "EffectSettled")).toHaveLength(1);
  });

  test("aren't set for a way back, and none of before says anything about it", async () => {
    const world = await observed();
    await world.wish(ana, {
      type: "Reopen",
      step: (await world.step("block")).definition.key,
      direction: "undo",
    });
    await world.drain();
    const before = looks(world);
    await world.approve("block");
    await world.drain();
    expect(looks(world)).toEqual(before);
    await world.runFor(25 * 60 * minute);
    expect(regressions(world)).toEqual([]);
    expect((await world.step("block")).status).toMatchObject({
      kind: "settled",
      proposal: { plan: { direction: "undo" } },
    });
  });

  test("an older plan's look does nothing", async () => {
    const world = await observed();
    const payload = { step: "block", approvalId: "another", look: "15" };
    const runAt = world.runtime.now();
    world.tenant.lose("account");
    await world.memory.queue.enqueue([
      { kind: "observe-step", incident: world.first, key: "old", payload, runAt },
    ]);
    await world.drain();
    expect(regressions(world)).toEqual([]);
    expect(await outcome(world)).toBe("observed");
  });
});

describe("what holds no more", () => {
  test("is recorded with who did it, proposed again, and told to owner and lead by mention", async () => {
    const world = await observed();
    world.tenant.lose("account");
    world.tenant.audits(audit("Karin Lind"));
    await world.runFor(16 * minute);
    expect(regressions(world)).toEqual([
      {
        seen: "1 of 1 holds no more. account doesn't hold",
        changedBy: "Karin Lind, Enable account, 03:10 UTC",
      },
    ]);
    expect((await world.step("block")).status.kind).toBe("waiting");
    const told = world.chat
      .standing()
      .filter(({ message }) => said(message).includes("Karin Lind, Enable account"))
      .flatMap(({ message }) => (message.kind === "text" ? [message] : []));
    expect(told.map(({ mention }) => mention?.id).sort()).toEqual([ana.id, priya.id].sort());
    expect(told[0]?.text).toContain("step 1 waits for your decision");
    await world.approve("block");
    await world.drain();
    expect(await outcome(world)).toBe("observed");
    expect(world.tenant.ledger.filter(({ direction }) => direction === "apply")).toHaveLength(2);
    expect((await world.step("block")).regressed).toBeUndefined();
  });

  test.each([
    ["the audit log is away", [fault("unavailable")]],
    ["it may not be read", [fault("refused")]],
    ["it has nothing yet", []],
  ])("is recorded at once where %s", async (_why, audits) => {
    const world = await observed();
    world.tenant.lose("account");
    world.tenant.audits(...audits);
    await world.runFor(16 * minute);
    expect(regressions(world)).toEqual([expect.objectContaining({ changedBy: undefined })]);
    expect((await world.step("block")).status.kind).toBe("waiting");
  });

  test.each([
    ["1 of 3 holds no more. rule-2 doesn't hold", ["rule-2"]],
    ["2 of 3 hold no more. rule-2 doesn't hold", ["rule-2", "rule-3"]],
  ])("can be a part of it, and only that part is asked for again: %s", async (seen, gone) => {
    const world = await observed();
    await world.approve("rules", bo);
    await world.drain();
    for (const id of gone) world.tenant.lose(id);
    const payload = { step: "rules" };
    const runAt = world.runtime.now();
    await world.memory.queue.enqueue([
      { kind: "observe-step", incident: world.first, key: "look", payload, runAt },
    ]);
    await world.drain();
    expect(regressions(world).map((fact) => fact.seen)).toEqual([seen]);
    const { status } = await world.step("rules");
    expect(status).toMatchObject({
      kind: "waiting",
      proposal: { plan: { items: gone.map((id) => ({ id })) } },
    });
  });
});

describe("a look that sees nothing", () => {
  test("changes nothing where everything is away, and is made again", async () => {
    const world = await observed();
    world.tenant.lose("account");
    world.tenant.observations(
      "block-sign-in",
      ...Array.from({ length: 5 }, () => fault("unavailable")),
    );
    await world.runFor(16 * minute);
    expect(await outcome(world)).toBe("observed");
    await world.runFor(5 * minute);
    expect(regressions(world)).toHaveLength(1);
  });

  test("changes nothing where one item is left out", async () => {
    const world = await observed();
    await world.approve("rules", bo);
    await world.drain();
    world.tenant.hide("rule-3");
    const runAt = world.runtime.now();
    await world.memory.queue.enqueue([
      { kind: "observe-step", incident: world.first, key: "l", payload: { step: "rules" }, runAt },
    ]);
    await world.drain();
    expect(await outcome(world, "rules")).toBe("observed");
    expect(toldOf(world, "rules").filter((type) => type === "EffectSettled")).toHaveLength(1);
  });
});

describe("after the close", () => {
  test("nothing is opened again: the lead hears of it, once", async () => {
    const world = await observed();
    const { memory } = world;
    const load = memory.store.load.bind(memory.store);
    const runtime = world.runtime.now();
    // What else is open keeps the incident from being closed; here only that it is closed matters.
    Object.assign(memory.store, {
      load: async (id: Parameters<typeof load>[0]) => {
        const incident = await load(id);
        return incident && { ...incident, closed: { at: runtime, by: priya, reason: "done" } };
      },
    });
    world.tenant.lose("account");
    await world.runFor(70 * minute);
    const alarms = memory.recorded(world.first).filter(({ type }) => type === "AlarmRaised");
    expect(alarms).toMatchObject([
      {
        kind: "R6",
        text: expect.stringMatching(
          /^Step 1 “.+”: 1 of 1 holds no more\. account doesn't hold The incident is closed: open a new one\.$/u,
        ),
      },
    ]);
    expect(regressions(world)).toEqual([]);
    expect(await outcome(world)).toBe("not observed");
    const told = world.chat
      .standing()
      .filter(({ message }) => said(message).includes("alarm from R6"));
    expect(told).toHaveLength(1);
  });
});

describe("what recovery gives back", () => {
  const by = { by: ana, at: at("03:05"), outcome: "observed", seen: "It is back." } as const;
  const hand = { kind: "by hand", handle: { id: "h", nonce: "n" }, at: at("03:05") } as const;
  const byHand = { ...hand, reason: "r", byHand: "b" };
  const effect = (of: StepStatus, changes: Record<string, unknown>): StepStatus => {
    if (of.kind !== "settled") throw new Error(of.kind);
    return { ...of, effect: { ...of.effect, ...changes } };
  };

  test.each<[string, number, (of: StepStatus) => StepStatus]>([
    ["that was observed", 0, (of) => of],
    ["that failed", 1, (of) => effect(of, { outcome: "failed" })],
    ["that a person looked at", 0, (of) => effect(of, { outcome: "unknown", looked: by })],
    ["that nobody knows of", 1, (of) => effect(of, { outcome: "unknown" })],
    ["done by hand", 0, () => ({ ...byHand, looked: by })],
    ["not done by hand yet", 1, () => byHand],
    ["that found it so", 0, () => ({ kind: "not needed", at: at("03:05"), seen: "so already" })],
  ])("by a step %s: %d regressions", async (_what, count, statusOf) => {
    const world = await observed();
    const { memory } = world;
    const load = memory.store.load.bind(memory.store);
    const block = await world.step("block");
    // The fake tenant knows no recovery: its step is added to what the look reads.
    const enable = {
      ...block,
      status: statusOf(block.status),
      definition: { ...block.definition, action: "enable-sign-in", phase: "recovery" as const },
    };
    const store = {
      ...memory.store,
      load: async (id: Parameters<typeof load>[0]) => {
        const incident = await load(id);
        return incident && { ...incident, steps: [...incident.steps, enable] };
      },
    };
    world.tenant.lose("account");
    const runAt = world.runtime.now();
    await memory.queue.enqueue([
      { kind: "observe-step", incident: world.first, key: "l", payload: { step: "block" }, runAt },
    ]);
    const job = await memory.queue.claim(runAt, minute);
    if (job?.kind !== "observe-step") throw new Error("no look");
    await makeObserveStep({ ...world.runWork, store })(job);
    expect(regressions(world)).toHaveLength(count);
  });

  test.each([
    ["block-sign-in", "enable-sign-in"],
    ["disable-ad-account", "enable-sign-in"],
    ["remove-directory-roles", "restore-roles-eligible"],
    ["block-mailbox-protocols", "unblock-sender-and-protocols"],
    ["isolate-device", "release-device"],
  ])("%s by %s: the catalogue has both, for the same kinds of subject", (taken, given) => {
    const [one, other] = [actionById(taken), actionById(given)];
    expect(other?.phase).toBe("recovery");
    expect(one?.subjectKinds).toEqual(other?.subjectKinds);
  });

  test.each(
    Object.entries(givenBackBy).flatMap(([taken, given]) =>
      given.map((id) => [taken, id] as const),
    ),
  )("%s by %s: both are there, for a kind of subject that both have", (taken, given) => {
    const other = actionById(given) ?? checkById(given);
    expect(other?.phase).toBe("recovery");
    const kinds: readonly string[] = other?.subjectKinds ?? [];
    expect(actionById(taken)?.subjectKinds.some((kind) => kinds.includes(kind))).toBe(true);
  });
});
