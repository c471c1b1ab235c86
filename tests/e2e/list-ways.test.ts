import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod/v4";
import { type Cordon, startCordon } from "./cordon.ts";
import { recordOf } from "./record.ts";
import { jonasSales, marta, openIncident, shortPlaybooks, stepCard } from "./subjects.ts";
import { openTeam, people, places, type Team } from "./team.ts";

jest.setTimeout(30_000);

let cordon: Cordon;
let team: Team;
let playbooks: string;
let number: string;

beforeAll(async () => {
  playbooks = await shortPlaybooks();
  cordon = await startCordon({ PLAYBOOK_DIR: playbooks, SANDBOX_LATENCY_MS: "1-3" });
  team = await openTeam(cordon);
  number = await openIncident(team, marta);
  await stepCard(team, "Block sign-in", marta, "Waiting for Ana Costa");
}, 60_000);

afterAll(async () => {
  team.close();
  await cordon.stop();
  await rm(dirname(playbooks), { recursive: true });
}, 30_000);

const said = async (text: string, as: string = people.ana) =>
  (await team.ask(text, { as, where: places.incident })).text;

const added = () => recordOf(cordon.folder, number).filter(({ type }) => type === "StepAdded");

test("a file of the import folder becomes one step, with its list kept as evidence", async () => {
  const { ids } = await cordon.crowd({ count: 30 });
  await mkdir(join(cordon.folder, "imports"));
  await writeFile(join(cordon.folder, "imports", "crowd.csv"), ["objectId", ...ids].join("\r\n"));
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
  await team.post("Change", "30 accounts", "crowd.csv");
  const kept = await Promise.all(
    (await readdir(join(cordon.folder, "evidence"))).map((name) =>
      readFile(join(cordon.folder, "evidence", name), "utf8"),
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
  const evidence = await readdir(join(cordon.folder, "evidence"));
  const { definition } = z
    .object({ definition: z.object({ list: z.object({ sha256: z.string() }) }) })
    .parse(added().at(-1));
  expect(evidence).toContain(`${definition.list.sha256}.json`);
  const kept = join(cordon.folder, "evidence", `${definition.list.sha256}.json`);
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
  expect(await readdir(join(cordon.folder, "exports"))).toContain(`${number}-evidence.csv`);
});

test("the doctor answers", async () => {
  expect(await said("incident doctor")).toMatch(/and collectors work|The doctor is still looking/);
});
