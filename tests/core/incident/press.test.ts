import { describe, expect, test } from "@jest/globals";
import { type Person } from "../../../src/core/incident/people.ts";
import { type Instant } from "../../../src/core/shared/ids.ts";
import {
  approved,
  by,
  cardOf,
  closed,
  cordon,
  declined,
  event,
  type Given,
  given,
  hash,
  key,
  lapsedBecause,
  later,
  mailPerson,
  marta,
  opened,
  openedWith,
  opening,
  proposed,
  requested,
  settled,
} from "../../support/given.ts";
import { anOwnership, at, people } from "../../support/incidents.ts";

const { ana, jon, priya } = people;
const expiry = at("03:20");

const approve = (
  before: Given,
  person: Person = ana,
  time: Instant = at("03:15"),
  card = cardOf(),
) => before.when({ type: "Approve", step: key("one"), ...card }, by(person), time);
const decline = (before: Given, person: Person = ana, time: Instant = at("03:15"), reason = "no") =>
  before.when({ type: "Decline", step: key("one"), reason, ...cardOf() }, by(person), time);

const waiting = given(opened, proposed());

describe("who may approve", () => {
  test("the owner, for exactly the plan that waits", () => {
    expect(approve(waiting)).toMatchObject({
      facts: [
        { type: "StepApproved", step: "one", planHash: hash("a") },
        { type: "PhaseChanged", phase: "containment" },
      ],
      refusal: undefined,
    });
    expect(approve(waiting).facts[0]).not.toHaveProperty("onBehalfOf");
  });

  test("a deputy, and the record says for whom", () => {
    expect(approve(waiting, jon).facts[0]).toMatchObject({
      type: "StepApproved",
      onBehalfOf: { id: ana.id, name: ana.name },
    });
  });

  test.each([
    ["somebody of another team", mailPerson],
    ["the lead", priya],
    ["a person of the owner's name with another id", { id: mailPerson.id, name: ana.name }],
  ])("not %s; the refusal is an entry of the log", (_who, person) => {
    const { facts, refusal } = approve(waiting, person);
    expect(refusal).toEqual({
      code: "R-104",
      sentence: "Not recorded. Step 1 belongs to Ana Costa or deputy Jon Lind. (R-104)",
    });
    expect(facts).toEqual([
      { type: "PressRefused", step: "one", approvalId: "approval-a", code: "R-104" },
    ]);
  });

  test("not the subject, who isn't told that they are one", () => {
    const { facts, refusal } = approve(waiting, marta);
    expect(refusal?.sentence).toBe("Not recorded. You can't decide in this incident. (R-103)");
    expect(facts).toMatchObject([{ type: "PressRefused", code: "R-103" }]);
  });

  test("not the subject, not even as owner or deputy", () => {
    const steps = opening.steps.map(({ definition }) => ({
      definition,
      ownership: anOwnership({ owner: marta, deputies: [marta] }),
    }));
    const { facts, refusal } = approve(given(openedWith({ steps }), proposed()), marta);
    expect(refusal?.code).toBe("R-103");
    expect(facts).toMatchObject([{ type: "PressRefused" }]);
  });

  test("nobody where no owner is assigned", () => {
    const before = given(opened, proposed("five"));
    const press = before.when({ type: "Approve", step: key("five"), ...cardOf() }, by(ana));
    expect(press.refusal).toEqual({
      code: "R-105",
      sentence: "Not recorded. Step 5 has no owner yet. The lead can assign one. (R-105)",
    });
    expect(press.facts).toMatchObject([{ type: "PressRefused", code: "R-105" }]);
  });

  test("never Cordon itself", () => {
    expect(() => waiting.when({ type: "Approve", step: key("one"), ...cardOf() }, cordon)).toThrow(
      "only a person",
    );
  });
});

describe("the phase", () => {
  test("moves to containment with the first containment step, and never back", () => {
    const moved = { type: "PhaseChanged", phase: "containment" };
    expect(approve(waiting).facts).toMatchObject([{ type: "StepApproved" }, moved]);
    const later = event({ type: "PhaseChanged", phase: "recovery" });
    expect(approve(given(opened, later, proposed())).facts).toMatchObject([
      { type: "StepApproved" },
    ]);
  });
});

