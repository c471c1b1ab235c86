import { describe, expect, test } from "@jest/globals";
import { nextRows } from "../../src/cards/headline-next.ts";
import { readable, stripOf } from "../support/card-tree.ts";
import { drawn, drawnSample, strip, titles } from "../support/drawn-step.ts";
import { anIncident, at } from "../support/incidents.ts";
import { stepSamples } from "../support/step-samples.ts";

describe("what a person saw", () => {
  test.each(["by-hand-looked", "looked-observed", "looked-partly", "looked-unknown"])(
    "%s: who looked, when, and what was seen, quoted",
    (state) => {
      const card = drawn(state);
      expect(strip(card)).toContain("Ana Costa looked, {{TIME(2026-11-21T03:19:00Z)}}");
      expect(readable(card.card)).toContain("Seen “invoice scanner uses it until Monday”");
      expect(card.summary).toMatch(/Ana Costa looked at 03:19 UTC\.$/);
    },
  );

  test("what a person saw once and can't be repeated isn't offered again", () => {
    const given = { action: { repeatable: false } };
    expect(titles(drawn("looked-observed", given))).toEqual(["Look again", "Details"]);
    expect(titles(drawn("undo-looked", given))).toContain("Propose again");
    expect(readable(drawn("looked-unknown", given).card)).toContain("Don’t ask for it twice.");
  });
});

describe("what Propose again means", () => {
  const undoAgain = "proposes the undo again";
  const applyAgain = "Propose it again to bring it back.";
  test.each(["undo-failed", "undo-not-observed", "undo-partly", "undo-lapsed", "undo-declined"])(
    "%s: the undo once more",
    (state) => {
      const text = readable(drawn(state).card);
      expect(text).toContain(undoAgain);
      expect(text).not.toContain(applyAgain);
    },
  );

  test.each(["undo-observed", "undo-looked"])("%s: the step itself", (state) => {
    const text = readable(drawn(state).card);
    expect(text).toContain(applyAgain);
    expect(text).not.toContain(undoAgain);
  });

  test.each(["failed", "not-observed", "partly", "lapsed", "declined"])(
    "%s: nothing about an undo",
    (state) => {
      expect(readable(drawn(state).card)).not.toContain(undoAgain);
    },
  );
});

describe("who is asked where nobody is assigned", () => {
  const nobody = { step: { ownership: undefined } };
  test.each([
    ["waiting", "Nobody can decide this; Priya Nair can assign one."],
    ["by-hand", "By hand: Priya Nair acts"],
    ["unknown", "Priya Nair, please look."],
    ["lapsed", "Nobody was assigned"],
  ])("%s: %s", (state, words) => {
    expect(strip(drawn(state, nobody))).toContain(words);
  });

  test("the owner is, where there is one", () => {
    expect(strip(drawn("by-hand"))).toContain("By hand: Ana Costa acts");
    expect(strip(drawn("unknown"))).toContain("Ana Costa, please look.");
    expect(strip(drawn("looked-unknown"))).toContain("Priya Nair decides what next");
    expect(strip(drawn("lapsed"))).toContain("It was Ana Costa’s to decide");
  });
});

describe("whom nobody may touch alone", () => {
  const { card, summary } = drawnSample("by-hand-never");
  const text = readable(card);

  test("the strip asks nobody to act", () => {
    expect(stripOf(card)).toMatchObject({ style: "warning" });
    expect(text).toContain("Nobody acts alone");
    expect(text).toContain("Priya Nair and management decide");
    expect(`${text} ${summary}`).not.toContain("Ana Costa acts");
    expect(summary).toContain("nobody acts alone");
  });

  test("no row is an instruction to do it", () => {
    expect(text).toContain("Don’t Change this account alone.");
    expect(text).not.toMatch(/(^|\s)Do Don/);
    expect(text).toContain("Then Press “I looked” and write what was decided.");
  });

  test("the headline names the lead, not the owner", () => {
    const sample = stepSamples()["by-hand-never"];
    if (!sample) throw new Error("no sample");
    const [next] = nextRows(anIncident([sample.status]), at("03:18"), String);
    expect(JSON.stringify(next)).toContain("Not alone: ");
    expect(JSON.stringify(next)).toContain("Priya Nair and management");
    expect(JSON.stringify(next)).not.toContain("Ana Costa");
  });
});
