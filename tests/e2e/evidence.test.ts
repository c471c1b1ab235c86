/** What is read as evidence, with its time and on disk; and what a permission that was taken away does to it. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, jest, test } from "@jest/globals";
import { entryOf, evidenceFile, keptIn, openAbout } from "./incident.ts";
import { stageForFile } from "./stage.ts";
import { jonasLegal, jonasSales } from "./subjects.ts";

jest.setTimeout(150_000);

// A search of the audit log takes minutes: they are seconds here.
const stage = stageForFile({ SANDBOX_CLOCK_SPEED: "60" }, "shipped");
let incident: string;

beforeAll(async () => {
  incident = await openAbout(stage.team(), "mailbox-compromise", jonasSales);
}, 60_000);

const isE4 = (about: string) => (entry: Readonly<Record<string, unknown>>) => {
  const text = JSON.stringify(entry["artefact"] ?? {});
  return text.includes('"kind":"E4"') && text.includes(about);
};

test("slow logs arrive after the snapshot, and containment didn't wait for them", async () => {
  await entryOf(stage.cordon, incident, "EvidenceKept", isE4(jonasSales));
  const kept = keptIn(stage.cordon, incident);
  expect(kept.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["E0", "E1", "E2", "E3", "E4"]),
  );
  const logs = kept.find(({ kind }) => kind === "E4");
  expect(logs?.complete).toBe(true);
  const file = await evidenceFile(stage.cordon, logs?.sha256 ?? "");
  for (const part of ["unified audit log", "traced messages", "198.51.100.24"]) {
    expect(file).toContain(part);
  }
  const proposed = await entryOf(stage.cordon, incident, "StepProposed");
  const search = await entryOf(stage.cordon, incident, "EvidenceKept", isE4(jonasSales));
  expect(String(proposed["at"]).localeCompare(String(search["at"]))).toBeLessThan(0);
});

test("a table shows each file, and the export lies on Cordon's disk", async () => {
  const table = await stage.said("incident evidence");
  for (const { kind, sha256 } of keptIn(stage.cordon, incident)) {
    expect(table).toContain(kind);
    expect(table).toContain(sha256.slice(0, 8));
  }
  expect(table).toContain("complete");
  const exported = await stage.said("incident evidence export");
  expect(exported).toContain("in the export folder on Cordon’s own machine");
  const names = await readdir(join(stage.cordon.folder, "exports"));
  expect(names.some((name) => name.startsWith(`${incident}-E4-`))).toBe(true);
  const texts = await Promise.all(
    names.map((name) => readFile(join(stage.cordon.folder, "exports", name), "utf8")),
  );
  const whole = texts.join("\n");
  for (const { sha256 } of keptIn(stage.cordon, incident)) expect(whole).toContain(sha256);
  expect(whole).toContain("198.51.100.24");
  expect(whole).toContain("as kept");
});

/** Takes one application permission from Cordon's containment identity. */
const withdraw = async (name: string): Promise<void> => {
  const roles = Object.values(await stage.cordon.rows("servicePrincipals")).flatMap(
    ({ appRoles }) => (Array.isArray(appRoles) ? appRoles : []) as readonly unknown[],
  );
  const id = roles
    .map((role) => JSON.stringify(role))
    .filter((role) => role.includes(`"value":"${name}"`))
    .map((role) => /"id":"([^"]+)"/u.exec(role)?.[1])[0];
  const grants = Object.entries(await stage.cordon.rows("appRoleAssignments"));
  const [key] = grants.find(([, { appRoleId }]) => appRoleId === id) ?? [];
  if (key === undefined) throw new Error(`${name} isn't granted`);
  await stage.cordon.world({ table: "appRoleAssignments", key, set: null });
};

test("without a permission its part is not evaluable, never empty, and the card says so", async () => {
  await withdraw("ExchangeMessageTrace.Read.All");
  const other = await openAbout(stage.team(), "mailbox-compromise", jonasLegal);
  await entryOf(stage.cordon, other, "EvidenceKept", isE4(jonasLegal));
  const logs = keptIn(stage.cordon, other).find(({ kind }) => kind === "E4");
  expect(logs?.complete).toBe(false);
  expect(logs?.summary).toContain("Not evaluable: traced messages");
  const file = await evidenceFile(stage.cordon, logs?.sha256 ?? "");
  expect(file).toMatch(/"traced messages":\{[^{}]*"state":"not evaluable"/u);
  const table = await stage.said(`incident evidence ${other}`);
  expect(table).toContain("Not evaluable: traced messages");
  expect(table).toContain("in part");
  await stage.team().post("Log, entries", other, "Not evaluable: traced messages");
});

test("the doctor names the permission, and what lacks it", async () => {
  const text = await stage.said("incident doctor");
  expect(text).toContain("Something is missing here");
  expect(text).toContain("ExchangeMessageTrace.Read.All");
  expect(text).toContain("Logs of the account");
});
