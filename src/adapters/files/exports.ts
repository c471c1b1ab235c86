import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { type Evidence, type Exported, type Exports } from "../../application/ports/tenant.ts";
import { canonicalJson } from "../../core/shared/canonical-json.ts";
import { type Inventoried, inventoryCsv, rowsCsv } from "./evidence-csv.ts";
import { exceptionsCsv } from "./exceptions-csv.ts";
import { exportLists, type KeptList, makeContents } from "./list-exports.ts";
import { writeWhole } from "./write-whole.ts";

/** A date and nothing that leads out of the folder. */
const date = /^\d{4}-\d{2}-\d{2}$/;

const inventoryJson = (
  incident: string,
  inventory: readonly Inventoried[],
  lists: readonly KeptList[],
): string =>
  canonicalJson({
    incident,
    artefacts: inventory.map(({ artefact, file }) => ({ ...artefact, file })),
    lists,
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
  const read = makeContents(evidence);
  return {
    exceptions: async (day, exceptions) => {
      if (!date.test(day)) throw new Error(`${JSON.stringify(day)} isn't a date`);
      return write(`exceptions-${day}.csv`, exceptionsCsv(exceptions));
    },
    evidence: async (incident, artefacts, lists) => {
      const files: Exported[] = [];
      const inventory: Inventoried[] = [];
      // One after the other: a file of logs may have 40 MB.
      for (const artefact of artefacts) {
        const found = await read(artefact.sha256);
        inventory.push({ artefact, file: found ? "as kept" : "missing or altered" });
        const rows = found && rowsCsv(found.content);
        if (rows === undefined) continue;
        const short = artefact.sha256.slice(0, 12);
        files.push(await write(`${incident}-${artefact.kind}-${short}.csv`, rows));
      }
      const asTables = await exportLists(
        { read, write: (name, text) => write(`${incident}-${name}`, text) },
        lists,
      );
      const { kept } = asTables;
      return [
        await write(`${incident}-evidence.csv`, inventoryCsv(inventory, kept)),
        await write(`${incident}-evidence.json`, inventoryJson(incident, inventory, kept)),
        ...asTables.files,
        ...files,
      ];
    },
  };
};
