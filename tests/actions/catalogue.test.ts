/** What holds for the library as a whole: actions, collectors and what only people do. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parse } from "yaml";
import { z } from "zod/v4";
import {
  actionCatalogue,
  checkCatalogue,
  collectorCatalogue,
  slowCollectorCatalogue,
} from "../../src/actions/catalogue.ts";
import { findSubjects } from "../../src/actions/find-subjects.ts";
import { type LibraryEntry, licences } from "../../src/actions/library.ts";
import { permissionOf } from "../../src/actions/permissions.ts";
import { type Subject, type SubjectKind, subjectKinds } from "../../src/core/incident/plan.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { app } from "./apps/app-tenant.ts";
import { laptop } from "./endpoint/device-tenant.ts";
import { site } from "./sharing/sharing-tenant.ts";
import { startTenant, subject, type Tenant } from "./tenant.ts";

const collectors = [...collectorCatalogue, ...slowCollectorCatalogue];
const library: readonly LibraryEntry[] = [...actionCatalogue, ...collectors, ...checkCatalogue];

const upTo = (letter: string, first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `${letter}${String(first + index)}`);
/** Every id of the step library. */
const codes = [
  ...upTo("E", 0, 8),
  ...upTo("C", 1, 14),
  ...upTo("X", 1, 11),
  ...upTo("R", 1, 6),
  ...upTo("P", 1, 4),
];

/** Permissions whose ids are looked up in the tenant. */
const lookedUp: readonly string[] = [
  "Device.Read.All",
  "Domain.Read.All",
  "Exchange.ManageAsApp",
  "LicenseAssignment.Read.All",
  "Machine.CollectForensics",
  "Machine.Isolate",
  "Machine.Read.All",
  "Machine.Scan",
  "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
  "Ti.ReadWrite.All",
];

const directory = z.object({ teams: z.array(z.object({ id: z.string() })) });

describe.each(library.map((entry) => [entry.id, entry] as const))("%s", (_id, entry) => {
  test("has a code of the step library, and a title for a phone", () => {
    expect(codes).toContain(entry.code);
    expect(entry.title.length).toBeLessThanOrEqual(40);
  });

  test("belongs to a team of the directory that is shipped", async () => {
    const file = new URL("../../env/directory.sandbox.yaml", import.meta.url);
    const { teams } = directory.parse(parse(await readFile(file, "utf8")));
    expect(teams.map(({ id }) => id)).toContain(entry.team);
  });

  test("names permissions that there are, each once, and what an optional one is for", () => {
    const { least, optional = [] } = entry.permissions;
    const names = [...least, ...optional.map(({ name }) => name)];
    const unknown = names.filter(
      (name) => permissionOf(name).id === null && !lookedUp.includes(name),
    );
    expect(unknown).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    for (const { for: use } of optional) expect(use.length).toBeGreaterThan(5);
  });

  test("names licences by Microsoft's product names", () => {
    for (const licence of entry.licences ?? []) expect(licences).toContain(licence);
  });
});

describe("the library", () => {
  test("has something for each id of the step library", () => {
    const made = new Set(library.map(({ code }) => code));
    expect(codes.filter((code) => !made.has(code))).toEqual([]);
  });

  test("has each id once, over actions, collectors and checks", () => {
    const ids = library.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test("lists every file that defines an action, under the name of its file", () => {
    const files = readdirSync("src/actions", { recursive: true, encoding: "utf8" }).map((file) =>
      basename(file),
    );
    const listed = actionCatalogue.map(({ id }) => `${id}.ts`);
    expect(files.filter((file) => listed.includes(file)).sort()).toEqual([...listed].sort());
  });

  test("gives each step to the team that owns it", () => {
    const owners = actionCatalogue.map(({ code, team }) => `${code} ${team}`);
    const of = (team: string, list: readonly string[]) => list.map((code) => `${code} ${team}`);
    expect(owners).toEqual(
      expect.arrayContaining([
        ...of("iam", ["C1", "C2", "C3", "C10", "C14", "X1", "X2", "X7", "R1", "R2", "R3"]),
        ...of("collaboration", ["C6", "C7", "C8", "C11", "C13", "X5", "X6", "X8", "X10", "R5"]),
        ...of("cloud-security", ["C5", "X3", "X4", "X11"]),
        ...of("endpoint", ["E7", "C4", "C9", "R4"]),
        ...of("soc", ["C12", "X9"]),
        ...of("legal", ["E5"]),
      ]),
    );
  });

  test("lets one person alone block sign-in and end sessions, and nothing else", () => {
    const alone = actionCatalogue.filter(({ emergency }) => emergency === true);
    expect(alone.map(({ code }) => code)).toEqual(["C1", "C3"]);
  });

  test.each(collectors.map((collector) => [collector.id, collector] as const))(
    "%s only reads",
    (_id, { permissions }) => {
      const names = [...permissions.least, ...(permissions.optional ?? []).map(({ name }) => name)];
      for (const name of names) expect(name).not.toMatch(/Write/);
    },
  );

  test("collects one kind of evidence of one kind of subject in one place only", () => {
    const pairs = collectors.flatMap(({ kind, subjectKinds: kinds }) =>
      kinds.map((of) => `${kind} of a ${of}`),
    );
    expect(new Set(pairs).size).toBe(pairs.length);
  });
});

describe("a subject of each kind that the library acts on", () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await startTenant();
  });
  afterAll(() => tenant.close());

  const there: Readonly<Record<SubjectKind, Subject>> = {
    user: subject(seedIds.marta),
    "service principal": app(seedIds.mailSyncPro),
    device: laptop,
    site: site(),
  };

  test("is one of the kinds", () => {
    expect(new Set(library.flatMap((entry) => entry.subjectKinds))).toEqual(new Set(subjectKinds));
    for (const entry of library) expect(entry.subjectKinds.length).toBeGreaterThan(0);
  });

  test.each(subjectKinds)("can be found: %s", async (kind) => {
    const { id } = there[kind];
    const found = await findSubjects(tenant.context, id, [kind]);
    expect(found).toMatchObject([{ kind, id }]);
  });
});
