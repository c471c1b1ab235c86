import { describe, expect, test } from "@jest/globals";
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import {
  actionById,
  actionCatalogue,
  collectorCatalogue,
  slowCollectorCatalogue,
} from "../../src/actions/catalogue.ts";
import { type Draft } from "../../src/actions/contract.ts";
import { subjectKinds } from "../../src/core/incident/plan.ts";

/** As large as drafts become in practice, so that sentences with counts are measured at their longest. */
const items = Array.from({ length: 12 }, (_, index) => ({
  id: `graph:${String(index)}`,
  name: "a rule",
  about: "hidden",
}));
const drafts: Readonly<Record<string, Draft>> = {
  "block-sign-in": {
    items: items.slice(0, 1),
    parameters: { accountEnabled: false, synced: true },
    before: { accountEnabled: true },
    traits: [],
  },
  "disable-inbox-rules": {
    items,
    parameters: { hiddenUnseen: "Exchange refused (AccessDenied)" },
    before: { enabledRules: [{ route: "exchange", ref: "1", hidden: true }] },
    traits: [],
  },
  "remove-app-consents": { items, parameters: { appsStillEnabled: 1 }, before: {}, traits: [] },
  "remove-app-credentials": {
    items,
    parameters: { undated: "12 federated without a date" },
    before: {},
    traits: [],
  },
};
const draftOf = (id: string): Draft =>
  drafts[id] ?? { items, parameters: {}, before: {}, traits: [] };

/** The teams that have authority over something (step library, Owner column). */
const teams = [
  "soc",
  "iam",
  "collaboration",
  "cloud-security",
  "endpoint",
  "comms",
  "legal",
  "service-desk",
  "management",
];

/** They can be taken back, but everybody feels them. */
const tenantWide: readonly string[] = [
  "restrict-user-consent",
  "disable-transport-rules",
  "restrict-tenant-sharing",
  "remove-rogue-object",
  "purge-mail",
];

/** Graph's names: Resource.Operation.Constraint, parts in PascalCase; Exchange has one of its own. */
const permissionName = /^[A-Z][A-Za-z]*(-[A-Z][A-Za-z]*)?(\.[A-Z][A-Za-z]*){1,3}$/;

describe.each(actionCatalogue.map((action) => [action.id, action] as const))("%s", (id, action) => {
  const draft = draftOf(id);
  const { text } = action;

  test("is found by its id, which is verb-noun, and has a code of the step library", () => {
    expect(actionById(id)).toBe(action);
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(action.code).toMatch(/^[CERX]\d+$/);
  });

  test("fits its title and its deed on a phone", () => {
    expect(action.title.length).toBeLessThanOrEqual(40);
    expect(action.verb.length).toBeLessThanOrEqual(17);
    expect(action.verb).toBe(action.verb.toLowerCase());
  });

  test.each([
    ["does", text.does],
    ["affects", text.affects(draft)],
    ["limits", text.limits],
    ["undo", text.undo],
    ["question", text.question(draft)],
    ["notHolding", text.notHolding],
    ["undone", text.undone],
  ])("says %s in at most 90 characters", (_name, sentence) => {
    expect(sentence.length).toBeGreaterThanOrEqual(10);
    expect(sentence.length).toBeLessThanOrEqual(90);
  });

  test("ends sentences where the card does not end them itself", () => {
    for (const sentence of [text.does, text.affects(draft), text.limits, text.undo, text.byHand]) {
      expect(sentence).toMatch(/\.$/);
    }
    for (const piece of [text.notHolding, text.undone]) expect(piece).not.toMatch(/\.$/);
    expect(text.question(draft)).toMatch(/\?$/);
  });

  test("says what a person does instead, within a card's 600 characters", () => {
    expect(text.byHand.length).toBeGreaterThan(60);
    expect(text.byHand.length).toBeLessThanOrEqual(600);
  });

  test("belongs to a team that is known", () => {
    expect(teams).toContain(action.team);
  });

  test("may be run by one person in an emergency only where that harms little", () => {
    // What can't be undone costs the person a sign-in and nothing more.
    const isHarmless =
      action.undo !== undefined || text.undo === "None. The person signs in again.";
    const isSmall = action.tier <= 1 && action.phase === "containment" && isHarmless;
    expect(action.emergency !== true || isSmall).toBe(true);
  });

  test("says None exactly where there is no way back", () => {
    expect(text.undo.startsWith("None.")).toBe(action.undo === undefined);
  });

  test("names least permissions as Graph names them, each once, none that writes everything", () => {
    const { least } = action.permissions;
    expect(least.length).toBeGreaterThan(0);
    for (const name of least) expect(name).toMatch(permissionName);
    expect(new Set(least).size).toBe(least.length);
    expect(least).not.toContain("Directory.ReadWrite.All");
    expect(least).not.toContain("User.ReadWrite.All");
  });

  test("acts on known kinds of subjects", () => {
    expect(action.subjectKinds.length).toBeGreaterThan(0);
    for (const kind of action.subjectKinds) expect(subjectKinds).toContain(kind);
  });

  test("is of the third tier where it destroys for good, or where it is the whole tenant's", () => {
    // What destroys needs evidence first, or must not be asked for twice.
    const destroys = !action.repeatable || action.needsEvidence.length > 0;
    const isFinal = action.undo === undefined && destroys;
    expect(action.tier !== 3 || isFinal || tenantWide.includes(id)).toBe(true);
    expect(action.tier === 3 || action.undo !== undefined || action.repeatable).toBe(true);
  });
});

describe("the catalogue", () => {
  test("has each id once", () => {
    expect(new Set(actionCatalogue.map(({ id }) => id)).size).toBe(actionCatalogue.length);
  });

  test("lists every file that defines an action, under the name of its file", () => {
    const files = readdirSync("src/actions", { recursive: true, encoding: "utf8" }).map((file) =>
      basename(file),
    );
    const listed = actionCatalogue.map(({ id }) => `${id}.ts`);
    expect(files.filter((file) => listed.includes(file)).sort()).toEqual([...listed].sort());
  });

  test("gives each step of the library to its team", () => {
    const owners = actionCatalogue.map(({ code, team }) => `${code} ${team}`);
    const iam = ["C1", "C2", "C3", "C14", "X1", "X2", "R1", "R2"].map((code) => `${code} iam`);
    const mail = ["C6", "C7"].map((code) => `${code} collaboration`);
    expect(owners).toEqual(expect.arrayContaining([...iam, ...mail, "C9 endpoint"]));
    for (const { team } of actionCatalogue) expect(teams).toContain(team);
    for (const { team } of collectorCatalogue) expect(teams).toContain(team);
  });

  test("lets one person alone block sign-in and end sessions, and nothing else", () => {
    const alone = actionCatalogue.filter(({ emergency }) => emergency === true);
    expect(alone.map(({ code }) => code)).toEqual(["C1", "C3"]);
  });

  test("collects each kind of evidence that an action needs", () => {
    const kinds = [...collectorCatalogue, ...slowCollectorCatalogue].map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["E0", "E1", "E2", "E3"]));
    for (const kind of actionCatalogue.flatMap((action) => action.needsEvidence)) {
      expect(kinds).toContain(kind);
    }
  });

  test.each(collectorCatalogue.map((collector) => [collector.kind, collector] as const))(
    "%s only reads",
    (_kind, { permissions, title, team }) => {
      for (const name of permissions.least) expect(name).not.toMatch(/Write/);
      expect(title.length).toBeLessThanOrEqual(40);
      expect(teams).toContain(team);
    },
  );
});
