import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadPlaybooks, openDirectory, readPlaybooks } from "../../src/read-files.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-books-"));
});
afterAll(() => rm(folder, { recursive: true }));

type Content = string | Uint8Array;

/** Problems with these files beside Cordon's own. */
const problemsOf = async (
  files: Readonly<Record<string, Content>>,
  directory = "env/directory.sandbox.yaml",
): Promise<readonly string[]> => {
  const books = await mkdtemp(join(folder, "books-"));
  for (const [name, content] of Object.entries(files)) await writeFile(join(books, name), content);
  return (await loadPlaybooks(books, await openDirectory(directory))).problems;
};

const good = [
  "id: our-own", // 1
  "title: Our own",
  "about: Something that we have seen.",
  "subject: user",
  "evidence: [E0, E1]",
  "logs: [E4]",
  "steps:", // 7
  "  - key: block",
  "    action: block-sign-in", // 9
  "    phase: containment",
  "    team: iam",
  "    why: It is the first thing to do.",
  "  - key: reset", // 13
  "    action: reset-password",
  "    phase: eradication",
  "    why: The old one is known.",
  "    after: [block]",
  "",
].join("\n");

const swapped = (from: string, to: string): string => {
  if (!good.includes(from)) throw new Error(`not in the file: ${from}`);
  return good.replace(from, to);
};

test("a good file of the operator's is taken, with a byte order mark and Windows line ends as well", async () => {
  expect(await problemsOf({ "own.yaml": good })).toEqual([]);
  expect(await problemsOf({ "own.yml": `\uFEFF${good.replaceAll("\n", "\r\n")}` })).toEqual([]);
});

describe("a bad file is refused with its line and what was expected", () => {
  test.each<[string, string, RegExp]>([
    [
      "an unknown action",
      swapped("action: reset-password", "action: reset-pasword"),
      /^own\.yaml:14: step reset: there is no action reset-pasword; the nearest is reset-password, docs\/actions\.md has them all$/,
    ],
    [
      "a loop",
      swapped("    team: iam\n", "    after: [reset]\n"),
      /^own\.yaml:11: step block: it waits for reset, which waits for it: a loop\nown\.yaml:17: step reset: it waits for block, which waits for it: a loop$/,
    ],
    [
      "two steps of one name",
      swapped("key: reset", "key: block"),
      /^own\.yaml:13: step block: this key is used twice, first by step number 1$/m,
    ],
    [
      "an unknown kind of subject",
      swapped("subject: user", "subject: mailbox"),
      /^own\.yaml:4: subject: expected one of user, service principal, device, site, or a list of them$/,
    ],
    [
      "an unknown kind among others",
      swapped("    after: [block]", "    on: [user, group]"),
      /^own\.yaml:17: steps\[1\]\.on: expected one of user, service principal, device, site, or a list of them$/,
    ],
    [
      "an unknown team",
      swapped("team: iam", "team: helpdesk"),
      /^own\.yaml:11: step block: there is no team helpdesk; expected one of the directory’s: iam, .*service-desk/,
    ],
    [
      "a value that the action refuses",
      swapped(
        "    action: block-sign-in\n    phase",
        "    action: restrict-sign-in\n    input: sometimes\n    phase",
      ),
      /^own\.yaml:10: step block: “sometimes” can’t be used\. Say block or phishing-resistant\. Expected block or/,
    ],
    [
      "evidence that isn't collected",
      swapped("evidence: [E0, E1]", "evidence: [E0]"),
      /^own\.yaml:5: evidence: reset-password needs E1, and it isn’t collected; expected E1 in this list$/,
    ],
    [
      "evidence that doesn't exist",
      swapped("evidence: [E0, E1]", "evidence: [E0, E1, E9]"),
      /^own\.yaml:5: evidence\[2\]: .*expected one of "E0"/,
    ],
    [
      "evidence in the wrong list",
      swapped("logs: [E4]", "logs: [E4, E0]"),
      /^own\.yaml:6: logs: E0 belongs in “evidence”$/,
    ],
    [
      "too many steps",
      good +
        Array.from({ length: 60 }, (_, at) =>
          [`  - key: more${String(at)}x`, "    action: seal-and-learn", "    phase: post-incident"]
            .concat("    why: Once more.")
            .join("\n"),
        ).join("\n"),
      /^own\.yaml:[78]: steps: expected at most 60 steps: each is a card$/,
    ],
    [
      "no steps",
      good.slice(0, good.indexOf("steps:")),
      /^own\.yaml:1: steps: it is missing; expected array$/,
    ],
    [
      "a field that is missing",
      swapped("    why: The old one is known.\n", ""),
      /^own\.yaml:13: steps\[1\]\.why: it is missing; expected string$/,
    ],
    [
      "tabs",
      swapped("  - key: reset", "\t- key: reset"),
      /^own\.yaml:1\d: Tabs are not allowed as indentation/m,
    ],
    [
      "a key twice",
      swapped("title: Our own", "title: Our own\ntitle: Theirs"),
      /^own\.yaml:3: Map keys must be unique/,
    ],
    [
      "an id with capitals",
      swapped("id: our-own", "id: OurOwn"),
      /^own\.yaml:1: id: expected lower-case letters, digits and dashes, 3 to 41$/,
    ],
    [
      "an unknown key",
      swapped("    team: iam", "    owner: iam"),
      /^own\.yaml:11: steps\[0\]\.owner: this key isn't known$/,
    ],
  ])("%s", async (_what, content, expected) => {
    expect((await problemsOf({ "own.yaml": content })).join("\n")).toMatch(expected);
  });

  test("what isn't UTF-8", async () => {
    const utf16 = new Uint8Array(Buffer.from(`\uFEFF${good}`, "utf16le"));
    expect(await problemsOf({ "own.yaml": utf16 })).toEqual([
      "own.yaml:1: it isn't UTF-8; expected a file saved as UTF-8",
    ]);
  });
});

