import { describe, expect, test } from "@jest/globals";
import { stepView } from "../../src/cards/step-view.ts";
import { planCode } from "../../src/core/approval/plan-code.ts";
import { anAction } from "../support/an-action.ts";
import { buttonsOf, ofType, panelsOf, readable, stripOf } from "../support/card-tree.ts";
import { type Given, drawn, statusOf, strip, titles, verbs } from "../support/drawn-step.ts";
import {
  anIncident,
  aProposal,
  aStep,
  aSubject,
  at,
  everyStatus,
  idEnding,
  people,
} from "../support/incidents.ts";
import { ordinaryNames } from "../support/names.ts";

test("a waiting step says what it does to whom, why, what it breaks, and on what evidence", () => {
  const text = readable(drawn("waiting").card);
  for (const said of [
    "Waiting for Ana Costa",
    "Decide by",
    "Does",
    "The attacker holds a session.",
    "Affects",
    "Limits",
    "Undo",
    "Evidence",
    "id\u00a07c1e",
  ]) {
    expect(text).toContain(said);
  }
});

describe("the strip says the state first, and its colour repeats it", () => {
  test.each([
    ["waiting", "accent", "Waiting for Ana Costa"],
    ["approved", "emphasis", "Approved, not requested yet"],
    ["running", "emphasis", "Requested, not observed yet"],
    ["observed", "good", "Observed {{TIME(2026-11-21T03:16:00Z)}}"],
    ["partly", "warning", "3 of 5 observed, 2 not observed"],
    ["partly-unknown", "warning", "2 of 5 observed, 2 failed, 1 unknown"],
    ["not-observed", "warning", "Not observed {{TIME(2026-11-21T03:16:00Z)}}"],
    ["failed", "attention", "Failed. The account’s old sessions still work"],
    ["unknown", "attention", "Unknown. A person must look"],
    ["declined", "warning", "Declined by Bo Eriksen"],
    ["lapsed", "emphasis", "Lapsed {{TIME(2026-11-21T03:22:00Z)}}"],
    ["not-needed", "emphasis", "Not needed, seen {{TIME(2026-11-21T03:11:00Z)}}"],
    ["by-hand", "accent", "By hand: Ana Costa acts"],
    ["by-hand-looked", "emphasis", "Observed by hand"],
    ["looked-observed", "emphasis", "Observed by hand"],
    ["looked-partly", "attention", "Partly observed, a person looked"],
    ["looked-not-observed", "attention", "Not observed, a person looked"],
    ["looked-unknown", "attention", "Unknown, a person looked"],
    ["undo-looked", "emphasis", "Undone, a person looked"],
    ["undo-lapsed", "emphasis", "Lapsed {{TIME(2026-11-21T03:22:00Z)}}"],
    ["undo-waiting", "accent", "Waiting for Ana Costa"],
    ["undo-running", "emphasis", "Requested, not observed yet"],
    ["undo-observed", "emphasis", "Undone. The account is enabled again"],
    ["undo-failed", "attention", "Failed. It isn’t taken back"],
  ])("%s: %s", (state, style, words) => {
    const card = drawn(state);
    expect(stripOf(card.card)).toMatchObject({ style });
    expect(strip(card).startsWith(`${words} `)).toBe(true);
  });

  test("only what was read back is good", () => {
    const isGood = (state: string): boolean => stripOf(drawn(state).card)?.["style"] === "good";
    const started = Object.keys(everyStatus()).filter((state) => state !== "not started");
    expect(started.filter(isGood)).toEqual(["observed"]);
    // A partly observed step has a bar with green in it; a person's answer has none.
    const looked = started.filter((state) => state.includes("looked"));
    expect(looked).toHaveLength(6);
    for (const state of looked) {
      expect(JSON.stringify(drawn(state).card)).not.toContain('"good"');
    }
  });

  test("a step that isn't started has no card", () => {
    const status = statusOf("not started");
    const facts = { now: at("03:18"), entries: [] };
    expect(stepView(anIncident([status]), aStep(status), anAction(), facts)).toBeUndefined();
  });
});

