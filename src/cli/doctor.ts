/**
 * `npm run doctor [-- --json]`: what works here, what is missing, and what to post to mend it.
 *
 * Examines the tenant that Cordon's configuration names (`env/.env.local`, the environment wins); without one, a sandbox
 * of its own. It writes nothing but one small evidence file. Exit code: 0 everything works, 1 something is missing,
 * 2 it couldn't be examined.
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { examineSandbox, examineTenant } from "./doctor/places.ts";
import { doctorText, exitCodes } from "./doctor/text.ts";

const environmentFile = "env/.env.local";

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  if (existsSync(environmentFile)) process.loadEnvFile(environmentFile);
  const config = readConfig();
  const isTenant = config.mode === "tenant";
  const diagnosis = await (isTenant ? examineTenant(config) : examineSandbox(config));
  const head = isTenant ? `Tenant ${config.tenantId}` : "The sandbox: no tenant is configured.";
  process.stdout.write(
    values.json ? `${JSON.stringify(diagnosis, null, 2)}\n` : `${head}\n${doctorText(diagnosis)}`,
  );
  process.exitCode = exitCodes[diagnosis.outcome];
};

main().catch((fault: unknown) => {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exitCode = 2;
});
