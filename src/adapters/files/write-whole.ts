import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { asideOf, writeFlushed } from "./write-aside.ts";

/** Makes the name itself durable: without it a rename may be lost with the power. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Whole or not at all: written aside, flushed to the disk, then named. Readable by its owner only (0600). */
export const writeWhole = async (folder: string, name: string, bytes: Buffer): Promise<void> => {
  const aside = asideOf(folder, name);
  try {
    await writeFlushed(aside, bytes);
    await rename(aside, join(folder, name));
  } catch (caught) {
    await rm(aside, { force: true });
    throw caught;
  }
  await syncFolder(folder);
};
