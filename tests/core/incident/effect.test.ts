import { describe, expect, test } from "@jest/globals";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { type ItemState } from "../../../src/core/incident/plan.ts";
import {
  approved,
  by,
  closed,
  cordon,
  declined,
  event,
  type Given,
  given,
  key,
  mailPerson,
  marta,
  opened,
  proposed,
  reopened,
  requested,
  settled,
} from "../../support/given.ts";
import { at, people } from "../../support/incidents.ts";

const running = given(opened, proposed(), approved(), requested());
const ran = (...more: readonly IncidentEvent[]) =>
  given(opened, proposed(), approved(), requested(), ...more);
const allObserved = settled("observed", ["observed"]);

const itemsOf = (states: readonly ItemState[]) =>
  states.map((state, index) => ({ id: `item-${String(index)}`, state, why: "read" }));
const settle = (before: Given, states: readonly ItemState[], residualMinutes?: number) =>
  before.when(
    {
      type: "SettleEffect",
      step: key("one"),
      items: itemsOf(states),
      seen: "read back",
      residualMinutes,
    },
    cordon,
    at("03:16"),
  );

describe("settling an effect", () => {
  test.each<[string, readonly ItemState[]]>([
    ["observed", ["observed"]],
    ["observed", ["observed", "observed"]],
    ["partly observed", ["observed", "not observed"]],
    ["partly observed", ["observed", "failed"]],
    ["not observed", ["not observed", "not observed"]],
    ["not observed", ["not observed", "failed"]],
    ["failed", ["failed", "failed"]],
    ["unknown", ["observed", "unknown"]],
    ["unknown", ["failed", "unknown"]],
    ["unknown", []],
  ])("is %s for %j", (outcome, states) => {
    expect(settle(running, states).facts).toMatchObject([{ type: "EffectSettled", outcome }]);
  });

  test("says until when access may remain, from the request on, and only where something holds", () => {
    expect(settle(running, ["observed"], 60).facts).toMatchObject([{ residualUntil: at("04:13") }]);
    expect(settle(running, ["observed", "failed"], 60).facts).toMatchObject([
      { residualUntil: at("04:13") },
    ]);
    expect(settle(running, ["not observed"], 60).facts[0]).not.toHaveProperty("residualUntil");
    const undoing = given(opened, proposed("one", "a", "undo"), approved(), requested());
    expect(settle(undoing, ["observed"], 60).facts[0]).not.toHaveProperty("residualUntil");
  });

  test("of a list says the same numbers again where they are of others", () => {
    const settleList = (before: Given, report: string) =>
      before.when(
        {
          type: "SettleEffect",
          step: key("one"),
          items: [],
          seen: "1 of 2 observed, 1 failed.",
          residualMinutes: undefined,
          totals: { of: 2, observed: 1, notObserved: 0, failed: 1, unknown: 0, left: 0 },
          report,
          misses: [{ account: `${report}@contoso.example`, state: "failed", why: "refused" }],
        },
        cordon,
        at("03:16"),
      );
    const first = settleList(running, "ann");
    const before = ran(...first.facts.map((fact) => event(fact, cordon, at("03:16"))));
    expect(settleList(before, "ann").facts).toEqual([]);
    expect(settleList(before, "ben").facts).toMatchObject([
      { report: "ben", misses: [{ account: "ben@contoso.example" }] },
    ]);
  });

  test("says nothing twice, and what changed since", () => {
    const first = settle(running, ["observed"], 60);
    const before = ran(...first.facts.map((fact) => event(fact, cordon, at("03:16"))));
    expect(settle(before, ["observed"], 60).facts).toEqual([]);
    expect(settle(before, ["not observed"], 60).facts).toMatchObject([{ outcome: "not observed" }]);
  });

  test("is ignored where nothing was requested", () => {
    expect(settle(given(opened, proposed(), approved()), ["observed"]).facts).toEqual([]);
    expect(settle(given(opened), ["observed"]).facts).toEqual([]);
  });

  test("keeps when it was requested and accepted", () => {
    const accepted = event(
      { type: "EffectAccepted", step: key("one"), answer: "204" },
      cordon,
      at("03:14"),
    );
    expect(ran(accepted, allObserved).step("one").status).toMatchObject({
      kind: "settled",
      effect: { requestedAt: at("03:13"), acceptedAt: at("03:14"), outcome: "observed" },
    });
  });
});

