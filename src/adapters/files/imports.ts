import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Imports } from "../../application/ports/lists.ts";
import { quoted } from "../../core/shared/clean-text.ts";
import { refuse, type Result } from "../../core/shared/result.ts";
import { listTextOf, mostListBytes, tooLong } from "../list-text.ts";
import { errorCodeOf } from "./error-code.ts";

/** A plain file name: no separator, no dot at the start, no control character. */
const plainName = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N} ._()+-]{0,127}$/u;

const read = async (path: string): Promise<Result<string, string>> => {
  // Not blocking: a pipe that somebody laid there would otherwise wait for its writer for ever.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) return refuse("it is no file");
    if (found.size > mostListBytes) return refuse(tooLong);
    const bytes = Buffer.alloc(mostListBytes + 1);
    const { bytesRead } = await handle.read(bytes, 0, bytes.byteLength, 0);
    return listTextOf(bytes.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
};

/** Links lead where they lead: what isn't directly in the folder in the end isn't read. */
const inFolder = async (folder: string, name: string): Promise<string | undefined> => {
  const path = await realpath(join(folder, name));
  return dirname(path) === (await realpath(folder)) ? path : undefined;
};

/** The import folder. It is only read; it needn't exist. */
export const makeImports = (folder: string): Imports => ({
  read: async (name) => {
    const shown = quoted(name, 60);
    if (!plainName.test(name)) return refuse(`${shown} isn't the plain name of a file.`);
    try {
      const path = await inFolder(folder, name);
      if (path === undefined) return refuse(`${shown} lies outside of the import folder.`);
      const text = await read(path);
      return text.ok ? text : refuse(`${shown} can't be used: ${text.refusal}.`);
    } catch (caught) {
      const code = errorCodeOf(caught);
      if (code === "ENOENT") {
        return refuse(`There is no ${shown} in the import folder of Cordon’s server.`);
      }
      if (code === "EACCES" || code === "EPERM") {
        return refuse(`${shown} can't be read: Cordon has no right to (${code}).`);
      }
      throw caught;
    }
  },
});
