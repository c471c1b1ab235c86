import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type DirectorySource, watchDirectory } from "../../../src/adapters/files/watch-file.ts";
import { directoryDiff } from "../../../src/core/ownership/diff.ts";
import { directoryReader, openDirectory, readPlaybooks } from "../../../src/read-files.ts";
import { fakeLog } from "../../support/fakes/fake-runtime.ts";

const id = (n: number): string => `00000000-0000-4000-8000-00000000000${String(n)}`;
const shippedTeams = [
  "iam",
  "collaboration",
  "soc",
  "cloud-security",
  "endpoint",
  "comms",
  "legal",
] as const;
/** The teams of the shipped playbooks; who is on call for the first is the test's. */
const text = (onCall: number, teams: readonly string[] = shippedTeams): string =>
  [
    "people:",
    `  - { id: ${id(1)}, name: Ana, email: ana@contoso.example }`,
    `  - { id: ${id(2)}, name: Jon, email: jon@contoso.example }`,
    "teams:",
    ...teams.map(
      (team) =>
        `  - { id: ${team}, name: ${team}, lead: ${id(1)}, onCall: { person: ${id(onCall)} } }`,
    ),
    "",
  ].join("\n");

let folder: string;
let file: string;
let source: DirectorySource;
let log: ReturnType<typeof fakeLog>;
let changes: { sentences: readonly string[]; sha256: string }[];
let refusals: (readonly string[])[];
let onChangeFails: Error | undefined;

const watch = async (pauseMs: number): Promise<DirectorySource> => {
  const initial = await openDirectory(file);
  return watchDirectory({
    file,
    initial,
    read: directoryReader(await readPlaybooks(undefined, initial.directory)),
    onChange: (before, after, sha256) => {
      changes.push({ sentences: directoryDiff(before, after), sha256 });
      if (onChangeFails) throw onChangeFails;
    },
    onRefused: (problems) => {
      refusals.push(problems);
    },
    log,
    pauseMs,
  });
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-watch-"));
  file = join(folder, "directory.yaml");
  await writeFile(file, text(1));
  [changes, refusals, onChangeFails, log] = [[], [], undefined, fakeLog()];
  // An hour: these tests look when they want to.
  source = await watch(3_600_000);
});
afterEach(async () => {
  await source.stop();
  await rm(folder, { recursive: true });
});

const lookAt = async (content: string): Promise<void> => {
  await writeFile(file, content);
  await source.look();
};
const onCall = (): string | undefined => source.current().teams[0]?.onCall?.person;

describe("the directory file while Cordon runs", () => {
  test("unchanged says nothing", async () => {
    await source.look();
    await source.look();
    expect([changes, refusals, log.lines]).toEqual([[], [], []]);
  });

  test("a valid change counts at once and is told in sentences, once", async () => {
    const was = source.sha256();
    await lookAt(text(2));
    await source.look();
    expect(onCall()).toBe(id(2));
    expect(changes.map(({ sentences }) => sentences)).toEqual([
      shippedTeams.map((team) => `${team}: on call is now Jon, was Ana`),
    ]);
    expect(changes[0]?.sha256).toBe(source.sha256());
    expect(source.sha256()).not.toBe(was);
  });

  test("a comment is a change that changes nobody", async () => {
    await lookAt(`# who\n${text(1)}`);
    expect(changes.map(({ sentences }) => sentences)).toEqual([[]]);
  });

  test.each<[string, string, string]>([
    ["text that isn't YAML", "people: [\n}", "directory.yaml:"],
    ["nothing at all", "", "directory.yaml:1: "],
    ["somebody unknown", text(3), `directory.yaml:5: teams[0].onCall.person: nobody in people`],
    [
      "a team less, which a playbook needs",
      text(1, ["iam", "soc"]),
      "there is no team collaboration",
    ],
    [
      "a rule for no action",
      `${text(1)}routing: [{ name: R, actions: [reboot], team: iam }]`,
      "there is no action reboot",
    ],
    ["more than 4 MB", `#${"x".repeat(4 * 1024 * 1024)}`, "larger than 4 MB"],
  ])("%s is refused once, and the old one stays", async (_what, content, problem) => {
    const was = source.current();
    await lookAt(content);
    await source.look();
    expect(source.current()).toBe(was);
    expect(refusals).toHaveLength(1);
    expect(refusals[0]?.join("\n")).toContain(problem);
    expect(log.lines.map(({ level }) => level)).toEqual(["warn"]);
    expect(changes).toEqual([]);
  });

  test("a file that is gone is refused once; when it is back, nothing has changed", async () => {
    await rm(file);
    await source.look();
    await source.look();
    expect(refusals).toEqual([[expect.stringContaining("it can't be opened (ENOENT)")]]);
    await lookAt(text(1));
    expect(changes).toEqual([]);
    expect(onCall()).toBe(id(1));
  });

  test("after a refusal the next valid one counts, against what counted before", async () => {
    await lookAt("people: [");
    await lookAt(text(2));
    expect(changes).toHaveLength(1);
    expect(onCall()).toBe(id(2));
  });

  test("a file that is replaced by a rename is seen", async () => {
    await writeFile(join(folder, "new"), text(2));
    await rename(join(folder, "new"), file);
    await source.look();
    expect(onCall()).toBe(id(2));
  });

  test("two looks at once tell a change once", async () => {
    await writeFile(file, text(2));
    await Promise.all([source.look(), source.look(), source.look()]);
    expect(changes).toHaveLength(1);
  });

  test("a file that is being written waits for the next look", async () => {
    await writeFile(file, "people: [");
    const looking = source.look();
    await sleep(20);
    await writeFile(file, text(2));
    await looking;
    expect(refusals).toEqual([]);
    await source.look();
    expect(onCall()).toBe(id(2));
  });

  test("a listener that fails is logged, and the change counts all the same", async () => {
    onChangeFails = new Error("the store is away");
    await lookAt(text(2));
    await source.look();
    expect(onCall()).toBe(id(2));
    expect(changes).toHaveLength(1);
    expect(log.lines.at(-1)).toMatchObject({
      level: "error",
      fields: { reason: "the store is away" },
    });
  });
});

test("it looks by itself, and not after stop", async () => {
  await source.stop();
  source = await watch(20);
  await writeFile(file, text(2));
  for (let waited = 0; changes.length === 0 && waited < 5_000; waited += 20) await sleep(20);
  expect(onCall()).toBe(id(2));
  await source.stop();
  await writeFile(file, text(1));
  await sleep(200);
  expect(changes).toHaveLength(1);
});
