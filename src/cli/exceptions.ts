/**
 * `npm run exceptions [-- --csv]`: prints the register of exceptions, newest first, as a table or as CSV.
 *
 * Reads the database that Cordon's configuration names (`env/.env.local`, the environment wins), and writes nothing.
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { exceptionsCsv } from "../adapters/files/exceptions-csv.ts";
import { openDatabase } from "../adapters/sql/open-database.ts";
import { readConfig } from "../config.ts";
import { exceptionsTable } from "./exceptions-table.ts";

const environmentFile = "env/.env.local";

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { csv: { type: "boolean", default: false } } });
  if (existsSync(environmentFile)) process.loadEnvFile(environmentFile);
  const { register, close } = await openDatabase(readConfig().databaseUrl, { readOnly: true });
  try {
    const exceptions = await register.list({});
    process.stdout.write(values.csv ? exceptionsCsv(exceptions) : exceptionsTable(exceptions));
  } finally {
    await close();
  }
};

main().catch((fault: unknown) => {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exitCode = 1;
});
