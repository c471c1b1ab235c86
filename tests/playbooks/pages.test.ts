import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoadedPlaybooks, loadPlaybooks, openDirectory } from "../../src/read-files.ts";

let page: string;
let folder: string;
let loaded: LoadedPlaybooks;
beforeAll(async () => {
  page = await readFile("docs/playbooks.md", "utf8");
  folder = await mkdtemp(join(tmpdir(), "cordon-page-"));
  const [, example = ""] = /```yaml\n(.*?)```/su.exec(page) ?? [];
  await writeFile(join(folder, "leaver.yaml"), example);
  loaded = await loadPlaybooks(folder, await openDirectory("env/directory.sandbox.yaml"));
});
afterAll(() => rm(folder, { recursive: true }));

test("the worked example of docs/playbooks.md can be run as it stands", () => {
  expect(loaded.problems).toEqual([]);
  const own = loaded.files.filter((file) => file.own).map(({ playbook }) => playbook);
  expect(own.map(({ id, steps }) => [id, steps.length])).toEqual([["leaver-with-data", 8]]);
});

test("docs/playbooks.md names every playbook that Cordon brings, with its subjects", () => {
  const words = {
    user: "an account",
    "service principal": "an app",
    device: "a device",
    site: "a site",
  } as const;
  for (const { playbook, own } of loaded.files) {
    if (own) continue;
    const kinds = playbook.subject.map((kind) => words[kind]).join(" or ");
    const whose = playbook.subject.length === 4 ? "any subject" : kinds;
    expect(page).toContain(`| \`${playbook.id}\` | ${whose} |`);
  }
});

const sources = ["check-step", "check-order", "check-evidence", "library"] as const;

test("docs/playbooks.md has the messages of the checks", async () => {
  const said = page.replaceAll("'", "’");
  const known = [
    "there is no team",
    "takes no value",
    "this key is used twice",
    "it waits for itself",
    "and there is no such step",
    "which comes later",
    "is too early for it",
    "stands here twice",
    "of another subject gets this key",
    "and no kind of subject has both steps",
    "expected either once or on",
    "and nothing collects it of a",
    "and it isn’t collected",
  ];
  const texts = await Promise.all(
    sources.map((name) => readFile(`src/playbooks/${name}.ts`, "utf8")),
  );
  const code = texts.join("\n");
  const missing = known.filter((part) => !said.includes(part) || !code.includes(part));
  expect(missing).toEqual([]);
});
