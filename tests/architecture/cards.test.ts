import { describe, expect, test } from "@jest/globals";
import { cardNames } from "../../src/cards/templates.ts";
import { filesBelow } from "./tree.ts";

// A renderer is a file directly in src/cards that exports `render…` or draws a template by name. What renderers share
// lies in folders below.
const renders = /^export (?:function|const) render[A-Z]?\w*\b|\bdraw\(\s*"/m;
const renderers = filesBelow("src/cards", [".ts"])
  .filter(({ path }) => path.split("/").length === 3)
  .filter(({ text }) => renders.test(text))
  .map(({ path }) => path.replace(/^src\/cards\/|\.ts$/g, ""))
  .sort();
// Sorted as names: as files "exception-form.json" stands before "exception.json".
const templates = filesBelow("cards", [".json"])
  .map(({ path }) => path.replace(/^cards\/|\.json$/g, ""))
  .sort();

describe("each card", () => {
  test("has one template and one renderer of the same name", () => {
    expect(templates.length).toBeGreaterThan(0);
    expect(renderers).toEqual(templates);
  });

  test("is in the list of those that are compiled at start", () => {
    expect(templates).toEqual([...cardNames].sort());
  });
});
