import { describe, expect, test } from "@jest/globals";
import { makeDuty } from "../../src/application/duty.ts";
import { type Directory } from "../../src/core/ownership/directory.ts";
import { type ObjectId } from "../../src/core/shared/ids.ts";
import { fakeLog, fakeRuntime } from "../support/fakes/fake-runtime.ts";
import { at, idEnding, people } from "../support/incidents.ts";
import { directoryOf, team } from "../core/ownership/given-directory.ts";

const group = idEnding("9999");
const second = idEnding("8888");
const { ana, bo } = people;
const withGroups = (...groups: readonly string[]): Directory =>
  directoryOf({
    teams: [
      team({ id: "people" }),
      ...groups.map((id, index) => team({ id: `team-${String(index)}`, onCall: { group: id } })),
    ],
  });

const minute = 60_000;

/** A duty whose Graph answers when and what the test says. */
const makeRig = (directory: Directory = withGroups(group)) => {
  const runtime = fakeRuntime(at("03:00"));
  const log = fakeLog();
  const asked: string[] = [];
  const graph: { answer: () => Promise<readonly ObjectId[]> } = {
    answer: () => Promise.resolve([ana.id]),
  };
  const held = { directory };
  const duty = makeDuty({
    directory: () => held.directory,
    groupMembers: (id) => {
      asked.push(id);
      return graph.answer();
    },
    now: () => runtime.now(),
    log,
  });
  const members = async (): Promise<readonly string[] | undefined> =>
    (await duty.groups()).get(group);
  return { duty, runtime, log, asked, graph, held, members };
};

const broken = (): Promise<never> => Promise.reject(new Error("Graph is away"));

describe("members of groups", () => {
  test("are read once in 5 min", async () => {
    const rig = makeRig();
    expect(await rig.members()).toEqual([ana.id]);
    rig.runtime.pass(5 * minute - 1);
    expect(await rig.members()).toEqual([ana.id]);
    expect(rig.asked).toHaveLength(1);
    rig.graph.answer = () => Promise.resolve([bo.id]);
    rig.runtime.pass(1);
    expect(await rig.members()).toEqual([bo.id]);
    expect(rig.asked).toHaveLength(2);
  });

  test("are read once for all who ask at the same time", async () => {
    const rig = makeRig(withGroups(group, group));
    await Promise.all([rig.members(), rig.members(), rig.members()]);
    expect(rig.asked).toEqual([group]);
  });

  test("aren't waited for by who takes what is known", async () => {
    const rig = makeRig();
    expect(rig.duty.knownGroups().get(group)).toBeUndefined();
    await rig.members();
    expect(rig.duty.knownGroups().get(group)).toEqual([ana.id]);
    expect(rig.asked).toEqual([group]);
  });

  test("of a group that the file names anew are read, those of another forgotten", async () => {
    const rig = makeRig();
    await rig.members();
    rig.held.directory = withGroups(second);
    expect([...(await rig.duty.groups()).keys()]).toEqual([second]);
    expect(rig.asked).toEqual([group, second]);
  });

  test("aren't asked for where no team names a group", async () => {
    const rig = makeRig(withGroups());
    expect((await rig.duty.groups()).size).toBe(0);
    expect(rig.asked).toEqual([]);
  });
});

describe("when Graph can't be read", () => {
  test("the last answer counts for an hour, then the group is empty", async () => {
    const rig = makeRig();
    await rig.members();
    rig.graph.answer = broken;
    rig.runtime.pass(6 * minute);
    expect(await rig.members()).toEqual([ana.id]);
    expect(rig.log.lines.at(-1)).toMatchObject({ level: "warn", fields: { group, kept: true } });
    rig.runtime.pass(54 * minute - 1);
    expect(await rig.members()).toEqual([ana.id]);
    rig.runtime.pass(1);
    expect(rig.duty.knownGroups().get(group)).toBeUndefined();
    rig.runtime.pass(minute);
    expect(await rig.members()).toBeUndefined();
    expect(rig.log.lines.at(-1)?.fields).toMatchObject({ kept: false, reason: "Graph is away" });
  });

  test("a group that was never read is empty, and asked for again after half a minute", async () => {
    const rig = makeRig();
    rig.graph.answer = broken;
    expect(await rig.members()).toBeUndefined();
    expect(await rig.members()).toBeUndefined();
    expect(rig.asked).toHaveLength(1);
    rig.graph.answer = () => Promise.resolve([bo.id]);
    rig.runtime.pass(30_000);
    expect(await rig.members()).toEqual([bo.id]);
  });

  test("one group's fault leaves the others", async () => {
    const rig = makeRig(withGroups(group, second));
    let first = true;
    rig.graph.answer = () => {
      const answer = first ? broken() : Promise.resolve([bo.id]);
      first = false;
      return answer;
    };
    expect([...(await rig.duty.groups()).entries()]).toEqual([[second, [bo.id]]]);
  });

  test("a reader that throws at once is a fault like another", async () => {
    const rig = makeRig();
    rig.graph.answer = () => {
      throw new Error("no token");
    };
    expect(await rig.members()).toBeUndefined();
    expect(rig.duty.knownGroups().size).toBe(0);
  });
});
