import { z } from "zod/v4";
import { actionName, playbookSchema } from "./contract.ts";

type Named = { readonly id: string; readonly code: string; readonly title: string };

/**
 * The shape of a playbook file as JSON Schema 2020-12, for editors: what may be left out, the ids of all actions and
 * checks with their titles, and a description of each field. Names of teams are the operator's, so they are free.
 */
export const playbookJsonSchema = (entries: readonly Named[]): Readonly<Record<string, unknown>> =>
  z.toJSONSchema(playbookSchema, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema !== actionName) return;
      jsonSchema.enum = entries.map(({ id }) => id);
      jsonSchema["markdownEnumDescriptions"] = entries.map(
        ({ code, title }) => `${code} · ${title}`,
      );
    },
  });
