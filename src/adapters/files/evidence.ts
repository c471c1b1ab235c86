import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Evidence } from "../../application/ports/tenant.ts";
import { canonicalJson } from "../../core/shared/canonical-json.ts";
import { errorCodeOf } from "./error-code.ts";

const sha256Of = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** Makes the name itself durable: without it a rename may be lost with the power. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Whole or not at all: written aside, flushed to the disk, then named. Readable by its owner only. */
const writeOnce = async (folder: string, name: string, bytes: Buffer): Promise<void> => {
  const aside = join(folder, `.${name}.${randomUUID()}`);
  try {
    const handle = await open(aside, "wx", 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, join(folder, name));
  } catch (caught) {
    await rm(aside, { force: true });
    throw caught;
  }
  await syncFolder(folder);
};

const existing = async (path: string): Promise<Buffer | undefined> => {
  try {
    return await readFile(path);
  } catch (caught) {
    if (errorCodeOf(caught) === "ENOENT") return undefined;
    throw caught;
  }
};

/**
 * The evidence folder (made if needed, 0700). Each file is canonical JSON and named by the SHA-256
 * of its bytes, `<sha256>.json`, 0600. Throws on a full or read-only disk, and where a file of that
 * name has other bytes: evidence is never written over.
 */
export const makeEvidence = (folder: string): Evidence => ({
  keep: async (content) => {
    const bytes = Buffer.from(canonicalJson(content), "utf8");
    const sha256 = sha256Of(bytes);
    const name = `${sha256}.json`;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const before = await existing(join(folder, name));
    if (before === undefined) await writeOnce(folder, name, bytes);
    else if (!before.equals(bytes)) throw new Error(`the evidence file ${name} was altered`);
    return { sha256, bytes: bytes.byteLength };
  },
});
