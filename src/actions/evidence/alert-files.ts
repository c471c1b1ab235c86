/** What an attacked device's alerts name: files to look for elsewhere, and what is left out of them. */
import { type AlertRow } from "./machine-hunts.ts";

/** A question must stay short: with 50 hashes it has about 3,000 letters. */
const mostFiles = 50;

export const sha1 = /^[0-9a-f]{40}$/i;

/** A file as an alert names it. */
type NamedFile = { readonly sha1: string; readonly name: string };

/** What the attacker left on the device, and by what others know it. */
export type Marks = {
  /** Names by hash. */
  readonly files: ReadonlyMap<string, string>;
  /** Programs of the system that an alert names: the same on every device. */
  readonly system: readonly NamedFile[];
  /** These weren't looked for: there are too many. */
  readonly more: readonly NamedFile[];
};

/** Where only the system's installer may write, with or without the file's name at the end. */
const ofSystem =
  /^(?:[a-z]:\\windows\\(?:system32|syswow64|winsxs)(?:\\|$)|\/(?:usr\/)?s?bin\/|\/system\/)/i;

/** Folders below it where jobs, printers and everybody may write. */
const writable = /[\\/](?:\.\.|temp|tmp|tasks|spool)(?:[\\/]|$)/i;

/** Every row of the hash must lie there: a copy elsewhere is the attacker's tool. */
const isOfSystem = (rows: readonly AlertRow[]): boolean =>
  rows.every(
    ({ FolderPath: path, ThreatFamily: family }) =>
      ofSystem.test(path ?? "") && !writable.test(path ?? "") && (family ?? "") === "",
  );

/** The files of the alerts, by hash. */
export const marksOf = (alerts: readonly AlertRow[]): Marks => {
  const byHash = new Map<string, AlertRow[]>();
  for (const row of alerts) {
    const hash = (row.SHA1 ?? "").toLowerCase();
    if (sha1.test(hash)) byHash.set(hash, [...(byHash.get(hash) ?? []), row]);
  }
  const all = [...byHash].map(([hash, rows]) => ({
    file: { sha1: hash, name: rows[0]?.FileName ?? hash },
    system: isOfSystem(rows),
  }));
  const own = all.filter(({ system }) => !system).map(({ file }) => file);
  return {
    files: new Map(own.slice(0, mostFiles).map(({ sha1: hash, name }) => [hash, name])),
    system: all.filter(({ system }) => system).map(({ file }) => file),
    more: own.slice(mostFiles),
  };
};
