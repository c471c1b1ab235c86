import { randomUUID } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";

/** A name that nobody else takes, beside the file that it is to become. */
export const asideOf = (folder: string, name: string): string =>
  join(folder, `.${name}.${randomUUID()}`);

/** Makes this file, readable by its owner only (0600), and flushes it to the disk. */
export const writeFlushed = async (path: string, bytes: Buffer): Promise<void> => {
  const handle = await open(path, "wx", 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
};
