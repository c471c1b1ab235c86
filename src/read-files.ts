/** The files that an operator writes: directory and playbooks, refused with file, line and reason. */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { actionCatalogue } from "./actions/catalogue.ts";
import { openText, parseYaml, readYaml } from "./adapters/files/read-yaml.ts";
import { type ReadText } from "./adapters/files/watch-file.ts";
import { ConfigFault } from "./config.ts";
import { type Directory, directorySchema } from "./core/ownership/directory.ts";
import { refuse } from "./core/shared/result.ts";
import { checkPlaybook } from "./playbooks/check.ts";
import { checkRouting } from "./playbooks/check-routing.ts";
import { type Playbook, playbookSchema } from "./playbooks/contract.ts";

const builtIn = fileURLToPath(new URL("./playbooks", import.meta.url));

const fail = (what: string, problems: readonly string[]): never => {
  throw new ConfigFault([`${what} can't be used:`, ...problems.map((p) => `  ${p}`)].join("\n"));
};

/** Reads the directory of teams and people, with the SHA-256 of the file's bytes. Throws ConfigFault with a line for each problem. */
export const openDirectory = async (
  file: string,
): Promise<{ readonly directory: Directory; readonly sha256: string }> => {
  const opened = await openText(file);
  if (!opened.ok) return fail("The directory file", opened.refusal);
  const { text, sha256 } = opened.value;
  const read = parseYaml(basename(file), text, directorySchema);
  return read.ok ? { directory: read.value, sha256 } : fail("The directory file", read.refusal);
};

/** What playbooks and routing rules ask of a directory, beyond its own schema. */
const fitProblems = (directory: Directory, playbooks: readonly Playbook[]): readonly string[] => {
  const teams = directory.teams.map(({ id }) => id);
  return [
    ...playbooks.flatMap((playbook) => checkPlaybook(playbook, actionCatalogue, teams)),
    ...checkRouting(directory, actionCatalogue, playbooks),
  ];
};

/** Checks a new directory file while Cordon runs: it must be valid, and every playbook must still find its teams. */
export const directoryReader =
  (playbooks: readonly Playbook[]): ReadText =>
  (name, text) => {
    const read = parseYaml(name, text, directorySchema);
    if (!read.ok) return read;
    const problems = fitProblems(read.value, playbooks);
    return problems.length > 0 ? refuse(problems.map((problem) => `${name}: ${problem}`)) : read;
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
  problems.push(...fitProblems(directory, playbooks));
  const twice = playbooks.filter((one, at) => playbooks.findIndex(({ id }) => id === one.id) < at);
  problems.push(...twice.map(({ id }) => `two playbooks are called ${id}`));
  return problems.length > 0 ? fail("A playbook", problems) : playbooks;
};
