import { describe, expect, test } from "@jest/globals";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import {
  approved,
  by,
  event,
  type Given,
  given,
  key,
  mailPerson,
  marta,
  opened,
  openedWith,
  planFor,
  proposed,
  requested,
  settled,
} from "../../support/given.ts";
import { at, people } from "../../support/incidents.ts";

const ran = (...more: readonly IncidentEvent[]) =>
  given(opened, proposed(), approved(), requested(), ...more);
const allObserved = settled("observed", ["observed"]);

describe("a person looks", () => {
  const unknown = ran(settled("unknown", ["unknown"]));
  const look = (before: Given, person = people.ana, seen = " disabled, in the portal ") =>
    before.when({ type: "RecordLook", step: key("one"), outcome: "observed", seen }, by(person));

  test("where Cordon could not tell: owner, deputy or lead, under their name", () => {
    for (const person of [people.ana, people.jon, people.priya]) {
      expect(look(unknown, person).facts).toEqual([
        { type: "PersonLooked", step: "one", outcome: "observed", seen: "disabled, in the portal" },
      ]);
    }
    expect(look(unknown).incident?.steps[0]?.status).toMatchObject({
      kind: "settled",
      effect: { outcome: "observed", items: [{ state: "observed" }] },
    });
  });

  test("at an effect without items: the answer is all there is", () => {
    expect(look(ran(settled("unknown", []))).incident?.steps[0]?.status).toMatchObject({
      effect: { outcome: "observed" },
    });
  });

  test("at what was left to people, until it was seen to hold", () => {
    const left = event({
      type: "StepLeftToPeople",
      step: key("one"),
      handle: { id: "hand", nonce: "nonce" },
      reason: "a guest",
      byHand: "in the portal",
    });
    const looked = (outcome: "observed" | "not observed") =>
      event(
        { type: "PersonLooked", step: key("one"), outcome, seen: "looked" },
        by(people.ana),
        at("03:16"),
      );
    expect(look(given(opened, left)).incident?.steps[0]?.status).toMatchObject({
      kind: "by hand",
      looked: { by: people.ana, outcome: "observed" },
    });
    expect(look(given(opened, left, looked("not observed"))).facts).toHaveLength(1);
    expect(look(given(opened, left, looked("observed"))).refusal?.code).toBe("R-106");
  });

  test("with one sentence, on what is unknown, and nobody else", () => {
    expect(look(unknown, people.ana, "  ").refusal?.code).toBe("R-110");
    expect(look(unknown, mailPerson).refusal?.code).toBe("R-104");
    expect(look(ran(allObserved)).refusal?.code).toBe("R-106");
    expect(look(given(opened)).refusal?.code).toBe("R-106");
  });

  test("never a subject, even one who leads the incident", () => {
    const before = given(
      openedWith({ lead: marta }),
      proposed(),
      approved(),
      requested(),
      settled("unknown", ["unknown"]),
    );
    expect(look(before, marta)).toMatchObject({
      facts: [{ type: "CommandRefused", code: "R-103" }],
      refusal: { code: "R-103" },
    });
  });

  test("at the doubtful items only: what was observed before stays and can be undone", () => {
    const mixed = ran(settled("unknown", ["observed", "unknown"]));
    const looked = mixed.when(
      { type: "RecordLook", step: key("one"), outcome: "not observed", seen: "one still there" },
      by(people.ana),
    );
    const step = looked.incident?.steps[0];
    expect(step?.status).toMatchObject({
      kind: "settled",
      effect: {
        outcome: "partly observed",
        items: [{ state: "observed" }, { state: "not observed" }],
      },
    });
    expect(step?.done).toEqual([planFor("one")]);
  });
});
