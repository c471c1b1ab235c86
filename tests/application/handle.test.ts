import { describe, expect, test } from "@jest/globals";
import { makeHandle, type Order } from "../../src/application/handle.ts";
import { type Wish } from "../../src/core/incident/commands.ts";
import { incidentOf } from "../../src/core/incident/evolve.ts";
import { by, cordon, hash, key, planFor } from "../support/given.ts";
import { people } from "../support/incidents.ts";
import { makeWorld } from "../support/fakes/world.ts";

const { ana, jon, bo, priya } = people;
const note = (text: string): Wish => ({ type: "AddNote", text });

/** An open incident in which the first step waits for Ana. */
const waiting = async () => {
  const world = makeWorld();
  await world.open();
  await world.drain();
  return world;
};

const approval = async (world: Awaited<ReturnType<typeof waiting>>): Promise<Wish> => {
  const { status, definition } = await world.step("block");
  if (status.kind !== "waiting") throw new Error("it doesn't wait");
  const { approvalId, nonce } = status.proposal;
  return { type: "Approve", step: definition.key, id: approvalId, nonce };
};

describe("handle", () => {
  test("fifty presses at once are one vote, and all are answered alike", async () => {
    const world = await waiting();
    const wish = await approval(world);
    const order: Order = { incident: world.first, actor: by(ana), wishes: [wish] };
    const answers = await Promise.all(Array.from({ length: 50 }, () => world.handle(order)));
    expect(world.told().filter((type) => type === "StepApproved")).toHaveLength(1);
    const refused = answers.flatMap((answer) => (answer.kind === "handled" ? answer.refusal : []));
    expect(refused.filter((refusal) => refusal === undefined)).toHaveLength(1);
    expect(new Set(refused.flatMap((refusal) => refusal?.code ?? []))).toEqual(new Set(["R-106"]));
  });

  test("two replicas with one store: two people at once are one vote and one request", async () => {
    const world = await waiting();
    const wish = await approval(world);
    const other = makeHandle(world.memory.store, world.runtime);
    await Promise.all([
      ...Array.from({ length: 10 }, () =>
        world.handle({ incident: world.first, actor: by(ana), wishes: [wish] }),
      ),
      ...Array.from({ length: 10 }, () =>
        other({ incident: world.first, actor: by(jon), wishes: [wish] }),
      ),
    ]);
    await world.drain();
    expect(world.told().filter((type) => type === "StepApproved")).toHaveLength(1);
    expect(world.tenant.requests).toHaveLength(1);
  });

  test("approve and decline at once: the first committed decides", async () => {
    const world = await waiting();
    const wish = await approval(world);
    if (wish.type !== "Approve") throw new Error("not an approval");
    const { step, id, nonce } = wish;
    const other = makeHandle(world.memory.store, world.runtime);
    const no: Wish = { type: "Decline", step, id, nonce, reason: "no" };
    await Promise.all([
      other({ incident: world.first, actor: by(jon), wishes: [no] }),
      world.handle({ incident: world.first, actor: by(ana), wishes: [wish] }),
    ]);
    await world.drain();
    expect((await world.step("block")).status.kind).toBe("declined");
    expect(world.tenant.requests).toEqual([]);
  });

  test("who loses a race decides again on the newer state", async () => {
    const world = await waiting();
    const rival = makeHandle(world.memory.store, world.runtime);
    world.memory.beforeNextCommit(async () => {
      await rival({ incident: world.first, actor: by(bo), wishes: [note("first")] });
    });
    const handled = await world.handle({
      incident: world.first,
      actor: by(ana),
      wishes: [note("second")],
    });
    expect(handled.kind).toBe("handled");
    const notes = world.memory
      .recorded(world.first)
      .flatMap((event) => (event.type === "NoteAdded" ? event.text : []));
    expect(notes).toEqual(["first", "second"]);
  });

  test("who loses a race to the same wish is refused on the newer state", async () => {
    const world = await waiting();
    const rival = makeHandle(world.memory.store, world.runtime);
    const wish: Wish = { type: "SetSeverity", severity: "sev1", byManagement: false };
    const order = { incident: world.first, actor: by(bo), wishes: [wish] };
    world.memory.beforeNextCommit(async () => {
      await rival(order);
    });
    expect(await world.handle(order)).toMatchObject({ events: [], refusal: { code: "R-204" } });
  });

  test("the same message is recorded once", async () => {
    const world = await waiting();
    const order = {
      incident: world.first,
      actor: by(bo),
      wishes: [note("once")],
      once: "message-9",
    };
    expect((await world.handle(order)).kind).toBe("handled");
    expect(await world.handle(order)).toEqual({ kind: "duplicate" });
    expect(world.told().filter((type) => type === "NoteAdded")).toHaveLength(1);
  });

  test("a worker that lost its lease records nothing", async () => {
    const world = await waiting();
    await world.memory.queue.enqueue([
      {
        kind: "observe-step",
        incident: world.first,
        key: "k",
        payload: {},
        runAt: world.runtime.now(),
      },
    ]);
    const old = await world.memory.queue.claim(world.runtime.now(), 1_000);
    world.runtime.pass(2_000);
    const fresh = await world.memory.queue.claim(world.runtime.now(), 1_000);
    if (!old || !fresh) throw new Error("nothing was claimed");
    const order = { incident: world.first, actor: cordon, wishes: [note("late")] };
    expect(fresh.fence).toBeGreaterThan(old.fence);
    expect(await world.handle({ ...order, claim: old })).toEqual({ kind: "fenced" });
    expect((await world.handle({ ...order, claim: fresh })).kind).toBe("handled");
    expect(world.told().filter((type) => type === "NoteAdded")).toHaveLength(1);
  });

  test("a store that is down throws, nothing is recorded, and the next order goes through", async () => {
    const world = await waiting();
    const before = world.told();
    world.memory.down();
    const order = { incident: world.first, actor: by(bo), wishes: [note("lost")] };
    await expect(world.handle(order)).rejects.toThrow("the store is down");
    world.memory.up();
    expect(world.told()).toEqual(before);
    expect((await world.handle(order)).kind).toBe("handled");
  });

  test("several wishes are decided on one another and committed together", async () => {
    const world = await waiting();
    const wishes: Wish[] = [
      { type: "SetSeverity", severity: "sev1", byManagement: false },
      { type: "SetSeverity", severity: "sev1", byManagement: false },
      note("after"),
    ];
    const handled = await world.handle({ incident: world.first, actor: by(bo), wishes });
    expect(handled).toMatchObject({
      events: [{ type: "SeverityChanged" }, { type: "NoteAdded" }],
      refusal: { code: "R-204" },
    });
  });

  test("an incident that isn't open is a fault, not a new one", async () => {
    const world = makeWorld();
    const order = { incident: world.first, actor: by(bo), wishes: [note("x")] };
    await expect(world.handle(order)).rejects.toThrow("before the incident was opened");
    expect(await world.memory.store.load(world.first)).toBeUndefined();
  });

  test("what is stored is the fold of what was recorded", async () => {
    const world = await waiting();
    await world.approve("block");
    await world.runFor(60_000);
    expect(incidentOf(world.memory.recorded(world.first))).toEqual(await world.load());
    expect(await world.memory.store.verify(world.first)).toEqual({ ok: true });
  });
});