describe("asking again and undoing", () => {
  const ask = (before: Given, direction: "apply" | "undo", person = people.ana) =>
    before.when({ type: "Reopen", step: key("one"), direction }, by(person));

  test("owner, deputy and lead may ask; others and subjects may not", () => {
    const before = given(opened, proposed(), declined());
    for (const person of [people.ana, people.jon, people.priya]) {
      expect(ask(before, "apply", person).facts).toEqual([
        { type: "StepReopened", step: "one", direction: "apply" },
      ]);
    }
    expect(ask(before, "apply", mailPerson)).toMatchObject({
      facts: [{ type: "CommandRefused", wish: "Reopen", code: "R-104" }],
      refusal: { code: "R-104" },
    });
    expect(ask(before, "apply", marta).refusal?.code).toBe("R-103");
    expect(ask(given(opened, proposed(), declined(), closed), "apply").refusal?.code).toBe("R-111");
  });

  test.each([
    ["not started", []],
    ["waiting", [proposed()]],
    ["approved", [proposed(), approved()]],
    ["running", [proposed(), approved(), requested()]],
  ])("what is %s isn't asked for again", (_kind, events) => {
    expect(ask(given(opened, ...events), "apply").refusal?.code).toBe("R-112");
  });

  test("only what was observed has a way back", () => {
    const undo = ask(ran(allObserved), "undo");
    expect(undo.facts).toMatchObject([{ type: "StepReopened", direction: "undo" }]);
    for (const outcome of ["not observed", "failed", "unknown"] as const) {
      expect(ask(ran(settled(outcome, [outcome])), "undo").refusal?.code).toBe("R-113");
    }
    expect(ask(given(opened, proposed(), declined()), "undo").refusal?.code).toBe("R-113");
  });

  const undoneAs = (outcome: "observed" | "partly observed", states: readonly ItemState[]) =>
    ran(
      settled("observed", ["observed", "observed"]),
      reopened("undo"),
      proposed("one", "b", "undo"),
      approved("one", "b"),
      requested("one", "b"),
      settled(outcome, states),
    );

  test("undone once is undone: a second way back is refused", () => {
    expect(ask(undoneAs("observed", ["observed", "observed"]), "undo").refusal?.code).toBe("R-113");
  });

  test("half undone may be undone again", () => {
    const half = undoneAs("partly observed", ["observed", "not observed"]);
    expect(ask(half, "undo").facts).toMatchObject([{ type: "StepReopened", direction: "undo" }]);
  });

  test("a declined way back leaves what was observed to be undone later", () => {
    const before = ran(allObserved, reopened("undo"), proposed("one", "b", "undo"), declined());
    expect(ask(before, "undo").facts).toHaveLength(1);
  });
});

describe("the tenant changed after the vote", () => {
  const drift = (before: Given) =>
    before.when({ type: "VoidPlan", step: key("one"), what: "owner changed" }, cordon);

  test("the vote is void and the step is to be proposed again, in its direction", () => {
    const drifted = drift(given(opened, proposed(), approved()));
    expect(drifted.facts).toMatchObject([{ type: "PlanDrifted", what: "owner changed" }]);
    expect(drifted.incident?.steps[0]?.status).toMatchObject({
      kind: "not started",
      direction: "apply",
    });
    const undo = drift(given(opened, proposed("one", "a", "undo"), approved()));
    expect(undo.incident?.steps[0]?.status).toMatchObject({
      kind: "not started",
      direction: "undo",
    });
  });

  test("is nothing where no vote stands", () => {
    expect(drift(given(opened, proposed())).facts).toEqual([]);
    expect(drift(running).facts).toEqual([]);
  });
});
