import { createRequire } from "node:module";
import { expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { foldersIn } from "./tree.ts";

const require = createRequire(import.meta.url);
const cruiser = z
  .object({ forbidden: z.array(z.object({ name: z.string(), severity: z.string() })) })
  .parse(require("../../.dependency-cruiser.cjs"));
// The composition root's helpers may import every layer.
const free = ["cli"];

test("each folder of src has a rule that says whom it may import, and the rule is an error", () => {
  const governed = cruiser.forbidden
    .filter((rule) => rule.severity === "error")
    .map((rule) => rule.name);
  const layers = foldersIn("src").filter((folder) => !free.includes(folder));
  expect(layers).toContain("core");
  expect(governed).toEqual(
    expect.arrayContaining(layers.map((layer) => `${layer}-imports-only-its-friends`)),
  );
});