describe("the buttons of each state", () => {
  test.each([
    ["waiting", ["Review", "Decline", "Details"]],
    ["approved", ["Decline", "Details"]],
    ["running", ["Look again", "Details"]],
    ["observed", ["Details", "Look again"]],
    ["partly", ["Retry remaining", "Details"]],
    ["not-observed", ["Propose again", "Details"]],
    ["failed", ["Retry", "Details"]],
    ["unknown", ["I looked", "Look again", "Details"]],
    ["declined", ["Propose again", "Details"]],
    ["lapsed", ["Propose again", "Details"]],
    ["not-needed", []],
    ["by-hand", ["I looked", "Propose again", "Details"]],
    ["by-hand-looked", ["Propose again", "Details"]],
    ["looked-observed", ["Propose again", "Look again", "Details"]],
    ["looked-partly", ["Retry remaining", "Look again", "Details"]],
    ["looked-not-observed", ["Propose again", "Look again", "Details"]],
    ["looked-unknown", ["I looked", "Look again", "Details"]],
    ["undo-looked", ["Propose again", "Look again", "Details"]],
    ["undo-lapsed", ["Propose again", "Details"]],
    ["undo-observed", ["Propose again", "Details"]],
  ])("%s", (state, expected) => {
    expect(titles(drawn(state))).toEqual(expected);
  });

  test("the data of every verb is the handle, and the answer of a look", () => {
    const sent = (state: string): readonly unknown[] =>
      ofType(drawn(state).card, "Action.Execute").map(({ verb, data }) => ({ verb, data }));
    const vote = { id: "approval-1", nonce: "nonce-1" };
    expect(sent("waiting")).toEqual([
      { verb: "step.approve", data: vote },
      { verb: "step.decline", data: vote },
    ]);
    const hand = { id: "hand-1", nonce: "nonce-2" };
    expect(sent("by-hand")).toEqual([
      { verb: "step.propose", data: hand },
      { verb: "step.looked", data: { ...hand, answer: "changed" } },
      { verb: "step.looked", data: { ...hand, answer: "not changed" } },
      { verb: "step.looked", data: { ...hand, answer: "can't tell" } },
    ]);
  });

  test("the deed can be undone: positive; it can't: destructive, and the panel says so", () => {
    const deed = (given: Given): unknown =>
      panelsOf(drawn("waiting", given).card)
        .flatMap(buttonsOf)
        .find(({ verb }) => verb === "step.approve");
    expect(deed({})).toMatchObject({ title: "Approve: end sessions", style: "destructive" });
    const never = () => Promise.reject(new Error("a card never calls the tenant"));
    const undo = { apply: never, observe: never };
    expect(deed({ action: { undo } })).toMatchObject({ style: "positive" });
    expect(readable(drawn("waiting").card)).toContain("This can’t be undone.");
    expect(readable(drawn("waiting", { action: { undo } }).card)).not.toContain(
      "This can’t be undone.",
    );
    expect(readable(drawn("undo-waiting").card)).not.toContain("This can’t be undone.");
  });

  test("what can't be repeated isn't offered again while some of it is unknown", () => {
    expect(titles(drawn("partly-unknown", { action: { repeatable: false } }))).toEqual([
      "Look again",
      "Details",
    ]);
    expect(titles(drawn("partly-unknown"))).toContain("Retry remaining");
    const unknown = drawn("unknown", { action: { repeatable: false } });
    expect(readable(unknown.card)).toContain("Don’t ask for it twice.");
    expect(verbs(unknown)).not.toContain("step.propose");
  });

  test.each(Object.keys(everyStatus()).filter((state) => state !== "not started"))(
    "a closed incident decides nothing: %s",
    (state) => {
      const closed = { at: at("04:40"), by: people.priya, reason: "false alarm" };
      const card = drawn(state, { incident: { closed } });
      expect(ofType(card.card, "Action.")).toEqual([]);
      expect(ofType(card.card, "Input.")).toEqual([]);
      expect(readable(card.card)).not.toMatch(/decides what next|[Pp]ropose it again|proposes the/);
      expect(strip(card)).toContain("Closed {{TIME(2026-11-21T04:40:00Z)}}");
      expect(card.summary).toContain("closed");
    },
  );
});

