/**
 * `npm run permissions`: writes `infra/graph-permissions.json` from the library: every application permission with its
 * service, its id where Microsoft publishes it (null is looked up in the tenant), and who needs it.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { permissionNeeds } from "../actions/permissions.ts";
import { allNeeds } from "../application/doctor/examine.ts";
import { permissionsFile } from "./doctor/permissions-file.ts";

const file = new URL("../../infra/graph-permissions.json", import.meta.url);

const main = async (): Promise<void> => {
  await mkdir(new URL(".", file), { recursive: true });
  await writeFile(file, permissionsFile(permissionNeeds(allNeeds()), allNeeds()));
};

main().catch((fault: unknown) => {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exitCode = 1;
});
