import { expect, test } from "@jest/globals";
import { filesBelow } from "./tree.ts";

// A renderer is a file directly in src/cards that exports `render` or `render…`; what renderers share lies in folders below.
const renderers = filesBelow("src/cards", [".ts"])
  .filter(({ path }) => path.split("/").length === 3)
  .filter(({ text }) => /^export (?:async )?(?:function|const) render[A-Z]?\w*\b/m.test(text))
  .map(({ path }) => path.replace(/^src\/cards\/|\.ts$/g, ""));
const templates = filesBelow("cards", [".json"]).map(({ path }) =>
  path.replace(/^cards\/|\.json$/g, ""),
);

test("each card template has one renderer of the same name, and each renderer its template", () => {
  expect(templates.length).toBeGreaterThan(0);
  expect(renderers).toEqual(templates);
});