describe("what a step's card says", () => {
  test("undone, with an earlier plan left: what still holds, and how it is taken back", () => {
    const left = { step: { done: [aProposal().plan] } };
    const text = readable(drawn("undo-observed", left).card);
    expect(text).toContain("What was approved earlier still holds: 5 items.");
    expect(text).toContain("“incident undo 1” proposes the way back of that.");
    expect(text).toContain("This part of step 1 doesn’t hold any more.");
    expect(readable(drawn("undo-looked", left).card)).toContain("This part of step 1 doesn’t hold");
    expect(readable(drawn("undo-observed").card)).not.toContain("still holds");
    expect(readable(drawn("undo-observed").card)).toContain(" Step 1 doesn’t hold any more.");
    expect(readable(drawn("undo-looked", left).card)).toContain("“incident undo 1”");
    const closed = { at: at("04:40"), by: people.priya, reason: "over" };
    const after = readable(drawn("undo-observed", { ...left, incident: { closed } }).card);
    expect(after).toContain("still holds: 5 items.");
    expect(after).not.toContain("incident undo");
  });

  test("who is asked, who may stand in, until when; and the plan's code", () => {
    const card = drawn("waiting");
    expect(strip(card)).toContain("Deputy: Jon Lind. Decide by  {{TIME(2026-11-21T03:22:00Z)}}");
    const { planHash } = aProposal();
    expect(readable(card.card)).toContain(planCode(planHash));
    expect(card.summary).toBe("INC-0007, step 1: waiting for Ana Costa, decide by 03:22 UTC.");
  });

  test("nobody is assigned: it says so and who can help", () => {
    const card = drawn("waiting", { step: { ownership: undefined } });
    expect(strip(card)).toContain("Waiting for an owner");
    expect(strip(card)).toContain("Priya Nair can assign one");
  });

  test("access may remain: an amber box until then, a row after it", () => {
    const before = drawn("observed", { now: at("04:13") });
    expect(readable(before.card)).toContain(
      "Access may remain until {{TIME(2026-11-21T04:14:00Z)}}",
    );
    expect(before.summary).toContain("access may remain until 04:14 UTC");
    const over = drawn("observed", { now: at("04:14") });
    expect(readable(over.card)).not.toContain("Access may remain");
    expect(readable(over.card)).toContain("May have remained until");
  });

  test("a time of another day carries its date", () => {
    expect(strip(drawn("observed", { now: at("12:00") }))).toContain(
      "{{DATE(2026-11-21T03:16:00Z, SHORT)}}, {{TIME(2026-11-21T03:16:00Z)}}",
    );
  });

  test("two subjects that share four characters show eight", () => {
    const subjects = [aSubject(), aSubject(ordinaryNames, idEnding("1117c1e"))];
    expect(readable(drawn("waiting").card)).toContain("id\u00a07c1e");
    expect(readable(drawn("waiting", { incident: { subjects } }).card)).toContain(
      "id\u00a0a91d7c1e",
    );
  });

  test("an odd name is in quotes and called odd", () => {
    const subject = aSubject({ subject: "Marta id 7c1e", text: "x" });
    const card = drawn("waiting", { incident: { subjects: [subject] } });
    expect(readable(card.card)).toContain("“Marta id 7c1e”");
    expect(readable(card.card)).toContain("odd name");
    expect(readable(drawn("waiting").card)).not.toContain("odd name");
  });

  test("a deputy's vote names both", () => {
    expect(strip(drawn("approved"))).toContain("Approved by Jon Lind for Ana Costa");
  });

  test("a plan of many things shows ten of them and says how many more", () => {
    const text = "漢".repeat(200);
    const proposal = aProposal({ subject: text, text }, "apply", 30);
    const { card } = drawn({ kind: "waiting", proposal, votes: [] });
    expect(readable(card)).toContain("Item 10: ");
    expect(readable(card)).not.toContain("Item 11: ");
    expect(readable(card)).toContain("and 20 more");
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThanOrEqual(28 * 1024);
  });
});
