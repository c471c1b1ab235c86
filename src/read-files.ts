/** The files that an operator writes: directory and playbooks, refused with file, line and reason. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { actionCatalogue } from "./actions/catalogue.ts";
import { readYaml } from "./adapters/files/read-yaml.ts";
import { ConfigFault } from "./config.ts";
import { type Directory, directorySchema } from "./core/ownership/directory.ts";
import { checkPlaybook } from "./playbooks/check.ts";
import { type Playbook, playbookSchema } from "./playbooks/contract.ts";

const builtIn = fileURLToPath(new URL("./playbooks", import.meta.url));

const fail = (what: string, problems: readonly string[]): never => {
  throw new ConfigFault([`${what} can't be used:`, ...problems.map((p) => `  ${p}`)].join("\n"));
};

/** Reads the directory of teams and people. Throws ConfigFault with a line for each problem. */
export const readDirectory = async (file: string): Promise<Directory> => {
  const read = await readYaml(file, directorySchema);
  return read.ok ? read.value : fail("The directory file", read.refusal);
};

const filesIn = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new ConfigFault(`PLAYBOOK_DIR: the folder ${folder} can't be read.`, { cause });
  });
  return names.filter((name) => /\.ya?ml$/u.test(name)).map((name) => join(folder, name));
};

/** Reads Cordon's own playbooks and the operator's. Throws ConfigFault with a line for each problem. */
export const readPlaybooks = async (
  folder: string | undefined,
  directory: Directory,
): Promise<readonly Playbook[]> => {
  const teams = directory.teams.map(({ id }) => id);
  const files = [
    ...(await filesIn(builtIn)),
    ...(folder === undefined ? [] : await filesIn(folder)),
  ];
  const playbooks: Playbook[] = [];
  const problems: string[] = [];
  for (const file of files.sort()) {
    const read = await readYaml(file, playbookSchema);
    if (!read.ok) problems.push(...read.refusal);
    else playbooks.push(read.value);
  }
  problems.push(
    ...playbooks.flatMap((playbook) => checkPlaybook(playbook, actionCatalogue, teams)),
  );
  const twice = playbooks.filter((one, at) => playbooks.findIndex(({ id }) => id === one.id) < at);
  problems.push(...twice.map(({ id }) => `two playbooks are called ${id}`));
  return problems.length > 0 ? fail("A playbook", problems) : playbooks;
};
