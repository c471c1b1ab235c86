import { describe, expect, test } from "@jest/globals";
import { actionById, actionCatalogue, hasCollector } from "../../src/actions/catalogue.ts";
import { type Draft } from "../../src/actions/contract.ts";
import { tierOf } from "../../src/core/approval/tier.ts";

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

/** They can be taken back, but everybody feels them. */
const tenantWide: readonly string[] = [
  "restrict-user-consent",
  "disable-transport-rules",
  "restrict-tenant-sharing",
  "remove-rogue-object",
  "purge-mail",
];

/** They destroy what their owner makes again in minutes, so they need no third tier. */
const madeAgain: readonly string[] = ["remove-sharing-links", "remove-mobile-and-addins"];

/** Steps marked † in the step library destroy something, so their evidence is kept first (gate G2). */
const destructive: readonly string[] = Array.from({ length: 11 }, (_, n) => `X${String(n + 1)}`);
/** Its copies lie in recoverable items and are put back by undo; the message trace (E4) is no snapshot to wait for. */
const destroysNothing: readonly string[] = ["purge-mail"];

/** Steps marked ‡ take two people, whoever the target is. */
const forTwo: readonly string[] = ["C5", "C11", "X4", "X7", "X9", "X11", "R3"];

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

  test("says what a person does instead, within a card's 900 characters", () => {
    expect(text.byHand.length).toBeGreaterThan(60);
    expect(text.byHand.length).toBeLessThanOrEqual(900);
  });

  test("promises nothing", () => {
    const said = [action.title, text.does, text.limits, text.undo, text.undone, text.byHand];
    for (const sentence of said)
      expect(sentence).not.toMatch(/\bsecured\b|\bsuccess(ful|fully)?\b/i);
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

  test("writes with no permission that writes everything", () => {
    const { least } = action.permissions;
    expect(least.length).toBeGreaterThan(0);
    expect(least).not.toContain("Directory.ReadWrite.All");
    expect(least).not.toContain("User.ReadWrite.All");
  });

  test("keeps evidence of what it destroys", () => {
    const destroys = destructive.includes(action.code) && !destroysNothing.includes(id);
    expect(action.needsEvidence.length > 0 || !destroys).toBe(true);
    for (const kind of action.needsEvidence) {
      for (const subject of action.subjectKinds) {
        expect([kind, subject, hasCollector(kind, subject)]).toEqual([kind, subject, true]);
      }
    }
  });

  test("takes two people where the library says so, and for a privileged target", () => {
    expect(action.tier >= 2 || !forTwo.includes(action.code)).toBe(true);
    expect(tierOf(action.tier, ["privileged"])).toBeGreaterThanOrEqual(2);
  });

  test("shows a value that it takes, in a spelling that stays", () => {
    const { input } = action;
    if (!input) return;
    expect(input.label.length).toBeGreaterThan(3);
    const parsed = input.parse(input.example);
    expect(parsed).toMatchObject({ ok: true });
    const { value } = parsed.ok ? parsed : { value: "" };
    expect(input.parse(value)).toEqual({ ok: true, value });
    expect(input.parse("")).toMatchObject({ ok: false, why: expect.stringMatching(/./) });
  });

  test("is of the third tier where it destroys for good, or where it is the whole tenant's", () => {
    // What destroys needs evidence first, or must not be asked for twice.
    const destroys = !action.repeatable || action.needsEvidence.length > 0;
    const isFinal = action.undo === undefined && destroys;
    const isAll = tenantWide.includes(id);
    const isCheap = madeAgain.includes(id);
    expect(action.tier === 3).toBe((isFinal && !isCheap) || isAll);
  });
});
