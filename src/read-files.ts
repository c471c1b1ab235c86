/** The files that an operator writes: directory and playbooks, refused with file, line, reason and what was expected. */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { closest } from "fastest-levenshtein";
import {
  actionCatalogue,
  checkCatalogue,
  collectorCatalogue,
  slowCollectorCatalogue,
} from "./actions/catalogue.ts";
import { type Located, openText, parseLocated } from "./adapters/files/read-yaml.ts";
import { type ReadText } from "./adapters/files/watch-file.ts";
import { ConfigFault } from "./config.ts";
import { type Directory, directorySchema } from "./core/ownership/directory.ts";
import { ok, refuse } from "./core/shared/result.ts";
import { checkPlaybook } from "./playbooks/check.ts";
import { checkRouting } from "./playbooks/check-routing.ts";
import { type Playbook, playbookSchema } from "./playbooks/contract.ts";
import { type Library, type Problem } from "./playbooks/library.ts";
import { type Found, missingTeams } from "./playbooks/missing-teams.ts";

const builtIn = fileURLToPath(new URL("./playbooks", import.meta.url));

/** The catalogue as playbooks are checked with it. */
export const library: Library = {
  actions: actionCatalogue,
  checks: checkCatalogue,
  collectors: collectorCatalogue,
  slowCollectors: slowCollectorCatalogue,
  nearest: closest,
};

const fail = (what: string, problems: readonly string[]): never => {
  throw new ConfigFault([`${what} can't be used:`, ...problems.map((p) => `  ${p}`)].join("\n"));
};

/** Puts file and line before a problem of a file. */
type Place = (problem: Problem) => string;

const placeIn =
  (name: string, lineOf: Located<unknown>["lineOf"]): Place =>
  ({ path, text }) =>
    `${name}:${String(lineOf(path))}: ${text}`;

export type OpenedDirectory = {
  readonly directory: Directory;
  readonly sha256: string;
  readonly place: Place;
};

/** Reads the directory of teams and people, with the SHA-256 of the file's bytes. Throws ConfigFault with a line for each problem. */
export const openDirectory = async (file: string): Promise<OpenedDirectory> => {
  const opened = await openText(file);
  if (!opened.ok) return fail("The directory file", opened.refusal);
  const { text, sha256 } = opened.value;
  const name = basename(file);
  const read = parseLocated(name, text, directorySchema);
  if (!read.ok) return fail("The directory file", read.refusal);
  return { directory: read.value.value, sha256, place: placeIn(name, read.value.lineOf) };
};

const foundIn = (playbook: Playbook, directory: Directory): readonly Found[] => {
  const teams = directory.teams.map(({ id }) => id);
  return checkPlaybook(playbook, library, teams).map((problem) => ({
    playbook: playbook.id,
    problem,
  }));
};

/** Checks a new directory file while Cordon runs: it must be valid, and every playbook must still find its teams. */
export const directoryReader =
  (playbooks: readonly Playbook[]): ReadText =>
  (name, text) => {
    const read = parseLocated(name, text, directorySchema);
    if (!read.ok) return read;
    const { value: directory, lineOf } = read.value;
    const problems = [
      ...checkRouting(directory, library, playbooks),
      ...missingTeams(playbooks.flatMap((playbook) => foundIn(playbook, directory))),
    ];
    return problems.length > 0 ? refuse(problems.map(placeIn(name, lineOf))) : ok(directory);
  };

const filesIn = async (folder: string): Promise<readonly string[]> => {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new ConfigFault(`PLAYBOOK_DIR: the folder ${folder} can't be read.`, { cause });
  });
  return names
    .filter((name) => /\.ya?ml$/u.test(name))
    .sort()
    .map((name) => join(folder, name));
};

/** A playbook and the file in which it stands. `own` is the operator's, the others come with Cordon. */
export type PlaybookFile = {
  readonly file: string;
  readonly own: boolean;
  readonly playbook: Playbook;
};

type Opened = PlaybookFile & { readonly place: Place };

const openPlaybook = async (
  file: string,
  own: boolean,
): Promise<{ readonly opened: Opened } | { readonly problems: readonly string[] }> => {
  const text = await openText(file);
  if (!text.ok) return { problems: text.refusal };
  const name = basename(file);
  const read = parseLocated(name, text.value.text, playbookSchema);
  if (!read.ok) return { problems: read.refusal };
  const { value: playbook, lineOf } = read.value;
  return { opened: { file, own, playbook, place: placeIn(name, lineOf) } };
};

/** An id that is taken replaces nothing: both files are named. */
const twiceProblems = (files: readonly Opened[]): readonly string[] =>
  files.flatMap(({ playbook, place }, index) => {
    const first = files.find((other) => other.playbook.id === playbook.id);
    if (!first || files.indexOf(first) === index) return [];
    const whose = first.own ? first.file : `Cordon’s own ${basename(first.file)}`;
    const text = `two playbooks are called ${playbook.id}, and ${whose} is one; expected another id`;
    return [place({ path: ["id"], text })];
  });

/** What was read, and every problem with it at once: "own.yaml:8: step block: there is no action …". */
export type LoadedPlaybooks = {
  readonly files: readonly PlaybookFile[];
  readonly problems: readonly string[];
};

/** Reads Cordon's own playbooks and the operator's. Throws ConfigFault only where the folder can't be read. */
export const loadPlaybooks = async (
  folder: string | undefined,
  { directory, place }: Pick<OpenedDirectory, "directory" | "place">,
): Promise<LoadedPlaybooks> => {
  const ownFiles = folder === undefined ? [] : await filesIn(folder);
  const reads = await Promise.all([
    ...(await filesIn(builtIn)).map((file) => openPlaybook(file, false)),
    ...ownFiles.map((file) => openPlaybook(file, true)),
  ]);
  const files = reads.flatMap((read) => ("opened" in read ? [read.opened] : []));
  const unread = reads.flatMap((read) => ("problems" in read ? read.problems : []));
  const playbooks = files.map(({ playbook }) => playbook);
  // A rule for a playbook that couldn't be read isn't a problem of its own.
  const rules = checkRouting(directory, library, playbooks).filter(
    ({ path }) => unread.length === 0 || !path.includes("playbooks"),
  );
  // Nobody here can mend those files: a team that they need is missing from the directory.
  const shipped = files
    .filter(({ own }) => !own)
    .flatMap(({ playbook }) => foundIn(playbook, directory));
  const problems = [
    ...unread,
    ...files.flatMap((one) =>
      foundIn(one.playbook, directory).flatMap(({ problem }) =>
        !one.own && problem.team !== undefined ? [] : [one.place(problem)],
      ),
    ),
    ...twiceProblems(files),
    ...[...missingTeams(shipped), ...rules].map(place),
  ];
  return { files, problems };
};

const placeUnknown: Place = ({ text }) => `directory file: ${text}`;

/**
 * Reads Cordon's own playbooks and the operator's. Throws ConfigFault with a line for each problem; `place` of
 * openDirectory gives those of routing rules their line.
 */
export const readPlaybooks = async (
  folder: string | undefined,
  directory: Directory,
  place: Place = placeUnknown,
): Promise<readonly Playbook[]> => {
  const { files, problems } = await loadPlaybooks(folder, { directory, place });
  if (problems.length > 0) return fail("A playbook", problems);
  return files.map(({ playbook }) => playbook);
};
