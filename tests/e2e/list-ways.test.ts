import { beforeAll, expect, jest, test } from "@jest/globals";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod/v4";
import { stageForFile } from "./stage.ts";
import { jonasSales, marta, openIncident, stepCard } from "./subjects.ts";
import { people, places } from "./team.ts";

jest.setTimeout(30_000);

const stage = stageForFile();
let number: string;

beforeAll(async () => {
  number = await openIncident(stage.team(), marta);
  await stepCard(stage.team(), "Block sign-in", marta, "Waiting for Ana Costa");
  // Else it would be the first answer to whatever is said next.
  await stage.team().post("Ana Costa", "waits for your decision");
}, 60_000);

const said = (text: string, as: string = people.ana) => stage.said(text, as, places.incident);

const added = () => stage.entries(number, "StepAdded");

test("a file of the import folder becomes one step, with its list kept as evidence", async () => {
  const { ids } = await stage.cordon.crowd({ count: 30 });
  await mkdir(join(stage.cordon.folder, "imports"));
  await writeFile(
    join(stage.cordon.folder, "imports", "crowd.csv"),
    ["objectId", ...ids].join("\r\n"),
  );
  expect(await said("incident mass revoke-sign-in-sessions file crowd.csv", people.sam)).toContain(
    "(R-201)",
  );
  expect(await said("incident mass revoke-sign-in-sessions file crowd.csv")).toContain(
    `${number}: 30 of 30 lines are accounts to look up (crowd.csv)`,
  );
  const [step] = added();
  expect(step).toMatchObject({
    definition: { action: "revoke-sign-in-sessions", list: { count: 30, source: "crowd.csv" } },
  });
  await stage.team().post("Change", "30 accounts", "crowd.csv");
  const kept = await Promise.all(
    (await readdir(join(stage.cordon.folder, "evidence"))).map((name) =>
      readFile(join(stage.cordon.folder, "evidence", name), "utf8"),
    ),
  );
  const given = kept.filter((text) => text.includes('"given list"'));
  expect(given).toHaveLength(1);
  for (const id of ids) expect(given[0]).toContain(id);
  expect(added()).toHaveLength(1);
});

test("a hunting query is asked by Cordon, and the record has it with who asked", async () => {
  const query = 'EntraIdSignInEvents | where IPAddress == "198.51.100.24"';
  expect(await said(`incident mass block-sign-in hunt ${query}`)).toContain(
    "1 of 1 line is an account to look up (hunting result)",
  );
  expect(added().at(-1)).toMatchObject({
    definition: { list: { count: 1, source: "hunting result" } },
    why: `Accounts that Ana Costa found with the hunting query: ${query}`,
  });
  const evidence = await readdir(join(stage.cordon.folder, "evidence"));
  const { definition } = z
    .object({ definition: z.object({ list: z.object({ sha256: z.string() }) }) })
    .parse(added().at(-1));
  expect(evidence).toContain(`${definition.list.sha256}.json`);
  const kept = join(stage.cordon.folder, "evidence", `${definition.list.sha256}.json`);
  expect(JSON.parse(await readFile(kept, "utf8"))).toMatchObject({ targets: [jonasSales] });
});

test("a query that the tenant refuses adds nothing", async () => {
  const before = added().length;
  expect(await said("incident mass block-sign-in hunt NoSuchTable | take 5")).toBe(
    "The query was refused (BadRequest): try it in Microsoft Defender’s advanced hunting first. Nothing was done.",
  );
  expect(added()).toHaveLength(before);
});

test("evidence is shown, and written where only the operator reads it", async () => {
  expect(await said("incident evidence")).toContain(`${number}, evidence: `);
  expect(await said("incident evidence export")).toContain(`${number}-evidence.csv (SHA-256 `);
  expect(await readdir(join(stage.cordon.folder, "exports"))).toContain(`${number}-evidence.csv`);
});

test("the doctor answers", async () => {
  expect(await said("incident doctor")).toMatch(/and collectors work|The doctor is still looking/);
});
