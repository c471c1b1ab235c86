import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { makeEvidence } from "../../../src/adapters/files/evidence.ts";
import { makeExports } from "../../../src/adapters/files/exports.ts";
import { type Artefact } from "../../../src/core/incident/plan.ts";
import { type Json } from "../../../src/core/shared/canonical-json.ts";
import { incidentIdOf, instant, objectId } from "../../../src/core/shared/ids.ts";

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "cordon-evidence-csv-"));
});
afterEach(() => rm(base, { recursive: true }));

const incident = incidentIdOf(7);
const logs: Json = {
  kind: "E4",
  parts: {
    "interactive sign-ins": {
      state: "read",
      complete: true,
      values: [
        { id: "1", userAgent: '=HYPERLINK("https://bad.example")', status: { errorCode: 0 } },
        { id: "2", userAgent: "line\nbreak\u202e", status: { errorCode: 50126 }, tags: ["a", 1] },
      ],
    },
    hunting: { state: "not evaluable", why: "Forbidden" },
  },
};

const kept = async (content: Json, facts: Partial<Artefact> = {}): Promise<Artefact> => ({
  ...(await makeEvidence(join(base, "evidence")).keep(content)),
  kind: "E4",
  title: "Logs of the account",
  summary: "2 interactive sign-ins. Not evaluable: hunting (Forbidden).",
  complete: false,
  ...facts,
});

const exported = async (artefacts: readonly Artefact[]) => {
  const folder = join(base, "exports");
  const exports = makeExports(folder, makeEvidence(join(base, "evidence")));
  const files = await exports.evidence(incident, artefacts, []);
  const texts = await Promise.all(files.map(({ name }) => readFile(join(folder, name), "utf8")));
  return { folder, files, texts };
};

test("writes an inventory as CSV and JSON, and the rows of each file", async () => {
  const artefact = await kept(logs, {
    subject: objectId.parse("5a1c0d3e-8f42-4b67-9c15-2f6e0b9d7c1e"),
    read: {
      from: instant.parse("2026-11-21T03:10:00Z"),
      to: instant.parse("2026-11-21T03:11:00Z"),
    },
    asked: ["GET /v1.0/auditLogs/signIns", "POST runHuntingQuery"],
  });
  const { folder, files, texts } = await exported([artefact]);
  const short = artefact.sha256.slice(0, 12);
  expect(files.map(({ name }) => name)).toEqual([
    "INC-0007-evidence.csv",
    "INC-0007-evidence.json",
    `INC-0007-E4-${short}.csv`,
  ]);
  expect((await readdir(folder)).sort()).toEqual(files.map(({ name }) => name).sort());
  for (const [index, text] of texts.entries()) {
    expect(files[index]?.sha256).toBe(createHash("sha256").update(text).digest("hex"));
  }
  const [inventory = "", json = "", rows = ""] = texts;
  expect(inventory).toContain(
    `E4,Logs of the account,5a1c0d3e-8f42-4b67-9c15-2f6e0b9d7c1e,${artefact.sha256},${String(artefact.bytes)},as kept,2026-11-21T03:10:00Z,2026-11-21T03:11:00Z,no,`,
  );
  expect(inventory).toContain("GET /v1.0/auditLogs/signIns | POST runHuntingQuery");
  expect(JSON.parse(json)).toMatchObject({
    incident: "INC-0007",
    artefacts: [{ sha256: artefact.sha256, file: "as kept", complete: false }],
  });
  expect(rows.slice(1).split("\r\n")[0]).toBe("Part,id,status.errorCode,userAgent,tags");
});

test("lets no spreadsheet calculate what an attacker typed", async () => {
  const { texts } = await exported([await kept(logs)]);
  const rows = texts[2] ?? "";
  expect(rows).toContain('"\'=HYPERLINK(""https://bad.example"")"');
  expect(rows).toContain('interactive sign-ins,2,50126,line break,"[""a"",1]"');
  expect(rows).not.toContain("\u202e");
});

test("names a file that was altered or is missing, and exports the others", async () => {
  const [altered, missing, whole] = [
    await kept({ parts: { a: { values: [{ id: "1" }] } } }),
    await kept({ parts: {} }, { sha256: "0".repeat(64) }),
    await kept(logs),
  ];
  await writeFile(join(base, "evidence", `${altered.sha256}.json`), "{}");
  const { files, texts } = await exported([altered, missing, whole]);
  expect(files).toHaveLength(3);
  expect((texts[0]?.match(/missing or altered/g) ?? []).length).toBe(2);
  expect((texts[0]?.match(/as kept/g) ?? []).length).toBe(1);
});

test("a file without rows has no table of its own", async () => {
  const { files } = await exported([await kept({ kind: "E0", account: { id: "x" } })]);
  expect(files).toHaveLength(2);
});
