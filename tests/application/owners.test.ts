/** Who owns a step now, and what a changed directory does to open incidents. */
import { describe, expect, test } from "@jest/globals";
import { applyDirectory, refuseDirectory } from "../../src/application/apply-directory.ts";
import { barredIn, ownershipNow } from "../../src/application/owners.ts";
import { type Order } from "../../src/application/handle.ts";
import { directorySchema, noGroups } from "../../src/core/ownership/directory.ts";
import { type ObjectId } from "../../src/core/shared/ids.ts";
import { nameSuspect, openedForTwo, press } from "../core/approval/votes.ts";
import { aDirectory, makeWorld } from "../support/fakes/world.ts";
import { event, given, key, marta, opened } from "../support/given.ts";
import { anOwnership, at, people } from "../support/incidents.ts";

const { ana, jon, priya, bo } = people;

const now = (before = given(opened), left: readonly ObjectId[] = [], directory = aDirectory) => {
  if (!before.incident) throw new Error("no incident");
  const what = { step: before.step("one"), traits: [] };
  return ownershipNow(
    directory,
    { now: at("03:15"), groups: noGroups, left },
    before.incident,
    what,
  );
};

const without = (id: ObjectId) =>
  directorySchema.parse({
    ...aDirectory,
    people: aDirectory.people.filter((person) => person.id !== id),
    teams: aDirectory.teams.map((team) => ({
      ...team,
      lead: team.lead === id ? priya.id : team.lead,
      deputies: team.deputies.filter((deputy) => deputy !== id),
      ...(team.onCall?.person === id && { onCall: { person: priya.id } }),
    })),
  });

describe("the owner of a step", () => {
  const toJon = given(
    opened,
    event({
      type: "StepAssigned",
      step: key("one"),
      ownership: anOwnership({ owner: jon, how: "assigned" }),
    }),
  );

  test("whom the lead assigned stays, whoever is on call", () => {
    expect(now()).toMatchObject({ owner: { id: ana.id }, how: "on call" });
    expect(now(toJon)).toMatchObject({ owner: { id: jon.id }, how: "assigned" });
  });

  test("but not who left, became a suspect or isn't in the directory any more", () => {
    expect(now(toJon, [jon.id])?.owner.id).toBe(ana.id);
    expect(now(press(toJon, priya, nameSuspect(jon)).next)?.owner.id).toBe(ana.id);
    expect(now(toJon, [], without(jon.id))?.owner.id).toBe(ana.id);
  });

  test("is routed by the worst severity the incident ever had", () => {
    const routed = directorySchema.parse({
      ...aDirectory,
      routing: [{ name: "grave", severity: ["sev1", "sev2"], team: "mail" }],
    });
    const lowered = { type: "SetSeverity", severity: "sev4", byManagement: false } as const;
    const after = press(given(opened), priya, lowered).next;
    expect(after.incident?.severity).toBe("sev4");
    expect(now(after, [], routed)).toEqual(now(given(opened), [], routed));
    expect(now(given(opened), [], routed)).not.toEqual(now(given(opened)));
  });

  test("nor who has no say in the team that the step is routed to since", () => {
    const routing = [{ name: "to mail", targets: ["user"], team: "mail" }];
    const routed = directorySchema.parse({ ...aDirectory, routing });
    const toBo = given(
      opened,
      event({
        type: "StepAssigned",
        step: key("one"),
        ownership: anOwnership({ owner: bo, how: "assigned" }),
      }),
    );
    expect(now(toBo, [], routed)).toMatchObject({ owner: { id: bo.id }, how: "assigned" });
    expect(now(toBo)).toMatchObject({ owner: { id: ana.id }, how: "on call" });
    const toAna = given(
      opened,
      event({
        type: "StepAssigned",
        step: key("one"),
        ownership: anOwnership({ owner: ana, how: "assigned" }),
      }),
    );
    expect(now(toAna, [], routed)).toMatchObject({ team: "mail", owner: { id: bo.id } });
  });

  test("is the next in line where the first has no say, and nobody where none is left", () => {
    const named = press(given(opened), priya, nameSuspect(ana)).next;
    expect(now(named)?.owner.id).toBe(jon.id);
    expect(now(given(opened), [ana.id, jon.id, priya.id])).toBeUndefined();
  });

  test("is neither a subject's account nor any of a suspect's", () => {
    const before = given(openedForTwo);
    const two = { ...bo, accounts: [ana.id] };
    const named = press(before, priya, nameSuspect(two)).next;
    if (!named.incident) throw new Error("no incident");
    expect(barredIn(named.incident)).toEqual([marta.id, bo.id, ana.id]);
    expect(now(named)?.owner.id).toBe(jon.id);
  });
});

describe("a changed directory", () => {
  const told = async (change: (deps: Parameters<typeof applyDirectory>[0]) => Promise<void>) => {
    const world = makeWorld();
    await world.open();
    const orders: Order[] = [];
    await change({
      store: world.memory.store,
      handle: (order) => {
        orders.push(order);
        return world.handle(order);
      },
    });
    return { world, orders };
  };

  test("is an entry of each open incident, once for a file", async () => {
    const next = without(jon.id);
    const { world, orders } = await told(async (deps) => {
      await applyDirectory(deps)(aDirectory, next, "4d".repeat(32));
      await applyDirectory(deps)(aDirectory, next, "4d".repeat(32));
    });
    expect(orders.map(({ incident }) => incident)).toEqual([world.first, world.first]);
    const entries = world.memory
      .recorded(world.first)
      .flatMap((entry) => (entry.type === "DirectoryChanged" ? entry.changes : []));
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.join(" ")).toContain("Jon Lind");
    expect(world.told().filter((type) => type === "DirectoryChanged")).toHaveLength(1);
  });

  test("that says the same tells nobody, and a closed incident isn't told", async () => {
    const same = await told((deps) =>
      applyDirectory(deps)(aDirectory, aDirectory, "5e".repeat(32)),
    );
    expect(same.orders).toEqual([]);
    const world = makeWorld();
    await world.open();
    await world.wish(priya, { type: "Close", reason: "an exercise", falseAlarm: true });
    const before = world.told();
    const { memory, handle } = world;
    await applyDirectory({ store: memory.store, handle })(
      aDirectory,
      without(jon.id),
      "6f".repeat(32),
    );
    expect(before).toContain("IncidentClosed");
    expect(world.told()).toEqual(before);
  });

  test("that can't be used is told with its first problem and how many more", async () => {
    const problems = ["people.0: no name", "teams.1: no lead", "x".repeat(1_000)];
    const { world } = await told((deps) => refuseDirectory(deps)(problems, "7a".repeat(32)));
    const refused = world.memory
      .recorded(world.first)
      .find(({ type }) => type === "DirectoryRefused");
    expect(refused).toMatchObject({ problem: "people.0: no name and 2 more" });
    const long = await told((deps) => refuseDirectory(deps)(["x".repeat(1_000)], "7a".repeat(32)));
    const entry = long.world.memory
      .recorded(long.world.first)
      .find(({ type }) => type === "DirectoryRefused");
    expect(JSON.stringify(entry).length).toBeLessThan(700);
  });
});
