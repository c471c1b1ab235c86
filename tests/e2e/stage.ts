/** A Cordon with playbooks of one step and a team that presses: what most tests of people need. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { forFile } from "../support/for-file.ts";
import { type Cordon, startCordon } from "./cordon.ts";
import { courseOf, type Entry, recordOf } from "./record.ts";
import { shortPlaybooks } from "./subjects.ts";
import { openTeam, people, places, type Post, type Team } from "./team.ts";

export type Stage = {
  readonly cordon: Cordon;
  /** The team at the moment; another one after a restart. */
  team(): Team;
  record(incident: string): readonly Entry[];
  /** Entries of one type, in order. */
  entries(incident: string, type: string): readonly Entry[];
  /** Types of the entries of the only step, in order. */
  course(incident: string, step?: string): readonly string[];
  /** What Cordon answers: to Ana in General, unless it says otherwise. */
  said(text: string, as?: string, where?: string): Promise<string>;
  /** Ends it as a power cut would, or with SIGTERM as an operator does, and starts it anew. */
  restart(signal?: NodeJS.Signals): Promise<void>;
  close(): Promise<void>;
};

/** Playbooks of one step, or the product's own. */
type Playbooks = "short" | "shipped";

export const setStage = async (
  environment: Record<string, string> = {},
  playbooks: Playbooks = "short",
): Promise<Stage> => {
  const folder = playbooks === "short" ? await shortPlaybooks() : undefined;
  const cordon = await startCordon({
    ...(folder !== undefined && { PLAYBOOK_DIR: folder }),
    SANDBOX_LATENCY_MS: "1-3",
    ...environment,
  });
  let team = await openTeam(cordon);
  const record = (incident: string): readonly Entry[] => recordOf(cordon.folder, incident);
  return {
    cordon,
    team: () => team,
    record,
    entries: (incident, type) => record(incident).filter((entry) => entry.type === type),
    course: (incident, step = "block-sign-in") => courseOf(cordon.folder, incident, step),
    said: async (text, as = people.ana, where = places.general) =>
      (await team.ask(text, { as, where })).text,
    restart: async (signal) => {
      await cordon.kill(signal);
      team.close();
      await cordon.restart();
      team = await openTeam(cordon);
    },
    close: async () => {
      team.close();
      await cordon.stop();
      if (folder !== undefined) await rm(dirname(folder), { recursive: true });
    },
  };
};

/** A stage for all tests of a file. */
export const stageForFile = (...setting: Parameters<typeof setStage>): Stage =>
  forFile(
    () => setStage(...setting),
    (stage) => stage.close(),
  );

export type DirectoryFile = {
  readonly file: string;
  /** Writes the sandbox's directory with these replacements; each must fit. */
  write(...changes: readonly (readonly [string | RegExp, string])[]): Promise<void>;
  remove(): Promise<void>;
};

/** A directory file of one's own, which begins as the sandbox's. */
export const ownDirectory = async (): Promise<DirectoryFile> => {
  const folder = await mkdtemp(join(tmpdir(), "cordon-directory-"));
  const file = join(folder, "directory.yaml");
  const original = await readFile("env/directory.sandbox.yaml", "utf8");
  await writeFile(file, original);
  return {
    file,
    write: async (...changes) => {
      const text = changes.reduce((before, [what, instead]) => {
        const after = before.replace(what, instead);
        if (after === before) throw new Error(`not in the directory: ${String(what)}`);
        return after;
      }, original);
      await writeFile(file, text);
    },
    remove: () => rm(folder, { recursive: true }),
  };
};

/** How often something was said to people, in the thread and alone. */
export const timesSaid = (team: Team, ...words: readonly string[]): number =>
  team.posts().filter((post: Post) => words.every((word) => post.text.includes(word))).length;
