import { expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import {
  actionCatalogue,
  checkCatalogue,
  collectorCatalogue,
  slowCollectorCatalogue,
} from "../../../src/actions/catalogue.ts";
import { collectorWords } from "../../../src/cli/actions-doc/collector-words.ts";
import { actionsDocument, missingIds } from "../../../src/cli/actions-doc/document.ts";
import { libraryIds } from "../../../src/cli/actions-doc/library-ids.ts";
import { anchor, numbered, plain, span } from "../../../src/cli/actions-doc/words.ts";

const catalogue = {
  actions: actionCatalogue,
  collectors: [...collectorCatalogue, ...slowCollectorCatalogue],
  checks: checkCatalogue,
};
const entries = [...catalogue.actions, ...catalogue.collectors, ...catalogue.checks];

test("docs/actions.md is what the catalogue says: npm run docs:actions", async () => {
  expect(await readFile("docs/actions.md", "utf8")).toBe(actionsDocument(catalogue));
});

const series = (letter: string, from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `${letter}${String(from + at)}`);

test("every id of the step library has an entry, and every entry an id", () => {
  const ids = libraryIds.map(({ id }) => id);
  expect(ids).toEqual([
    ...series("E", 0, 8),
    ...series("C", 1, 14),
    ...series("X", 1, 11),
    ...series("R", 1, 6),
    ...series("P", 1, 4),
  ]);
  expect(missingIds(catalogue)).toEqual([]);
  expect(entries.filter(({ code }) => !ids.includes(code))).toEqual([]);
  expect(missingIds({ ...catalogue, collectors: [] })).toEqual(
    ["E0", "E1", "E2", "E3", "E6", "E8"].filter(
      (id) => !catalogue.checks.some(({ code }) => code === id),
    ),
  );
});

test("what a collector reads is said in words, for each of them and no other", () => {
  expect(Object.keys(collectorWords).sort()).toEqual(
    catalogue.collectors.map(({ id }) => id).sort(),
  );
});

test("each entry has one section with its facts, and every link leads to a heading", () => {
  const text = actionsDocument(catalogue);
  const headings = [...text.matchAll(/^##+ (.*)$/gmu)].map(([, heading = ""]) => anchor(heading));
  expect(new Set(headings).size).toBe(headings.length);
  const links = [...text.matchAll(/\]\(#([^)]*)\)/gu)].map(([, target]) => target);
  expect(links.length).toBe(entries.length + libraryIds.length);
  expect(links.filter((target) => !headings.includes(target ?? ""))).toEqual([]);
  for (const { id, permissions } of entries) {
    const start = text.indexOf(`\n\`${id}\` · `);
    expect(start).toBeGreaterThan(0);
    const section = text.slice(start, text.indexOf("\n##", start));
    for (const name of permissions.least) expect(section).toContain(`\`${name}\``);
  }
  for (const action of catalogue.actions) {
    const start = text.indexOf(`\n\`${action.id}\` · `);
    const section = text.slice(start, text.indexOf("\n##", start));
    expect(section).toContain(plain(action.text.undo));
    expect(section).toContain(`tier ${String(action.tier)}: `);
    expect(section.replaceAll("\n  ", " ")).toContain(plain(action.text.byHand));
  }
});

test.each([
  [0, "at once"],
  [15, "15 min"],
  [60, "60 min"],
  [65, "65 min"],
  [90, "90 min"],
  [600, "10 h"],
  [1440, "24 h"],
  [4320, "72 h"],
  [43200, "30 days"],
])("%d minutes are said as %s", (minutes, said) => {
  expect(span(minutes)).toBe(said);
});

test("numbered sentences become a list, also where one names another's number", () => {
  expect(numbered("First this. 1. One. 2. Two. 3. Three, as in 2. Done.")).toEqual({
    before: "First this.",
    parts: ["1. One.", "2. Two.", "3. Three, as in 2. Done."],
  });
  expect(numbered("Only 1. One.")).toEqual({ before: "Only 1. One.", parts: [] });
  expect(plain("Set-X <id> | fl *Name $null")).toBe("Set-X \\<id\\> \\| fl \\*Name \\$null");
});