describe("what follows from facts", () => {
  test("a commit that decides nothing adds no work", async () => {
    const world = await waiting();
    const before = world.memory.queue.jobs();
    await world.handle({
      incident: world.first,
      actor: cordon,
      wishes: [
        {
          type: "ProposeStep",
          step: key("block"),
          id: "x",
          nonce: "y",
          plan: planFor("block"),
          planHash: hash("a"),
        },
      ],
    });
    expect(world.memory.queue.jobs()).toEqual(before);
  });

  test("a refused press is shown, and starts nothing else", async () => {
    const world = await waiting();
    const before = world.memory.queue.jobs();
    const wish = await approval(world);
    const handled = await world.handle({ incident: world.first, actor: by(bo), wishes: [wish] });
    expect(handled).toMatchObject({ events: [{ type: "PressRefused" }] });
    const added = world.memory.queue.jobs().filter((job) => !before.includes(job));
    expect(added.map(({ kind }) => kind)).toEqual(["show"]);
  });

  test("an approval is run now, and lapses when nothing uses it", async () => {
    const world = await waiting();
    await world.approve("block");
    const kinds = world.memory.queue.jobs().map(({ kind, runAt }) => `${kind} ${runAt}`);
    expect(kinds).toEqual(
      expect.arrayContaining([
        "run-step 2026-11-21T03:00:00.000Z",
        "lapse-step 2026-11-21T03:05:00.001Z",
        "lapse-step 2026-11-21T03:10:00.000Z",
      ]),
    );
  });

  test("the lead's own deputies are in the record of the opening", async () => {
    const world = await waiting();
    const { lead, steps } = await world.load();
    expect(lead).toEqual(priya);
    expect(steps.map(({ ownership }) => ownership?.owner.name)).toEqual([
      "Ana Costa",
      "Ana Costa",
      "Bo Eriksen",
      "Ana Costa",
    ]);
  });
});
