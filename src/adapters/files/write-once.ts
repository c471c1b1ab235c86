import { link, rm } from "node:fs/promises";
import { join } from "node:path";
import { errorCodeOf } from "./error-code.ts";
import { asideOf, writeFlushed } from "./write-aside.ts";

/**
 * Makes a file whole, readable by its owner only (0600), unless there is one of that name: then that one stays. A link
 * fails where the name is taken, a rename would replace what another process made in the same instant.
 */
export const writeOnce = async (folder: string, name: string, bytes: Buffer): Promise<void> => {
  const aside = asideOf(folder, name);
  try {
    await writeFlushed(aside, bytes);
    await link(aside, join(folder, name)).catch((fault: unknown) => {
      if (errorCodeOf(fault) !== "EEXIST") throw fault;
    });
  } finally {
    await rm(aside, { force: true });
  }
};
