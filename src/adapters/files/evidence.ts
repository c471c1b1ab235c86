import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Evidence } from "../../application/ports/tenant.ts";
import { canonicalJson } from "../../core/shared/canonical-json.ts";
import { errorCodeOf } from "./error-code.ts";
import { writeWhole } from "./write-whole.ts";

const sha256Of = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

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
    if (before === undefined) await writeWhole(folder, name, bytes);
    else if (!before.equals(bytes)) throw new Error(`the evidence file ${name} was altered`);
    return { sha256, bytes: bytes.byteLength };
  },
});
