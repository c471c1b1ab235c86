import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { actionCatalogue, collectorCatalogue } from "../../src/actions/catalogue.ts";

test("the operator's page names every permission and role that an action or a collector needs", async () => {
  const page = await readFile(new URL("../../docs/permissions.md", import.meta.url), "utf8");
  const needed = [...actionCatalogue, ...collectorCatalogue].flatMap(({ permissions }) => [
    ...permissions.least.map((name) => `\`${name}\``),
    ...("role" in permissions ? [`**${permissions.role}**`] : []),
  ]);
  const missing = [...new Set(needed)].filter((name) => !page.includes(name));
  expect(missing).toEqual([]);
});
