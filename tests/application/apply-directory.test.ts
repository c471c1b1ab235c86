import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DirectorySource, watchDirectory } from "../../src/adapters/files/watch-file.ts";
import {
  applyDirectory,
  recallDirectory,
  refuseDirectory,
} from "../../src/application/apply-directory.ts";
import { type HandleOrder, makeHandle } from "../../src/application/handle.ts";
import { type IncidentEvent } from "../../src/core/incident/events.ts";
import { type Directory } from "../../src/core/ownership/directory.ts";
import { type IncidentId, incidentIdOf } from "../../src/core/shared/ids.ts";
import { directoryReader, openDirectory } from "../../src/read-files.ts";
import { aDirectory, makeWorld, type World } from "../support/fakes/world.ts";
import { people } from "../support/incidents.ts";

const { jon, priya } = people;
const [first, second] = [incidentIdOf(1), incidentIdOf(2)];

/** Jon is on call for identity. */
const jonOnCall: Directory = {
  ...aDirectory,
  teams: aDirectory.teams.map((team) =>
    team.id === "identity" ? { ...team, onCall: { person: jon.id } } : team,
  ),
};
/** JSON is YAML too. */
const textOf = (directory: unknown, comment = "the night"): string =>
  `# ${comment}\n${JSON.stringify(directory)}\n`;

let folder: string;
let file: string;
let world: World;
let sources: DirectorySource[];

/** A replica: a process of its own over the same database, that reads the same file. */
const replica = async (handle?: HandleOrder): Promise<DirectorySource> => {
  const { store } = world.memory;
  const deps = { store, handle: handle ?? makeHandle(store, world.runtime) };
  const source = watchDirectory({
    file,
    initial: await openDirectory(file),
    read: directoryReader([]),
    onChange: applyDirectory(deps),
    onRefused: refuseDirectory(deps),
    log: world.log,
    // An hour: these tests look when they want to.
    pauseMs: 3_600_000,
  });
  sources.push(source);
  return source;
};
const write = async (text: string): Promise<void> => {
  await writeFile(file, text);
  await Promise.all(sources.map((source) => source.look()));
};
const told = (id: IncidentId = first): readonly IncidentEvent[] =>
  world.memory
    .recorded(id)
    .filter(({ type }) => type === "DirectoryChanged" || type === "DirectoryRefused");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-directory-"));
  file = join(folder, "directory.yaml");
  await writeFile(file, textOf(aDirectory));
  sources = [];
  world = makeWorld();
  await world.open("message-1");
  await world.open("message-2");
});
afterEach(async () => {
  await Promise.all(sources.map((source) => source.stop()));
  await rm(folder, { recursive: true });
});

describe("a valid change", () => {
  test("is one entry of each open incident, with what changed in words", async () => {
    const source = await replica();
    await write(textOf(jonOnCall));
    for (const id of [first, second]) {
      expect(told(id)).toMatchObject([
        {
          type: "DirectoryChanged",
          sha256: source.sha256(),
          actor: { kind: "cordon" },
          changes: [expect.stringContaining("Jon Lind")],
        },
      ]);
    }
    expect(source.current()).toEqual(jonOnCall);
  });

  test("is one entry when two replicas see it, whichever comes first", async () => {
    await replica();
    await replica();
    await write(textOf(jonOnCall));
    for (const id of [first, second]) expect(told(id)).toHaveLength(1);
  });

  test("and its taking back are two entries", async () => {
    await replica();
    await replica();
    await write(textOf(jonOnCall));
    await write(textOf(aDirectory));
    expect(told().map(({ type }) => type)).toEqual(["DirectoryChanged", "DirectoryChanged"]);
  });

  test("is no entry of an incident that is closed", async () => {
    await replica();
    const actor = { kind: "person", ...priya } as const;
    const wishes = [{ type: "Close", reason: "a false alarm", falseAlarm: true }] as const;
    await world.handle({ incident: second, actor, wishes });
    await write(textOf(jonOnCall));
    expect(told(first)).toHaveLength(1);
    expect(told(second)).toEqual([]);
  });

  test("reaches the other incidents where one can't be written, and that is told", async () => {
    const { store } = world.memory;
    const handle = makeHandle(store, world.runtime);
    await replica((order) =>
      order.incident === second ? Promise.reject(new Error("the store is down")) : handle(order),
    );
    // The newest incident is the first in the list.
    expect((await store.list({ open: true }))[0]?.id).toBe(second);
    await write(textOf(jonOnCall));
    expect(told(first)).toHaveLength(1);
    expect(world.log.lines).toContainEqual(
      expect.objectContaining({
        level: "error",
        text: "a change of the directory file wasn't told everywhere",
      }),
    );
  });
});

