import { describe, expect, test } from "@jest/globals";
import { alertLines } from "../../src/cards/headline-alerts.ts";
import { headlineView, renderHeadline } from "../../src/cards/headline.ts";
import { handoverView, renderHandover } from "../../src/cards/handover.ts";
import { overdueView, renderOverdue } from "../../src/cards/overdue.ts";
import { type Incident } from "../../src/core/incident/types.ts";
import { anAction } from "../support/an-action.ts";
import { aClock, aLongNight, anOffer, frozenNight, withStep } from "../support/calls.ts";
import { readable, stripOf } from "../support/card-tree.ts";
import { templates } from "../support/cards.ts";
import { drawn, strip } from "../support/drawn-step.ts";
import { anIncident, aSubject, at, everyStatus, people } from "../support/incidents.ts";

const { priya } = people;
/** Named, or found to be the subject: whoever leads has no say any more. */
const barred: readonly (readonly [string, Partial<Incident>])[] = [
  ["a suspect", { suspects: [{ ...priya, namedBy: people.sam }] }],
  ["a subject", { subjects: [{ ...aSubject(), id: priya.id }] }],
];
const waiting = everyStatus()["waiting"];
const facts = { now: at("03:30"), entry: 47, root: "9c4e1f02ab" };

describe.each(barred)("a lead who is %s", (_, changes) => {
  const nobody = { step: { ownership: undefined }, incident: changes };

  test.each([
    ["looked-unknown", "Management decides what next"],
    ["failed", "Management decides what next"],
  ])("%s: %s", (state, words) => {
    const card = drawn(state, { incident: changes });
    expect(strip(card)).toContain(words);
    expect(`${readable(card.card)} ${card.summary}`).not.toContain("Priya Nair decides");
  });

  test.each([
    ["waiting", "Nobody can decide this; management can assign one."],
    ["by-hand", "By hand: Management acts"],
    ["unknown", "Management, please look."],
  ])("%s without an owner: %s", (state, words) => {
    const card = drawn(state, nobody);
    expect(strip(card)).toContain(words);
    expect(`${strip(card)} ${card.summary}`).not.toContain("Priya Nair");
  });

  test("is no lead on the headline, and it isn't said why", () => {
    for (const incident of [anIncident(), frozenNight()]) {
      const view = headlineView({ ...incident, ...changes }, facts);
      const { card, summary } = renderHeadline(templates, view);
      expect(readable(card)).toContain("management names another");
      expect(summary).toContain("Lead: management names another.");
      expect(`${readable(card)} ${summary}`).not.toMatch(/suspect|barred|no say/iu);
    }
    const { card } = renderHeadline(templates, headlineView(anIncident([], changes), facts));
    expect(readable(stripOf(card) ?? {})).toMatch(/Lead: +management names another/u);
  });

  test("assigns nobody and decides nothing on the headline", () => {
    const incident = anIncident([], changes);
    const step = anIncident().steps[0];
    if (!step || !waiting) throw new Error("no step");
    const open = { ...incident, steps: [{ ...step, status: waiting, ownership: undefined }] };
    const text = JSON.stringify([alertLines(open, String), headlineView(open, facts).next]);
    expect(text).toContain("1 step has no owner: management must assign one");
    expect(text).toContain("management assigns an owner");
    expect(text).not.toContain("Priya Nair");
    const failed = everyStatus()["failed"];
    const decide = headlineView(anIncident(failed ? [failed] : [], changes), facts).next;
    expect(JSON.stringify(decide)).toContain("Management");
    expect(JSON.stringify(decide)).not.toContain("Priya Nair");
  });

  test("doesn't stay lead until a handover is taken", () => {
    const night = { ...aLongNight(), ...changes };
    const view = handoverView(night, anOffer, { ...facts, actionById: () => anAction() });
    const { card, summary } = renderHandover(templates, view);
    expect(readable(stripOf(card) ?? {})).toBe(
      "Handover waits for Bo Eriksen Management decides until then",
    );
    expect(summary).toContain("management decides until then");
    expect(`${readable(card)} ${summary}`).not.toContain("Priya Nair");
  });

  test("can't be asked to assign an owner on the card of a call", () => {
    const { incident, step } = withStep({
      ...(waiting && { status: waiting }),
      ownership: undefined,
      clock: aClock(),
    });
    const at = { ...facts, since: aClock().startedAt };
    const view = overdueView({ ...incident, ...changes }, step, anAction(), at);
    const { card, summary } = renderOverdue(templates, view);
    expect(readable(stripOf(card) ?? {})).toMatch(/management +can assign one/u);
    expect(`${readable(stripOf(card) ?? {})} ${summary}`).not.toContain("Priya Nair");
  });
});
