import { describe, expect, test } from "@jest/globals";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import {
  approved,
  closed,
  cordon,
  declined,
  type Given,
  given,
  key,
  opened,
  opening,
  planFor,
  proposed,
  requested,
  hash,
  settled,
} from "../../support/given.ts";
import { at } from "../../support/incidents.ts";

const running = given(opened, proposed(), approved(), requested());
const ran = (...more: readonly IncidentEvent[]) =>
  given(opened, proposed(), approved(), requested(), ...more);
const allObserved = settled("observed", ["observed"]);

describe("proposing", () => {
  const propose = (before: Given) =>
    before.when(
      {
        type: "ProposeStep",
        step: key("one"),
        id: "approval-z",
        nonce: "nonce-z",
        plan: planFor("one"),
        planHash: hash("f"),
      },
      cordon,
      at("03:15"),
    );

  test("starts ten minutes for an answer", () => {
    expect(propose(given(opened)).facts).toMatchObject([
      { type: "StepProposed", approvalId: "approval-z", expiresAt: at("03:25") },
    ]);
  });

  test.each([
    ["waits", [proposed()]],
    ["is approved", [proposed(), approved()]],
    ["runs", [proposed(), approved(), requested()]],
    ["was observed", [proposed(), approved(), requested(), allObserved]],
    ["was declined", [proposed(), declined()]],
    ["is in a closed incident", [closed]],
  ])("is nothing when the step %s", (_what, events) => {
    expect(propose(given(opened, ...events)).facts).toEqual([]);
  });

  test("not needed and by hand: before it is proposed or just before it would run, never later", () => {
    const skip = (before: Given) =>
      before.when({ type: "NotNeeded", step: key("one"), seen: "disabled already" }, cordon);
    const leave = (before: Given, never = false) =>
      before.when(
        {
          ...(never && { never }),
          type: "LeaveToPeople",
          step: key("one"),
          handle: { id: "hand", nonce: "nonce" },
          reason: "a guest",
          byHand: "in the portal",
        },
        cordon,
      );
    expect(skip(given(opened)).facts).toMatchObject([{ type: "StepNotNeeded" }]);
    const [left] = leave(given(opened)).facts;
    expect(left).toMatchObject({ type: "StepLeftToPeople" });
    expect(left).not.toHaveProperty("never");
    expect(leave(given(opened), true).facts).toMatchObject([{ never: true }]);
    const voted = given(opened, proposed(), approved());
    expect(skip(voted).facts).toMatchObject([{ type: "StepNotNeeded" }]);
    for (const late of [
      running,
      ran(allObserved),
      given(opened, proposed()),
      given(opened, closed),
    ]) {
      expect([...skip(late).facts, ...leave(late).facts]).toEqual([]);
    }
  });

  test("a command about a step that isn't there is a fault, loud", () => {
    expect(() =>
      given(opened).when({ type: "VoidPlan", step: key("nine"), what: "" }, cordon),
    ).toThrow("INC-0007 has no step nine");
    expect(opening.steps).toHaveLength(5);
  });
});