describe("what may be approved", () => {
  test.each([
    ["another id", { id: "approval-b", nonce: "nonce-a" }],
    ["another one-time value", { id: "approval-a", nonce: "nonce-b" }],
    ["nothing", { id: "", nonce: "" }],
  ])("not a card with %s", (_what, card) => {
    const { facts, refusal } = approve(waiting, ana, at("03:15"), card);
    expect(facts).toEqual([
      { type: "PressRefused", step: "one", approvalId: card.id, code: "R-109" },
    ]);
    expect(refusal?.code).toBe("R-109");
  });

  test("not the card of a proposal that was replaced", () => {
    const replaced = given(opened, proposed(), lapsedBecause("no answer"), proposed("one", "b"));
    expect(approve(replaced).refusal?.code).toBe("R-109");
    expect(approve(replaced, ana, at("03:15"), cardOf("b")).facts[0]).toMatchObject({
      type: "StepApproved",
      planHash: hash("b"),
    });
  });

  test("until the very instant at which it lapses, and not a millisecond later", () => {
    expect(approve(waiting, ana, expiry).facts[0]).toMatchObject({ type: "StepApproved" });
    expect(approve(waiting, ana, later(expiry, 0.001)).refusal?.code).toBe("R-107");
    expect(approve(waiting, ana, later(expiry))).toMatchObject({
      facts: [{ type: "PressRefused", code: "R-107" }],
      refusal: { code: "R-107", sentence: "Not recorded. It lapsed at 03:20 UTC. (R-107)" },
    });
  });

  test("not what lapsed, was declined or is void", () => {
    expect(approve(given(opened, proposed(), lapsedBecause("no answer"))).refusal?.code).toBe(
      "R-107",
    );
    const no = approve(given(opened, proposed(), declined()));
    expect(no.refusal?.sentence).toBe("Not recorded. Ana Costa declined it. (R-106)");
    const drifted = event({ type: "PlanDrifted", step: key("one"), what: "changed" });
    expect(approve(given(opened, proposed(), approved(), drifted)).refusal?.code).toBe("R-109");
  });

  test("a lapse is told with the time at which it happened, never with a time to come", () => {
    // Not used: approved 3:12, void at 3:17 although the card itself would have stood until 3:20.
    const unused = event(
      { type: "StepLapsed", step: key("one"), reason: "not used" },
      cordon,
      at("03:17"),
    );
    const press = approve(given(opened, proposed(), approved(), unused), ana, at("03:18"));
    expect(press.refusal?.sentence).toBe("Not recorded. It lapsed at 03:17 UTC. (R-107)");
  });

  test.each([
    ["approved", [approved()]],
    ["requested", [approved(), requested()]],
    ["observed", [approved(), requested(), settled("observed", ["observed"])]],
  ])("a second press on what is %s is neutral and records nothing", (_what, more) => {
    expect(approve(given(opened, proposed(), ...more), jon)).toMatchObject({
      facts: [],
      refusal: {
        code: "R-106",
        sentence: "Already recorded at 03:12 UTC. Nothing was requested twice.",
      },
    });
  });

  test("nothing in a closed incident, though a wrong person is told only that", () => {
    const over = given(opened, proposed(), declined(), closed);
    expect(approve(over)).toMatchObject({
      facts: [{ type: "PressRefused", code: "R-111" }],
      refusal: { code: "R-111" },
    });
    expect(approve(over, mailPerson).refusal?.code).toBe("R-104");
  });
});

describe("declining", () => {
  test("stops a proposal, with its reason, by owner or deputy", () => {
    expect(decline(waiting, jon, at("03:15"), "  he is on it ").facts).toEqual([
      { type: "StepDeclined", step: "one", reason: "he is on it" },
    ]);
  });

  test("withdraws an approval until the effect is requested", () => {
    const withdrawn = decline(given(opened, proposed(), approved()), jon);
    expect(withdrawn.facts).toMatchObject([{ type: "StepDeclined" }]);
    const gate = {
      type: "RequestEffect",
      step: key("one"),
      planHash: hash("a"),
      fence: 1,
    } as const;
    const then = given(opened, proposed(), approved(), declined()).when(gate, cordon);
    expect(then).toMatchObject({ facts: [], refusal: { code: "R-109" } });
  });

  test("is too late after the request, and says since when", () => {
    expect(decline(given(opened, proposed(), approved(), requested()))).toMatchObject({
      facts: [],
      refusal: { code: "R-106", sentence: "Not recorded. Too late: requested 03:13 UTC. (R-106)" },
    });
  });

  test("twice is neutral", () => {
    expect(decline(given(opened, proposed(), declined())).refusal?.sentence).toBe(
      "Already recorded at 03:12 UTC. Nothing was requested twice.",
    );
  });

  test("needs one sentence of at most 2,000 characters", () => {
    expect(decline(waiting, ana, at("03:15"), " \n ").refusal?.code).toBe("R-110");
    expect(decline(waiting, ana, at("03:15"), "x".repeat(2_001)).refusal?.code).toBe("R-205");
    expect(decline(waiting, ana, at("03:15"), "x".repeat(2_000)).facts).toHaveLength(1);
  });

  test("is refused to a wrong person, and after the proposal lapsed", () => {
    expect(decline(waiting, mailPerson)).toMatchObject({
      facts: [{ type: "PressRefused" }],
      refusal: { code: "R-104" },
    });
    expect(decline(waiting, ana, later(expiry)).refusal?.code).toBe("R-107");
  });
});