describe("a change of comments only", () => {
  test("is no entry, and nothing waits to be done", async () => {
    const source = await replica();
    await world.drain();
    const before = world.memory.recorded(first).length;
    await write(textOf(aDirectory, "another comment"));
    expect(world.memory.recorded(first)).toHaveLength(before);
    expect(source.current()).toEqual(aDirectory);
  });
});

describe("a broken file", () => {
  const broken: readonly (readonly [string, string, RegExp])[] = [
    ["that isn't YAML", "people: [", /directory\.yaml/u],
    ["that is empty", "", /directory\.yaml/u],
    [
      "with a team led by nobody it knows",
      textOf({ ...aDirectory, people: aDirectory.people.filter(({ id }) => id !== jon.id) }),
      /people/u,
    ],
    ["with a field too many", textOf({ ...aDirectory, rota: [] }), /rota/u],
  ];

  test.each(broken)("%s is an entry with the problem, once", async (_what, text, problem) => {
    const source = await replica();
    await replica();
    await write(text);
    await write(text);
    expect(told()).toMatchObject([
      { type: "DirectoryRefused", problem: expect.stringMatching(problem) },
    ]);
    expect(source.current()).toEqual(aDirectory);
  });

  test("leaves the owners where they are", async () => {
    const source = await replica();
    await world.drain();
    await write("people: [");
    await world.drain();
    expect(source.current()).toEqual(aDirectory);
    expect(world.told()).not.toContain("OwnerFound");
    expect((await world.step("block")).ownership?.owner).toEqual(people.ana);
  });

  test("with very many problems is told in 400 characters, and how many more there are", async () => {
    await replica();
    const nobody = aDirectory.people.map(({ name }) => ({ name, id: "x".repeat(300) }));
    await write(textOf({ ...aDirectory, people: nobody }));
    const [entry] = told();
    if (entry?.type !== "DirectoryRefused") throw new Error("it isn't told");
    expect(entry.problem.length).toBeLessThanOrEqual(400);
    expect(entry.problem).toMatch(/and \d+ more$/u);
  });

  test("that is mended is an entry again", async () => {
    await replica();
    await write("people: [");
    await write(textOf(jonOnCall));
    expect(told().map(({ type }) => type)).toEqual(["DirectoryRefused", "DirectoryChanged"]);
  });
});

describe("a directory file that changed while Cordon was stopped", () => {
  const started = (sha256: string): Promise<void> =>
    recallDirectory(
      { store: world.memory.store, handle: makeHandle(world.memory.store, world.runtime) },
      sha256,
    );
  const [old, changed] = ["1".repeat(64), "2".repeat(64)];

  test("is told at the next start, once, in every open incident", async () => {
    await started(old);
    expect(told(first)).toEqual([]);
    await started(changed);
    await started(changed);
    for (const id of [first, second]) {
      expect(told(id)).toMatchObject([{ type: "DirectoryChanged", sha256: changed }]);
    }
  });

  test("has owners found anew", async () => {
    await started(old);
    await started(changed);
    const kinds = world.memory.queue.jobs().map(({ kind }) => kind);
    expect(kinds).toContain("find-owners");
  });
});
