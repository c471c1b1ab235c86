import { describe, expect, test } from "@jest/globals";
import { type OverdueFacts, overdueView, renderOverdue } from "../../src/cards/overdue.ts";
import { type Step } from "../../src/core/incident/types.ts";
import { anAction } from "../support/an-action.ts";
import { aClock, everyCall, withStep } from "../support/calls.ts";
import { ofType, readable, stripOf } from "../support/card-tree.ts";
import { templates } from "../support/cards.ts";
import { anOwnership, at, people } from "../support/incidents.ts";

const facts: OverdueFacts = { since: at("03:12"), now: at("03:27") };
const T = (time: string): string => `{{TIME(2026-11-21T${time}:00Z)}}`;

const call = (name: string): Partial<Step> => {
  const found = everyCall()[name];
  if (!found) throw new Error(`no call ${name}`);
  return found;
};

const view = (step: Partial<Step>) => {
  const made = withStep(step);
  return overdueView(made.incident, made.step, anAction(), facts);
};

const draw = (step: Partial<Step>): object => renderOverdue(templates, view(step)).card;
const strip = (step: Partial<Step>): string => readable(stripOf(draw(step)) ?? {});
const row = (step: Partial<Step>, label: string): string | undefined =>
  view(step)
    .rows.find((one) => one.label === label)
    ?.value.map(({ text }) => text)
    .join("");
const verbs = (card: object): readonly unknown[] =>
  ofType(card, "Action.Execute").map(({ verb }) => verb);

describe("a step that nobody answers", () => {
  test("says since when, who is missing and who may decide instead, without blame", () => {
    expect(strip(call("late"))).toBe(
      `Overdue since ${T("03:22")} Ana Costa hasn’t answered .  Jon Lind  may decide too`,
    );
    expect(stripOf(draw(call("late")))).toMatchObject({ style: "warning" });
  });

  test("half of the time over isn't overdue", () => {
    expect(strip(call("half-time"))).toBe(
      "Waiting for Ana Costa Half of the time is over .  Jon Lind  may decide too",
    );
    expect(stripOf(draw(call("half-time")))).toMatchObject({ style: "accent" });
  });

  test("a lapsed card is said to be proposed again", () => {
    expect(strip(call("lapsed"))).toContain(
      "Ana Costa hasn’t answered , and the card lapsed: propose it again",
    );
  });

  test("without an owner the lead is asked, and nobody can take it", () => {
    expect(strip(call("no-owner"))).toBe(
      `No owner since ${T("03:12")} Nobody can decide this yet.  Priya Nair  can assign one`,
    );
    expect(verbs(draw(call("no-owner")))).toEqual(["step.open"]);
  });

  test("after the first vote, those are named who may give the second", () => {
    const text = strip(call("second"));
    expect(text).toContain("The second vote is missing .  Jon Lind  or  Sam Park  may decide too");
    expect(text).not.toContain("Ana Costa");
    // Priya Nair asked for the plan, so she doesn't vote on it.
    expect(text).not.toContain("Priya Nair");
  });

  test("whoever has no say is never offered", () => {
    const { incident, step } = withStep(call("late"));
    const barred = { ...incident, suspects: [{ ...people.jon, namedBy: people.priya }] };
    expect(JSON.stringify(overdueView(barred, step, anAction(), facts).course)).not.toContain(
      "Jon Lind",
    );
  });

  test("tells who was called when, each person once, and who is next", () => {
    expect(row(call("late"), "Called")).toBe(
      `Ana Costa ${T("03:17")}, ${T("03:22")}; Jon Lind ${T("03:22")}`,
    );
    expect(row(call("late"), "Then")).toBe(`Priya Nair is called at ${T("03:32")}`);
    expect(row(call("ended"), "Then")).toBe("Nobody else: the ladder has ended.");
  });

  test("more people than fit are counted", () => {
    const many = [people.ana, people.jon, people.priya, people.sam, people.bo, people.lee];
    const reminders = [{ rung: "management", at: at("03:42"), people: many } as const];
    expect(row({ ...call("late"), clock: aClock({ reminders }) }, "Called")).toMatch(/; 2 more$/);
  });

  test("somebody is on it: the next call has no time any more", () => {
    expect(row(call("taken"), "On it")).toBe(`Ana Costa, since ${T("03:25")}`);
    expect(row(call("taken"), "Then")).toBe("Priya Nair is called later, unless somebody decides.");
  });

  test("what failed is to be proposed again, and isn't in doubt", () => {
    const { status, ...rest } = call("unknown");
    if (status?.kind !== "settled") throw new Error("not settled");
    const failed = {
      ...rest,
      status: { ...status, effect: { ...status.effect, outcome: "failed" } },
    } as const;
    expect(strip(failed)).toContain(", and it failed: propose it again");
    expect(row(failed, "Meanwhile")).toBe("The account’s old sessions still work.");
    expect(strip(call("unknown"))).not.toContain("propose it again");
  });

  test.each([
    ["late", "The account’s old sessions still work."],
    ["undo", "It isn’t taken back."],
    [
      "unknown",
      "Nobody knows whether it took effect. If not: The account’s old sessions still work.",
    ],
  ])("%s: says what is open meanwhile", (name, text) => {
    expect(row(call(name), "Meanwhile")).toBe(text);
  });

  test.each([
    ["half-time", "reminder 1 of 5"],
    ["late", "reminder 2 of 4"],
    ["ended", "reminder 3 of 3"],
  ])("%s: counts the reminders", (name, text) => {
    expect(view(call(name)).foot).toBe(`INC-0007 · C3 · ${text}`);
  });

  test("offers the step's card first, and to take it with the newest proposal's handle", () => {
    const [open, take] = ofType(draw(call("late")), "Action.Execute");
    expect(open).toMatchObject({
      title: "Open step 1",
      style: "positive",
      data: { incident: "INC-0007", step: "step-1" },
    });
    expect(take).toMatchObject({
      title: "I’m on it",
      data: { id: "approval-1", nonce: "nonce-1" },
    });
  });
});

