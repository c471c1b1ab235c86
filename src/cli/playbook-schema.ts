/** `npm run docs:schema`: writes `docs/playbook.schema.json`, by which editors check and complete playbooks. */
import { writeFile } from "node:fs/promises";
import { actionCatalogue, checkCatalogue } from "../actions/catalogue.ts";
import { playbookJsonSchema } from "../playbooks/json-schema.ts";

const file = new URL("../../docs/playbook.schema.json", import.meta.url);

const schema = playbookJsonSchema([...actionCatalogue, ...checkCatalogue]);
await writeFile(file, `${JSON.stringify(schema, null, 2)}\n`);
