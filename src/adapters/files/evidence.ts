import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Evidence } from "../../application/ports/tenant.ts";
import { contentOf, evidenceFileOf, evidenceName } from "../evidence-file.ts";
import { errorCodeOf } from "./error-code.ts";
import { writeWhole } from "./write-whole.ts";

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
    const { bytes, sha256, name } = evidenceFileOf(content);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const before = await existing(join(folder, name));
    if (before === undefined) await writeWhole(folder, name, bytes);
    else if (!before.equals(bytes)) throw new Error(`the evidence file ${name} was altered`);
    return { sha256, bytes: bytes.byteLength };
  },
  read: async (sha256) => {
    const bytes = await existing(join(folder, evidenceName(sha256)));
    if (bytes === undefined) throw new Error(`there is no evidence file ${evidenceName(sha256)}`);
    return contentOf(sha256, bytes);
  },
});
