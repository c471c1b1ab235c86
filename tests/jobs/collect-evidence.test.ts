import { describe, expect, test } from "@jest/globals";
import { fault } from "../support/fakes/fake-tenant.ts";
import { makeWorld } from "../support/fakes/world.ts";

const minute = 60_000;

const open = async () => {
  const world = makeWorld();
  await world.open();
  return world;
};

describe("collecting evidence", () => {
  test("keeps each kind under its SHA-256, and says what is in it", async () => {
    const world = await open();
    await world.drain();
    const { artefacts } = await world.load();
    expect(artefacts.map(({ kind }) => kind).sort()).toEqual(["E0", "E1"]);
    for (const { sha256, kind, bytes } of artefacts) {
      const text = world.evidence.files.get(sha256) ?? "";
      expect(text).toBe(`{"kind":"${kind}"}`);
      expect(bytes).toBe(text.length);
    }
  });

  test("what is refused is missing at once, and containment goes on", async () => {
    const world = await open();
    world.tenant.evidence("E1", fault("refused"));
    await world.drain();
    expect(await world.load()).toMatchObject({
      missedEvidence: [{ kind: "E1" }],
      artefacts: [{ kind: "E0" }],
    });
    expect(world.told()).toContain("StepProposed");
  });

  test("what passes is tried again and then kept", async () => {
    const world = await open();
    world.tenant.evidence("E0", fault("throttled"), fault("no answer"));
    await world.drain();
    expect(world.told()).not.toContain("StepProposed");
    await world.runFor(minute);
    expect((await world.load()).missedEvidence).toEqual([]);
    expect((await world.step("block")).status.kind).toBe("waiting");
  });

  test("after five tries it is missing, within half a minute, and containment goes on", async () => {
    const world = await open();
    world.tenant.evidence("E0", ...Array.from({ length: 5 }, () => fault("unavailable")));
    await world.runFor(30_000);
    const told = world.memory.recorded(world.first);
    expect(told).toContainEqual(
      expect.objectContaining({
        type: "EvidenceMissed",
        kind: "E0",
        reason: "unavailable: the tenant said unavailable",
      }),
    );
    expect((await world.step("block")).status.kind).toBe("waiting");
  });

  test("a disk that is full is told without a path, and containment goes on", async () => {
    const world = await open();
    const full = () => new Error("ENOSPC: no space left on device, open '/srv/evidence/9c4e'");
    world.evidence.fail(...Array.from({ length: 10 }, full));
    await world.runFor(minute);
    const reasons = world.memory
      .recorded(world.first)
      .flatMap((event) => (event.type === "EvidenceMissed" ? event.reason : []));
    expect(reasons).toEqual(["It could not be stored.", "It could not be stored."]);
    expect((await world.step("block")).status.kind).toBe("waiting");
  });
});
