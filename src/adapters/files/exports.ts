import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { type Exports } from "../../application/ports/tenant.ts";
import { writeWhole } from "./write-whole.ts";

/** A plain name: no folder, no hidden file. */
const plainName = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** The export folder (made if needed, 0700). Files are 0600 and replaced whole or not at all. */
export const makeExports = (folder: string): Exports => ({
  keep: async (name, text) => {
    if (!plainName.test(name)) throw new Error(`${JSON.stringify(name)} isn't a plain file name`);
    const bytes = Buffer.from(text, "utf8");
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWhole(folder, name, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { name, sha256, bytes: bytes.byteLength };
  },
});
