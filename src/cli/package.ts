/**
 * `npm run package`: makes the Teams app packages from `appPackage/`.
 *
 * Reads BOT_APP_ID, GRAPH_CLIENT_ID, TEAMS_APP_ID and PUBLIC_HOST from the environment, or from `env/.env.local` where that has them;
 * the environment wins. `--sample` takes fake values instead, `--out <folder>` replaces `build`.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, parseEnv } from "node:util";
import { buildPackages } from "./app-package/build.ts";
import { type ReadValues, readPackageValues, sampleValues } from "./app-package/values.ts";

const { values: options } = parseArgs({
  options: {
    sample: { type: "boolean", default: false },
    out: { type: "string", default: "build" },
  },
});
const envFile = join("env", ".env.local");
const fromFile = existsSync(envFile) ? parseEnv(readFileSync(envFile, "utf8")) : {};
const read: ReadValues = options.sample
  ? { ok: true, values: sampleValues }
  : readPackageValues({ ...fromFile, ...process.env });

if (read.ok) {
  const source = fileURLToPath(new URL("../../appPackage", import.meta.url));
  for (const path of await buildPackages({ source, out: options.out, values: read.values })) {
    console.log(`Wrote ${path}`);
  }
} else {
  console.error(["No package was made.", ...read.problems].join("\n"));
  process.exitCode = 1;
}
