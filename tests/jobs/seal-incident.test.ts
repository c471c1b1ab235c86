/** P4: what is kept when an incident is closed. */
import { describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { makeSealIncident } from "../../src/jobs/seal-incident.ts";
import { people } from "../support/incidents.ts";
import { makeWorld, type World } from "../support/fakes/world.ts";
import { minute, waiting } from "./steps.ts";

const { bo, priya } = people;

const file = z.object({
  kind: z.literal("P4"),
  incident: z.string(),
  record: z.object({ entries: z.number(), root: z.string(), chain: z.object({ ok: z.boolean() }) }),
  metrics: z.looseObject({
    containedInSeconds: z.number().optional(),
    closedAt: z.string().optional(),
    regressions: z.number(),
    steps: z.array(z.looseObject({ number: z.number(), result: z.string() })),
  }),
  entries: z.array(z.looseObject({ seq: z.number(), action: z.string() })),
  artefacts: z.array(z.looseObject({ kind: z.string(), sha256: z.string() })),
});

const seals = async (world: World) =>
  (await world.load()).artefacts.filter(({ kind }) => kind === "P4");

const sealed = async (world: World) => {
  const [seal] = await seals(world);
  if (!seal) throw new Error("nothing is sealed");
  return { seal, content: file.parse(JSON.parse(world.evidence.files.get(seal.sha256) ?? "")) };
};

/** Approved after 2 min, lost after 15, approved again; the rest is observed, too. */
const run = async (): Promise<World> => {
  const world = await waiting();
  await world.runFor(2 * minute);
  await world.approve("block");
  await world.drain();
  world.tenant.lose("account");
  await world.runFor(16 * minute);
  await world.approve("block");
  await world.drain();
  for (const key of ["sessions", "rules", "password"]) {
    const again = (await world.step(key)).status.kind === "lapsed";
    const { definition, ownership } = await world.step(key);
    const owner = ownership?.owner ?? bo;
    if (again) {
      await world.wish(owner, { type: "Reopen", step: definition.key, direction: "apply" });
      await world.drain();
    }
    await world.approve(key, owner);
    await world.drain();
  }
  return world;
};

const close = (world: World) =>
  world.wish(priya, { type: "Close", reason: "It is over.", falseAlarm: false });

describe("the seal", () => {
  test("is one file with the log, the times, the evidence and the record's root", async () => {
    const world = await run();
    await close(world);
    const closed = world.told().length;
    await world.drain();
    const { seal, content } = await sealed(world);
    expect(await seals(world)).toHaveLength(1);
    expect(content.record).toMatchObject({ entries: closed, chain: { ok: true } });
    expect(content.record.root).toBe(
      (await world.memory.store.events(world.first))[closed - 1]?.hash,
    );
    expect(content.entries.map(({ seq }) => seq)).toEqual(
      content.entries.map((_, index) => index + 1),
    );
    expect(content.entries).toHaveLength(closed);
    expect(content.artefacts.map(({ kind }) => kind).sort()).toEqual(["E0", "E1"]);
    expect(seal.complete).toBe(true);
    expect(seal.summary).toContain(`${String(closed)} entries, chain holds, 2 files, containment`);
  });

  test("has the times of approval and effect, what was lost, and words that people know", async () => {
    const world = await run();
    await close(world);
    await world.drain();
    const { metrics } = (await sealed(world)).content;
    expect(metrics.regressions).toBe(1);
    expect(metrics.closedAt).toBe((await world.load()).closed?.at);
    expect(metrics.steps[0]).toMatchObject({
      number: 1,
      result: "observed",
      decidedInSeconds: 120,
      requestedAt: "2026-11-21T03:02:00.000Z",
    });
    expect(metrics.steps.map(({ result }) => result)).toEqual(Array(4).fill("observed"));
    const seconds = metrics.steps.slice(0, 3).map((step) => Number(step["observedInSeconds"]));
    expect(metrics.containedInSeconds).toBe(Math.max(...seconds));
  });

  test("isn't made twice where the worker died after its commit", async () => {
    const world = await run();
    await close(world);
    await world.drain();
    const runAt = world.runtime.now();
    const job = { kind: "seal-incident", incident: world.first, key: "again", runAt } as const;
    await world.memory.queue.enqueue([{ ...job, payload: {} }]);
    await world.drain();
    expect(await seals(world)).toHaveLength(1);
  });

  test("says of a broken chain that it is broken, and that the file isn't whole", async () => {
    const world = await run();
    await close(world);
    const { handle, runtime, memory } = world;
    const verify = () => Promise.resolve({ ok: false, seq: 3 } as const);
    const seal = makeSealIncident(
      { store: { ...memory.store, verify }, handle, runtime },
      world.evidence,
    );
    for (;;) {
      const job = await memory.queue.claim(runtime.now(), minute);
      if (!job) break;
      if (job.kind === "seal-incident") await seal(job);
      await memory.queue.finish(job);
    }
    const { seal: artefact, content } = await sealed(world);
    expect(artefact).toMatchObject({ complete: false });
    expect(artefact.summary).toContain("chain broken");
    expect(content.record.chain).toEqual({ ok: false });
  });

  test("of a false alarm says that no containment was observed", async () => {
    const world = makeWorld();
    await world.open();
    await world.wish(priya, { type: "Close", reason: "a test", falseAlarm: true });
    await world.drain();
    expect((await sealed(world)).seal.summary).toContain("no containment observed");
  });

  test("a folder that takes nothing is given up in the end, not silently", async () => {
    const world = await run();
    world.evidence.fail(...Array.from({ length: 50 }, () => new Error("read-only")));
    await close(world);
    await world.runFor(30 * minute);
    expect(await seals(world)).toEqual([]);
    const buried = await world.memory.queue.buried();
    expect(buried.map(({ job, reason }) => `${job.kind}: ${reason}`)).toEqual([
      "seal-incident: read-only",
    ]);
  });
});
