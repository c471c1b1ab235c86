import { describe, expect, test } from "@jest/globals";
import { directorySchema } from "../../src/core/ownership/directory.ts";
import { makeOpenIncident } from "../../src/application/open-incident.ts";
import { anAction } from "../support/an-action.ts";
import { aDirectory, aPlaybook, makeWorld } from "../support/fakes/world.ts";
import { aSubject, idEnding, people } from "../support/incidents.ts";

describe("opening an incident", () => {
  test("two at once get different numbers", async () => {
    const world = makeWorld();
    const both = await Promise.all([world.open("message-1"), world.open("message-2")]);
    expect(both.map(({ id }) => id).sort()).toEqual(["INC-0001", "INC-0002"]);
    expect(both.every(({ handled }) => handled.kind === "handled")).toBe(true);
    expect(await world.memory.store.list({ open: true })).toHaveLength(2);
  });

  test("the same message opens once, one after the other and at once", async () => {
    const world = makeWorld();
    const answers = await Promise.all([world.open(), world.open()]);
    answers.push(await world.open());
    expect(answers.map(({ handled }) => handled.kind).sort()).toEqual([
      "duplicate",
      "duplicate",
      "handled",
    ]);
    expect(await world.memory.store.list({})).toHaveLength(1);
  });

  test("five at once are too many to lose: all get a number or say so", async () => {
    const world = makeWorld();
    const all = await Promise.all(
      [1, 2, 3, 4, 5].map((number) => world.open(`message-${String(number)}`)),
    );
    expect(new Set(all.map(({ id }) => id)).size).toBe(5);
  });

  test("the playbook becomes steps; a subject owns none of them", async () => {
    const world = makeWorld();
    const { openIncident } = world;
    await openIncident({
      playbook: aPlaybook,
      subject: { ...aSubject(), id: people.ana.id },
      severity: "sev1",
      seen: "",
      by: people.priya,
      once: "message-1",
    });
    const { steps, evidence, phase } = await world.load();
    expect(steps.map(({ definition }) => definition.key)).toEqual([
      "block",
      "sessions",
      "rules",
      "password",
    ]);
    expect(steps.map(({ ownership }) => ownership?.owner.name)).toEqual([
      "Jon Lind",
      "Jon Lind",
      "Bo Eriksen",
      "Jon Lind",
    ]);
    expect([evidence.map(({ kind }) => kind), phase]).toEqual([["E0", "E1"], "detection"]);
  });

  test("a playbook with an action that isn't there opens nothing", async () => {
    const world = makeWorld();
    const open = makeOpenIncident({
      store: world.memory.store,
      handle: world.handle,
      duty: world.duty,
      runtime: world.runtime,
      actionById: () => undefined,
      checkById: () => undefined,
      hasCollector: () => true,
    });
    const opening = {
      playbook: aPlaybook,
      subject: aSubject(),
      severity: "sev3",
      seen: "",
      by: people.priya,
      once: "m",
    } as const;
    await expect(open(opening)).rejects.toThrow("no action block-sign-in");
    expect(await world.memory.store.list({})).toEqual([]);
  });

  const openSteps = async (world: ReturnType<typeof makeWorld>, severity: "sev1" | "sev4") => {
    await world.openIncident({
      playbook: aPlaybook,
      subject: aSubject(),
      severity,
      seen: "",
      by: people.priya,
      once: "message-1",
    });
    return (await world.load()).steps;
  };

  test("a routing rule gives the steps to another team, with oversight", async () => {
    const world = makeWorld();
    const rule = { name: "Low", severity: ["sev4"], team: "mail", oversight: "identity" };
    world.duty.set(directorySchema.parse({ ...aDirectory, routing: [rule] }));
    const [step] = await openSteps(world, "sev4");
    // The row keeps the team that decides where no rule fits: a later routing begins there.
    expect(step?.definition.team).toBe("identity");
    expect(step?.ownership).toMatchObject({
      owner: people.bo,
      how: "on call",
      team: "mail",
      oversight: people.ana,
    });
  });

  test("the directory counts as it is at the opening, with what is known of groups", async () => {
    const world = makeWorld();
    const group = idEnding("9999");
    const [identity, ...others] = aDirectory.teams;
    const called = { ...identity, onCall: { group } };
    const directory = directorySchema.parse({ ...aDirectory, teams: [called, ...others] });
    world.duty.set(directory, new Map([[group, [people.bo.id]]]));
    const [step] = await openSteps(world, "sev1");
    expect(step?.ownership).toMatchObject({ owner: people.bo, how: "on call" });
  });

  test("a group that isn't known yet leaves its steps to the deputies", async () => {
    const world = makeWorld();
    const [identity, ...others] = aDirectory.teams;
    const called = { ...identity, onCall: { group: idEnding("9999") } };
    world.duty.set(directorySchema.parse({ ...aDirectory, teams: [called, ...others] }));
    const [step] = await openSteps(world, "sev1");
    expect(step?.ownership).toMatchObject({ owner: people.jon, how: "deputy" });
  });

  test("a row without a team belongs to its action's; the emergency flag is the action's", async () => {
    const world = makeWorld();
    const { steps, ...rest } = aPlaybook;
    const playbook = { ...rest, steps: steps.map((row) => ({ ...row, team: undefined })) };
    const directory = directorySchema.parse({
      ...aDirectory,
      teams: [...aDirectory.teams, { id: "iam", name: "IAM", lead: people.bo.id }],
    });
    world.duty.set(directory);
    const open = makeOpenIncident({
      store: world.memory.store,
      handle: world.handle,
      duty: world.duty,
      runtime: world.runtime,
      actionById: (id) =>
        anAction({ id, team: "iam", ...(id === "block-sign-in" && { emergency: true }) }),
      checkById: () => undefined,
      hasCollector: () => true,
    });
    await open({
      playbook,
      subject: aSubject(),
      severity: "sev3",
      seen: "",
      by: people.priya,
      once: "m",
    });
    const opened = (await world.load()).steps.map(({ definition, ownership }) => [
      definition.team,
      definition.emergency,
      ownership?.owner.name,
    ]);
    expect(opened).toEqual([
      ["iam", true, "Bo Eriksen"],
      ["iam", false, "Bo Eriksen"],
      ["iam", false, "Bo Eriksen"],
      ["iam", false, "Bo Eriksen"],
    ]);
  });
});
