import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

const root = join(import.meta.dirname, "../..");

/** A text file of the repository; `path` is relative to its root, with forward slashes. */
export type SourceFile = { path: string; text: string };

/** Every file below `folder` whose name ends in one of `endings`, in the order of their paths. */
export function filesBelow(folder: string, endings: readonly string[]): SourceFile[] {
  const top = join(root, folder);
  if (!existsSync(top)) return [];
  return readdirSync(top, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort()
    .map(readSource);
}

/** One file, by its path from the repository's root. */
export function readSource(path: string): SourceFile {
  return { path, text: readFileSync(join(root, path), "utf8") };
}

/** Names of the folders directly in `folder`. */
export function foldersIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

/** The files for which `rule` finds something, each with what it found. */
export function offences(
  files: readonly SourceFile[],
  rule: (text: string) => readonly string[],
): string[] {
  return files.flatMap(({ path, text }) => rule(text).map((offence) => `${path} ${offence}`));
}
