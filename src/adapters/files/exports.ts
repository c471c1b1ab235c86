import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { type Exports } from "../../application/ports/tenant.ts";
import { exceptionsCsv } from "./exceptions-csv.ts";
import { writeWhole } from "./write-whole.ts";

/** A date and nothing that leads out of the folder. */
const date = /^\d{4}-\d{2}-\d{2}$/;

/** The export folder (made if needed, 0700). Files are 0600 and replaced whole or not at all. */
export const makeExports = (folder: string): Exports => ({
  exceptions: async (day, exceptions) => {
    if (!date.test(day)) throw new Error(`${JSON.stringify(day)} isn't a date`);
    const name = `exceptions-${day}.csv`;
    const bytes = Buffer.from(exceptionsCsv(exceptions), "utf8");
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWhole(folder, name, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { name, sha256, bytes: bytes.byteLength };
  },
});
