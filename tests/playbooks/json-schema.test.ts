import { expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { z } from "zod/v4";
import { actionCatalogue, checkCatalogue } from "../../src/actions/catalogue.ts";
import { playbookJsonSchema } from "../../src/playbooks/json-schema.ts";

const entries = [...actionCatalogue, ...checkCatalogue];

const field = z.object({ description: z.string().min(10) });
const shape = z.object({
  required: z.array(z.string()),
  properties: z.record(z.string(), field).and(
    z.object({
      steps: z.object({
        items: z.object({
          required: z.array(z.string()),
          additionalProperties: z.literal(false),
          properties: z
            .record(z.string(), field)
            .and(z.object({ action: z.object({ enum: z.array(z.string()) }), team: z.object({}) })),
        }),
      }),
    }),
  ),
});

test("docs/playbook.schema.json is what the code says: npm run docs:schema", async () => {
  const file: unknown = JSON.parse(await readFile("docs/playbook.schema.json", "utf8"));
  expect(file).toEqual(JSON.parse(JSON.stringify(playbookJsonSchema(entries))));
});

test("it describes every field, names every action and check, and leaves teams free", () => {
  const { required, properties } = shape.parse(playbookJsonSchema(entries));
  expect(required).toEqual(["id", "title", "about", "subject", "steps"]);
  const { items } = properties.steps;
  expect(items.required).toEqual(["key", "action", "phase", "why"]);
  expect(items.properties.action.enum).toEqual(entries.map(({ id }) => id));
  expect(items.properties.team).not.toHaveProperty("enum");
});
