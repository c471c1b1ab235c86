/** The lists of an incident as tables: everybody is in them, with what came of it. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { makeEvidence } from "../../../src/adapters/files/evidence.ts";
import { makeExports } from "../../../src/adapters/files/exports.ts";
import { type Direction } from "../../../src/core/incident/plan.ts";
import {
  approvedFile,
  givenFile,
  type ListResult,
  reportFile,
} from "../../../src/core/mass/list-file.ts";
import { type ListStep } from "../../../src/core/mass/list-runs.ts";
import { type Json } from "../../../src/core/shared/canonical-json.ts";
import { incidentIdOf, type ObjectId, planHash } from "../../../src/core/shared/ids.ts";
import { key } from "../../support/given.ts";
import { idEnding } from "../../support/incidents.ts";

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "cordon-lists-csv-"));
});
afterEach(() => rm(base, { recursive: true }));

const incident = incidentIdOf(7);
const [ann, ben, cleo] = [idEnding("000a"), idEnding("000b"), idEnding("000c")];
const gone = idEnding("000d");
const hash = planHash.parse("c".repeat(64));
const stepName = key("block-all");

const account = (id: ObjectId, name: string) => ({
  id,
  name,
  address: `${name}@contoso.example`,
  traits: ["guest", "privileged"] as const,
  before: { accountEnabled: true, address: { city: "=1+1" } },
});
const approved = approvedFile(
  "block-sign-in",
  [account(ann, "ann"), account(ben, "ben"), account(cleo, "=cmd|calc")],
  [
    { target: gone, address: "", why: "not found in the tenant" },
    { target: "dev@contoso.example", address: "", why: "not found in the tenant" },
    { target: "eve", address: "eve@contoso.example", why: "done already" },
  ],
);
const result = (id: ObjectId, state: string, why = ""): ListResult => {
  return { id, state, why, requestId: `r-${state}`, at: "2026-11-21T03:16:00Z" };
};
const results = [
  result(ann, "observed"),
  result(ben, "failed", "Insufficient privileges"),
  { ...result(cleo, "left", "never requested"), requestId: "", at: "" },
];
const report = reportFile({ incident, step: stepName, planHash: hash }, results);

const keep = async (content: Json): Promise<string> =>
  (await makeEvidence(join(base, "evidence")).keep(content)).sha256;

const run = async (facts: {
  readonly direction?: Direction;
  readonly reports: readonly Json[];
}) => ({
  planHash: hash,
  direction: facts.direction ?? "apply",
  approved: await keep(approved),
  reports: await Promise.all(facts.reports.map(keep)),
});
const list = async (...runs: ListStep["runs"]): Promise<ListStep> => ({
  step: 12,
  key: stepName,
  given: await keep(givenFile([ann, ben, cleo, gone])),
  runs,
});

const exported = async (...lists: readonly ListStep[]) => {
  const folder = join(base, "exports");
  const exports = makeExports(folder, makeEvidence(join(base, "evidence")));
  const files = await exports.evidence(incident, [], lists);
  const texts = await Promise.all(files.map(({ name }) => readFile(join(folder, name), "utf8")));
  expect((await readdir(folder)).sort()).toEqual(files.map(({ name }) => name).sort());
  return { names: files.map(({ name }) => name), texts };
};
const linesOf = (text = ""): readonly string[] => text.slice(1).trimEnd().split("\r\n");

describe("a list that ran", () => {
  test("has each account with its state before and its result, and who was left out", async () => {
    const { names, texts } = await exported(await list(await run({ reports: [report] })));
    const [inventory = "", json = "", table] = texts;
    expect(names[2]).toMatch(/^INC-0007-list-12-1-[\da-f]{12}\.csv$/u);
    const traits = '"guest, privileged"';
    expect(linesOf(table)).toEqual([
      "Account id,Name,Address,Traits,Before.accountEnabled,Before.address.city,Result,Why,Request id,At",
      `${ann},ann,ann@contoso.example,${traits},true,'=1+1,observed,,r-observed,2026-11-21T03:16:00Z`,
      `${ben},ben,ben@contoso.example,${traits},true,'=1+1,failed,Insufficient privileges,r-failed,2026-11-21T03:16:00Z`,
      `${cleo},'=cmd|calc,'=cmd|calc@contoso.example,${traits},true,'=1+1,never requested,never requested,,`,
      `${gone},,,,,,left out,not found in the tenant,,`,
      ",,dev@contoso.example,,,,left out,not found in the tenant,,",
      ",,eve@contoso.example,,,,left out,done already,,",
    ]);
    expect(linesOf(inventory).slice(1)).toEqual([
      expect.stringMatching(/^list,"Step 12, list, as given",,[\da-f]{64},\d+,as kept,/u),
      expect.stringMatching(/^list,"Step 12, list, plan 1",,[\da-f]{64},\d+,as kept,/u),
      expect.stringMatching(/^list,"Step 12, list, results of plan 1",,[\da-f]{64},\d+,as kept,/u),
    ]);
    expect(JSON.parse(json)).toMatchObject({
      lists: [{ step: 12, title: "as given", file: "as kept" }, {}, {}],
    });
  });

  test("and was looked at again has the results of the last look", async () => {
    const about = { incident, step: stepName, planHash: hash };
    const later = reportFile(about, [result(ann, "not observed", "holds no more")]);
    const { texts } = await exported(await list(await run({ reports: [report, later] })));
    expect(texts[2]).toContain("not observed,holds no more");
    expect(texts[2]).not.toContain("Insufficient privileges");
    expect(texts[0]?.match(/results of plan 1/gu)).toHaveLength(2);
  });

  test("and was taken back has a table for each, and calls undone what is", async () => {
    const back = reportFile({ incident, step: stepName, planHash: hash }, [
      result(ann, "observed"),
    ]);
    const { names, texts } = await exported(
      await list(
        await run({ reports: [report] }),
        await run({ direction: "undo", reports: [back] }),
      ),
    );
    expect(new Set(names).size).toBe(4);
    expect(texts[2]).toContain("true,'=1+1,observed,");
    expect(texts[3]).toContain("true,'=1+1,undone,");
    expect(texts[0]).toContain("plan 2, undo");
  });
});

test("a list that waits has no results yet", async () => {
  const { texts } = await exported(await list(await run({ reports: [] })));
  expect(linesOf(texts[2])[1]).toMatch(/,true,'=1\+1,,,,$/u);
  expect(linesOf(texts[2])).toHaveLength(7);
});

test("a list of which nobody was left has only what was given", async () => {
  const { names, texts } = await exported(await list());
  expect(names).toEqual(["INC-0007-evidence.csv", "INC-0007-evidence.json"]);
  expect(texts[0]).toContain("as given");
});

test("a report that was altered says so of each account; a list that was altered has no table", async () => {
  const one = await run({ reports: [report] });
  const lists = await list(one);
  await writeFile(join(base, "evidence", `${one.reports[0] ?? ""}.json`), "{}");
  const { texts } = await exported(lists);
  expect(texts[2]?.match(/unknown,The report is missing or altered\./gu)).toHaveLength(3);
  expect(texts[0]).toContain("missing or altered");
  await rm(join(base, "exports"), { recursive: true });
  await writeFile(join(base, "evidence", `${one.approved}.json`), "{}");
  const again = await exported(lists);
  expect(again.names).toHaveLength(2);
  expect(again.texts[0]?.match(/missing or altered/gu)).toHaveLength(2);
});
