/** How long people are waited for: when a step's clock starts, starts anew, runs on and stops. */
import { describe, expect, test } from "@jest/globals";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import {
  approved,
  by,
  declined,
  event,
  given,
  key,
  lapsedBecause,
  opened,
  proposed,
  reopened,
  requested,
  settled,
} from "../../support/given.ts";
import { anOwnership, at, people } from "../../support/incidents.ts";
import { ana, asked, freeze, openedForTwo, press, votedBy, waitingFor } from "../approval/votes.ts";

const one = key("one");
const called: IncidentEvent = event(
  { type: "PeopleCalled", step: one, rung: "half time", people: [people.ana] },
  undefined,
  at("03:15"),
);
const drifted = event({ type: "PlanDrifted", step: one, what: "changed" });
const clockAfter = (...events: readonly IncidentEvent[]) =>
  given(opened, ...events).step("one").clock;
const since = (...events: readonly IncidentEvent[]) => clockAfter(...events)?.startedAt;

describe("the clock of a step", () => {
  test("starts with its proposal and not before", () => {
    expect(since()).toBeUndefined();
    expect(since(proposed())).toBe(at("03:10"));
  });

  test("runs on when the card lapses, with the calls that were made", () => {
    const lapsed = clockAfter(proposed(), called, lapsedBecause("no answer"));
    expect(lapsed).toMatchObject({ startedAt: at("03:10"), reminders: [{ rung: "half time" }] });
  });

  test("keeps what was called when the plan changes under it", () => {
    const again = clockAfter(proposed(), called, drifted, proposed("one", "b"));
    expect(again).toMatchObject({ startedAt: at("03:10"), reminders: [{ rung: "half time" }] });
  });

  test.each<[string, readonly IncidentEvent[]]>([
    ["approved", [approved()]],
    ["requested", [approved(), requested()]],
    ["observed", [approved(), requested(), settled("observed", ["observed"])]],
    ["declined", [declined()]],
    ["asked for again", [lapsedBecause("no answer"), reopened("apply")]],
  ])("stops once it is %s", (_what, events) => {
    expect(since(proposed(), ...events)).toBeUndefined();
  });

  test("starts anew for a person who must look", () => {
    const unknown = [proposed(), approved(), requested(), settled("unknown", ["unknown"])];
    expect(since(...unknown)).toBe(at("03:14"));
    const looked = event(
      { type: "PersonLooked", step: one, outcome: "unknown", seen: "no way in" },
      by(people.ana),
    );
    expect(since(...unknown, looked)).toBeUndefined();
  });

  test("runs on with a vote that needs another one, with the calls that were made", () => {
    const half = votedBy(given(openedForTwo, asked(), called), [ana], at("03:16"));
    expect(half.step("one").clock).toMatchObject({
      startedAt: at("03:10"),
      reminders: [{ rung: "half time" }],
    });
  });

  test.each(["failed", "not observed", "partly observed"] as const)(
    "starts anew for what is %s, and ends with another proposal",
    (outcome) => {
      const tried = [proposed(), approved(), requested(), settled(outcome, ["failed"])];
      expect(since(...tried)).toBe(at("03:14"));
      const seenAgain = event(
        { type: "EffectSettled", step: one, outcome: "not observed", items: [], seen: "s" },
        undefined,
        at("03:20"),
      );
      expect(since(...tried, seenAgain)).toBe(at("03:14"));
      const holds = event(
        { type: "EffectSettled", step: one, outcome: "observed", items: [], seen: "s" },
        undefined,
        at("03:21"),
      );
      expect(since(...tried, seenAgain, holds)).toBeUndefined();
      expect(since(...tried, reopened("apply"))).toBeUndefined();
    },
  );

  test("is another one where what was unknown turns out to have failed", () => {
    const tried = [proposed(), approved(), requested(), settled("unknown", ["unknown"])];
    const read = event(
      { type: "EffectSettled", step: one, outcome: "failed", items: [], seen: "s" },
      undefined,
      at("03:20"),
    );
    expect(since(...tried, read)).toBe(at("03:20"));
  });

  test("starts anew for what is done by hand", () => {
    const byHand = event(
      {
        type: "StepLeftToPeople",
        step: one,
        handle: { id: "h", nonce: "n" },
        reason: "r",
        byHand: "b",
      },
      undefined,
      at("03:18"),
    );
    expect(clockAfter(proposed(), called, byHand)).toEqual({
      startedAt: at("03:18"),
      reminders: [],
    });
  });

  test("doesn't run for what nobody may do alone", () => {
    const never = event({
      type: "StepLeftToPeople",
      step: one,
      handle: { id: "h", nonce: "n" },
      reason: "It is an emergency account.",
      byHand: "Don't.",
      never: true,
    });
    expect(clockAfter(proposed(), called, never)).toBeUndefined();
    expect(given(opened, never).step("one").status).toMatchObject({ kind: "by hand", never: true });
  });

  test("starts anew for another owner, and not for the same", () => {
    const found = (owner: typeof ana) =>
      event(
        { type: "OwnerFound", step: one, ownership: anOwnership({ owner }), why: "test" },
        undefined,
        at("03:18"),
      );
    expect(since(proposed(), called, found(people.jon))).toBe(at("03:18"));
    expect(since(proposed(), called, found(people.ana))).toBe(at("03:10"));
    const assigned = event(
      { type: "StepAssigned", step: one, ownership: anOwnership({ owner: people.jon }) },
      by(people.priya),
      at("03:18"),
    );
    expect(clockAfter(proposed(), called, assigned)).toEqual({
      startedAt: at("03:18"),
      reminders: [],
    });
  });

  test("a vote that is lost is waited for again", () => {
    const back = event(
      { type: "VoteVoided", step: one, voter: people.ana, why: "is disabled" },
      undefined,
      at("03:19"),
    );
    expect(since(proposed(), approved(), back)).toBe(at("03:19"));
  });

  test("stops with a freeze", () => {
    const frozen = press(given(openedForTwo, asked()), people.bo, freeze);
    expect(frozen.next.step("one").clock).toBeUndefined();
  });
});

test("the phase becomes containment with the vote that carries the plan, not before", () => {
  const phases = (voters: readonly (typeof ana)[]) =>
    votedBy(waitingFor(), voters, at("03:16")).incident?.phase;
  expect(phases([ana])).toBe("detection");
  expect(phases([ana, people.jon])).toBe("containment");
});
