/**
 * `npm run playbooks [-- --json]`: lists Cordon's own playbooks and those in PLAYBOOK_DIR, and checks them with the
 * catalogue and with the directory file.
 *
 * Reads Cordon's configuration (`env/.env.local`, the environment wins) and writes nothing. Problems go to standard
 * error, each with file, line and what was expected. Exit code: 0 all can be run, 1 there are problems.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { loadPlaybooks, openDirectory } from "../read-files.ts";
import { overviewOf } from "./playbooks/overview.ts";
import { playbooksText } from "./playbooks/text.ts";

const environmentFile = "env/.env.local";
const sandboxDirectory = fileURLToPath(
  new URL("../../env/directory.sandbox.yaml", import.meta.url),
);

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  if (existsSync(environmentFile)) process.loadEnvFile(environmentFile);
  const { directoryFile = sandboxDirectory, playbookDir } = readConfig();
  const { files, problems } = await loadPlaybooks(playbookDir, await openDirectory(directoryFile));
  const playbooks = files.map(overviewOf);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ directoryFile, playbooks, problems }, null, 2)}\n`
      : playbooksText(playbooks),
  );
  if (problems.length === 0) return;
  const head = `${String(problems.length)} ${problems.length === 1 ? "problem" : "problems"}:`;
  process.stderr.write([head, ...problems.map((text) => `  ${text}`), ""].join("\n"));
  process.exitCode = 1;
};

main().catch((fault: unknown) => {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exitCode = 1;
});