describe("a call that is over", () => {
  test.each([
    ["approved", `Answered ${T("03:14")} Jon Lind approved it`],
    ["first-vote", `Answered ${T("03:14")} Ana Costa approved it; a second person is waited for`],
    ["declined", `Answered ${T("03:20")} Bo Eriksen declined it`],
    ["deferred", `Answered ${T("03:20")} Bo Eriksen put it off until ${T("03:50")}`],
    ["looked", `Answered ${T("03:19")} Ana Costa looked: observed`],
    ["reassigned", "Started anew Bo Eriksen is asked now, on the step’s card"],
  ])("%s: says who answered, without alarm and without a button", (name, text) => {
    const card = draw(call(name));
    expect(readable(stripOf(card) ?? {})).toBe(text);
    expect(stripOf(card)).toMatchObject({ style: "emphasis" });
    expect(verbs(card)).toEqual([]);
    expect(readable(card)).not.toMatch(/Overdue|Meanwhile/);
  });

  test("an old vote isn't the answer to a newer question", () => {
    const asked = { ...call("approved"), ownership: anOwnership({ owner: people.bo }) };
    const { incident, step } = withStep(asked);
    const { state } = overdueView(incident, step, anAction(), { ...facts, since: at("03:20") });
    expect(state).toEqual([{ text: "Started anew" }]);
  });

  test("between two proposals the clock runs on", () => {
    expect(strip(call("anew"))).toContain(`Overdue since ${T("03:22")}`);
    expect(verbs(draw(call("anew")))).toEqual(["step.open"]);
  });

  test("closed and frozen incidents call nobody", () => {
    const { incident, step } = withStep(call("late"));
    const closed = { at: at("03:30"), by: people.priya, reason: "over" };
    const shut = overdueView({ ...incident, closed }, step, anAction(), facts);
    expect(shut).toMatchObject({ style: "emphasis", open: "", take: [] });
    const frozen = { by: people.sam, at: at("03:20"), reason: "x", lifts: [] };
    const stopped = {
      ...step,
      clock: undefined,
      status: { kind: "not started", direction: "apply" },
    } as const;
    const view = overdueView({ ...incident, frozen }, stopped, anAction(), facts);
    expect(view.state).toEqual([{ text: "Approvals are frozen" }]);
  });
});
