import { describe, expect, test } from "@jest/globals";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { type ItemState } from "../../../src/core/incident/types.ts";
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
  openedWith,
  opening,
  planFor,
  proposed,
  reopened,
  requested,
  hash,
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
    expect(look(before, marta)).toMatchObject({ facts: [], refusal: { code: "R-103" } });
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
    expect(step?.done?.planHash).toBe(hash("a"));
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
      facts: [],
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
    expect(drifted.incident?.steps[0]?.status).toEqual({ kind: "not started", direction: "apply" });
    const undo = drift(given(opened, proposed("one", "a", "undo"), approved()));
    expect(undo.incident?.steps[0]?.status).toEqual({ kind: "not started", direction: "undo" });
  });

  test("is nothing where no vote stands", () => {
    expect(drift(given(opened, proposed())).facts).toEqual([]);
    expect(drift(running).facts).toEqual([]);
  });
});

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
      before.when({ type: "SkipStep", step: key("one"), seen: "disabled already" }, cordon);
    const leave = (before: Given) =>
      before.when(
        {
          type: "LeaveToPeople",
          step: key("one"),
          handle: { id: "hand", nonce: "nonce" },
          reason: "a guest",
          byHand: "in the portal",
        },
        cordon,
      );
    expect(skip(given(opened)).facts).toMatchObject([{ type: "StepNotNeeded" }]);
    expect(leave(given(opened)).facts).toMatchObject([{ type: "StepLeftToPeople" }]);
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
