import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod/v4";
import { parseYaml, readYaml } from "../../../src/adapters/files/read-yaml.ts";
import { directorySchema } from "../../../src/core/ownership/directory.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-yaml-"));
});
afterAll(() => rm(folder, { recursive: true }));

const schema = z.strictObject({
  name: z.string(),
  teams: z.array(z.strictObject({ id: z.string(), owner: z.string().max(5, "too long") })),
});
const parse = (text: string) => parseYaml("a.yaml", text, schema);
const problems = (text: string): readonly string[] => {
  const result = parse(text);
  if (result.ok) throw new Error("it was read");
  return result.refusal;
};

const good = "# who\nname: x\nteams:\n  - id: iam\n    owner: ana\n";

test("reads what is well formed", () => {
  expect(parse(good)).toEqual({
    ok: true,
    value: { name: "x", teams: [{ id: "iam", owner: "ana" }] },
  });
});

describe("names file, line and place of", () => {
  test("a wrong value", () => {
    expect(problems(good.replace("ana", "somebody"))).toEqual([
      "a.yaml:5: teams[0].owner: too long",
    ]);
  });

  test("a missing field, at its nearest parent", () => {
    expect(problems("name: x\nteams:\n  - id: iam\n    owner: ana\n  - id: soc\n")).toEqual([
      expect.stringMatching(/^a\.yaml:5: teams\[1\]\.owner: /),
    ]);
  });

  test("a missing field of the file itself", () => {
    expect(problems("# nothing\nteams: []\n")).toEqual([
      expect.stringMatching(/^a\.yaml:2: name: /),
    ]);
  });

  test("a key that isn't known, where it stands", () => {
    expect(problems(`${good}colour: red\n`)).toEqual(["a.yaml:6: colour: this key isn't known"]);
  });

  test("a key given twice", () => {
    expect(problems(`${good}name: y\n`)).toEqual([expect.stringMatching(/^a\.yaml:6: .*unique/)]);
  });

  test("text that isn't YAML, without a drawing of it", () => {
    const [first, ...more] = problems("name: x\nteams: [\n  }\n");
    expect(first).toMatch(/^a\.yaml:[23]: /);
    for (const problem of [first, ...more]) expect(problem).not.toContain("\n");
  });

  test("a list where a map should be", () => {
    expect(problems("\n- x\n")).toEqual([expect.stringMatching(/^a\.yaml:2: /)]);
  });

  test("several problems in the order of their lines", () => {
    const text = "teams:\n  - id: 1\n    owner: somebody\nname: 2\n";
    expect(problems(text).map((problem) => problem.split(":").slice(0, 3).join(":"))).toEqual([
      "a.yaml:2: teams[0].id",
      "a.yaml:3: teams[0].owner",
      "a.yaml:4: name",
    ]);
  });
});

test("refuses tags that could build objects", () => {
  expect(problems('name: !!js/function "x"\nteams: []\n')).not.toEqual([]);
});

test("refuses an alias bomb instead of unfolding it", () => {
  const levels = ["a: &a [x, x, x, x, x, x, x, x]"];
  for (const [name, from] of [
    ["b", "a"],
    ["c", "b"],
    ["d", "c"],
    ["e", "d"],
  ] as const) {
    levels.push(`${name}: &${name} [${Array.from({ length: 8 }, () => `*${from}`).join(", ")}]`);
  }
  expect(problems(levels.join("\n"))).toEqual([expect.stringMatching(/^a\.yaml:1: .*alias/i)]);
});

test("names people of the directory who aren't there", async () => {
  const path = join(folder, "directory.yaml");
  const id = (n: number): string => `00000000-0000-4000-8000-00000000000${String(n)}`;
  await writeFile(
    path,
    [
      "people:",
      `  - { id: ${id(1)}, name: Ana, email: ana@contoso.example }`,
      "teams:",
      "  - id: iam",
      "    name: Identity",
      `    lead: ${id(1)}`,
      `    onCall: { person: ${id(2)} }`,
      "    deputies:",
      `      - ${id(1)}`,
      `      - ${id(3)}`,
    ].join("\n"),
  );
  expect(await readYaml(path, directorySchema)).toEqual({
    ok: false,
    refusal: [
      "directory.yaml:7: teams[0].onCall.person: nobody in people has this id",
      "directory.yaml:10: teams[0].deputies[1]: nobody in people has this id",
    ],
  });
});

test("says that a file isn't there", async () => {
  const path = join(folder, "none.yaml");
  expect(await readYaml(path, schema)).toEqual({
    ok: false,
    refusal: [`none.yaml: it can't be opened (ENOENT): ${path}`],
  });
});
