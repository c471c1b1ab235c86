/** The key of the sealed secrets: from the configuration, or a file that is made at the first start. */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { errorCodeOf } from "./error-code.ts";
import { writeOnce } from "./write-once.ts";

const keyBytes = 32;
const fileName = "secrets.key";

/** 32 bytes in base64; undefined for anything else. */
export const parseSecretsKey = (text: string): Buffer | undefined => {
  const trimmed = text.trim();
  if (!/^[A-Za-z0-9+/]{43}=?$/u.test(trimmed)) return undefined;
  const bytes = Buffer.from(trimmed, "base64");
  return bytes.byteLength === keyBytes ? bytes : undefined;
};

const keyIn = async (path: string): Promise<Buffer | undefined> => {
  try {
    const text = await readFile(path, "utf8");
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) {
      throw new Error(`${path} can be read by others than its owner. Set its mode to 0600.`);
    }
    const key = parseSecretsKey(text);
    if (key === undefined) throw new Error(`${path} isn't a key: 32 bytes in base64.`);
    return key;
  } catch (fault) {
    if (errorCodeOf(fault) === "ENOENT") return undefined;
    throw fault;
  }
};

/**
 * The key in `<folder>/secrets.key`, made there (0600, 32 random bytes in base64) where there is none. Of two processes
 * that start at once both get the same one. Throws where others may read the file, or where it isn't a key: a new one
 * would make what is sealed unreadable without saying so.
 */
export const openSecretsKey = async (folder: string): Promise<Buffer> => {
  const path = join(folder, fileName);
  const found = await keyIn(path);
  if (found) return found;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeOnce(folder, fileName, Buffer.from(`${randomBytes(keyBytes).toString("base64")}\n`));
  const made = await keyIn(path);
  if (!made) throw new Error(`${path} was made and isn't there.`);
  return made;
};
