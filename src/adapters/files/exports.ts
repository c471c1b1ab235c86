import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { type Evidence, type Exported, type Exports } from "../../application/ports/tenant.ts";
import { type Artefact } from "../../core/incident/plan.ts";
import { canonicalJson, type Json } from "../../core/shared/canonical-json.ts";
import { type Inventoried, inventoryCsv, rowsCsv } from "./evidence-csv.ts";
import { exceptionsCsv } from "./exceptions-csv.ts";
import { writeWhole } from "./write-whole.ts";

/** A date and nothing that leads out of the folder. */
const date = /^\d{4}-\d{2}-\d{2}$/;

/** What the file held, or that it isn't what was kept; the export goes on and says so. */
const contentOf = async (
  evidence: Pick<Evidence, "read">,
  { sha256 }: Artefact,
): Promise<{ readonly content: Json } | undefined> => {
  try {
    return { content: await evidence.read(sha256) };
  } catch {
    // Missing or altered: the inventory says so for this file, and the others are exported all the same.
    return undefined;
  }
};

const inventoryJson = (incident: string, inventory: readonly Inventoried[]): string =>
  canonicalJson({
    incident,
    artefacts: inventory.map(({ artefact, file }) => ({ ...artefact, file })),
  });

/**
 * The export folder (made if needed, 0700). Files are 0600 and replaced whole or not at all. Evidence is read from
 * where it is kept.
 */
export const makeExports = (folder: string, evidence: Pick<Evidence, "read">): Exports => {
  const write = async (name: string, text: string): Promise<Exported> => {
    const bytes = Buffer.from(text, "utf8");
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWhole(folder, name, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { name, sha256, bytes: bytes.byteLength };
  };
  return {
    exceptions: async (day, exceptions) => {
      if (!date.test(day)) throw new Error(`${JSON.stringify(day)} isn't a date`);
      return write(`exceptions-${day}.csv`, exceptionsCsv(exceptions));
    },
    evidence: async (incident, artefacts) => {
      const files: Exported[] = [];
      const inventory: Inventoried[] = [];
      // One after the other: a file of logs may have 40 MB.
      for (const artefact of artefacts) {
        const found = await contentOf(evidence, artefact);
        inventory.push({ artefact, file: found ? "as kept" : "missing or altered" });
        const rows = found && rowsCsv(found.content);
        if (rows === undefined) continue;
        const short = artefact.sha256.slice(0, 12);
        files.push(await write(`${incident}-${artefact.kind}-${short}.csv`, rows));
      }
      return [
        await write(`${incident}-evidence.csv`, inventoryCsv(inventory)),
        await write(`${incident}-evidence.json`, inventoryJson(incident, inventory)),
        ...files,
      ];
    },
  };
};
