import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { manifestVersions, renderManifest } from "./manifest.ts";
import { type PackageValues } from "./values.ts";

/** Where the package comes from and where it goes. */
export type BuildPackages = {
  /** Folder with `manifest.json`, `color.png` and `outline.png`. */
  source: string;
  /** Folder for the zips; made when missing. */
  out: string;
  values: PackageValues;
};

// A fixed date in each zip entry: the same source and values give the same bytes.
const entryDate = new Date(2026, 0, 1);

/**
 * Writes one Teams app package for each manifest version. The root of a zip holds the manifest and the two icons and
 * nothing else, since Teams refuses subfolders.
 *
 * @returns paths of the files written, oldest manifest version first
 * @throws Error when a source file can't be read or the manifest can't be filled
 */
export async function buildPackages({ source, out, values }: BuildPackages): Promise<string[]> {
  const manifest = await readFile(join(source, "manifest.json"), "utf8");
  const color = await readFile(join(source, "color.png"));
  const outline = await readFile(join(source, "outline.png"));
  await mkdir(out, { recursive: true });
  const written: string[] = [];
  for (const version of manifestVersions) {
    const path = join(out, `cordon-${version}.zip`);
    const entries = {
      "manifest.json": strToU8(renderManifest(manifest, values, version)),
      "color.png": color,
      "outline.png": outline,
    };
    await writeFile(path, zipSync(entries, { mtime: entryDate }));
    written.push(path);
  }
  return written;
}