test("an id that Cordon has, or another file, is refused with both names", async () => {
  const problems = await problemsOf({
    "mine.yaml": `# ours\n${swapped("id: our-own", "id: token-theft")}`,
    "one.yaml": good,
    "two.yaml": good,
  });
  expect(problems).toEqual([
    "mine.yaml:2: two playbooks are called token-theft, and Cordon’s own token-theft.yaml is one; expected another id",
    expect.stringMatching(
      /^two\.yaml:1: two playbooks are called our-own, and \S+one\.yaml is one; expected another id$/,
    ),
  ]);
});

test("all problems of all files are said at once, and the start is refused with them", async () => {
  const books = join(folder, "all");
  await mkdir(books);
  await writeFile(join(books, "one.yaml"), swapped("action: block-sign-in", "action: blok"));
  await writeFile(
    join(books, "two.yaml"),
    swapped("id: our-own", "id: other").replace("eradication", "later"),
  );
  await writeFile(join(books, "notes.txt"), "no playbook");
  const { directory } = await openDirectory("env/directory.sandbox.yaml");
  const refused = await readPlaybooks(books, directory).then(
    () => "it was taken",
    (fault: unknown) => String(fault),
  );
  expect(refused).toContain("one.yaml:9: step block: there is no action blok; the nearest is");
  expect(refused).toMatch(/two\.yaml:15: steps\[1\]\.phase: .*expected one of "preparation"/);
  expect(refused).not.toContain("notes.txt");
  await expect(readPlaybooks(join(folder, "nowhere"), directory)).rejects.toThrow(
    "nowhere can't be read",
  );
});

test("a team that Cordon's own playbooks need is missing from the directory, said once for each team", async () => {
  const file = join(folder, "small.yaml");
  const person = "00000000-0000-4000-8000-0000000000a1";
  await writeFile(
    file,
    [
      "people:",
      `  - { id: ${person}, name: Ana Costa, email: ana@contoso.example }`,
      "teams:",
      ...["iam", "soc", "collaboration", "cloud-security", "legal", "comms"].map(
        (id) => `  - { id: ${id}, name: ${id}, lead: ${person} }`,
      ),
    ].join("\n"),
  );
  const problems = await problemsOf({ "own.yaml": swapped("team: iam", "team: endpoint") }, file);
  expect(problems).toEqual([
    expect.stringMatching(/^own\.yaml:11: step block: there is no team endpoint; expected one of/),
    expect.stringMatching(
      /^small\.yaml:3: teams: there is no team endpoint, and \d+ steps belong to it \(endpoint-compromise, general, .*\); expected a team with this id$/,
    ),
  ]);
});

test("a routing rule for what isn't there has its line in the directory file", async () => {
  const people = [
    "people:",
    "  - { id: 00000000-0000-4000-8000-0000000000a1, name: Ana Costa, email: ana@contoso.example }",
    "teams:",
    ...[
      "iam",
      "soc",
      "collaboration",
      "cloud-security",
      "endpoint",
      "legal",
      "comms",
      "management",
    ].map(
      (id) =>
        `  - { id: ${id}, name: ${id}, lead: 00000000-0000-4000-8000-0000000000a1, deputies: [] }`,
    ),
    "routing:",
    "  - name: Ours",
    "    team: iam",
    "    actions: [block-sign-in]",
    "    playbooks:",
    "      - our-own",
    "      - our-old",
  ].join("\n");
  const file = join(folder, "people.yaml");
  await writeFile(file, people);
  expect(await problemsOf({ "own.yaml": good }, file)).toEqual([
    "people.yaml:18: routing rule “Ours”: there is no playbook our-old; the nearest is our-own",
  ]);
  // A playbook that couldn't be read isn't missed by the rule as well.
  const broken = await problemsOf({ "own.yaml": swapped("eradication", "later") }, file);
  expect(broken).toEqual([expect.stringMatching(/^own\.yaml:15: /)]);
});
