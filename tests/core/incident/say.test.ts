/** Who has a say, and what asking again means. */
import { describe, expect, test } from "@jest/globals";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { againDirection } from "../../../src/core/incident/decide-step.ts";
import {
  approved,
  by,
  changesIn,
  cardOf,
  declined,
  event,
  given,
  hash,
  key,
  lapsedBecause,
  marta,
  notNeeded,
  opened,
  openedWith,
  opening,
  planFor,
  proposed,
  reopened,
  requested,
  settled,
} from "../../support/given.ts";
import { anOwnership, at, people } from "../../support/incidents.ts";

const { ana, jon, priya, bo } = people;
const one = key("one");
const observed = [proposed(), approved(), requested(), settled("observed", ["observed"])];

describe("a subject of the incident", () => {
  const led = given(openedWith({ lead: marta }));
  test.each([
    ["closes it", { type: "Close", reason: "nothing to see", falseAlarm: false }],
    ["changes its severity", { type: "SetSeverity", severity: "sev4", byManagement: false }],
    ["changes its phase", { type: "SetPhase", phase: "recovery" }],
    [
      "assigns a step",
      {
        type: "AssignStep",
        step: one,
        ownership: anOwnership({ owner: bo, deputies: [] }),
        allowed: true,
        byManagement: false,
      },
    ],
  ] as const)("never %s, not even as its lead", (_what, wish) => {
    const { facts, refusal } = led.when(wish, by(marta));
    expect(changesIn(facts)).toEqual([]);
    expect(refusal?.code).toBe("R-103");
  });
});

describe("a lead", () => {
  test("can't become the one who approves by assigning the step", () => {
    const wish = {
      type: "AssignStep",
      step: one,
      ownership: anOwnership({ owner: priya, deputies: [ana] }),
      allowed: true,
      byManagement: false,
    } as const;
    const { facts, refusal } = given(opened, proposed()).when(wish, by(priya));
    expect(changesIn(facts)).toEqual([]);
    expect(refusal?.code).toBe("R-202");
  });
});

describe("asking again", () => {
  const again = (...events: readonly IncidentEvent[]) => {
    const incident = given(opened, ...events);
    const direction = againDirection(incident.step("one"));
    return incident.when({ type: "Reopen", step: one, direction }, by(ana));
  };

  test("what is observed isn't proposed a second time", () => {
    expect(again(...observed).refusal?.code).toBe("R-112");
  });

  test("a way back that lapsed is proposed as the way back", () => {
    const undo = event({
      type: "StepProposed",
      step: one,
      approvalId: cardOf("b").id,
      nonce: cardOf("b").nonce,
      plan: planFor("one", "undo"),
      planHash: hash("b"),
      proposer: ana,
      epoch: 1,
      expiresAt: at("03:40"),
    });
    const lapsed = again(...observed, reopened("undo"), undo, lapsedBecause("no answer"));
    expect(lapsed.facts).toMatchObject([{ type: "StepReopened", direction: "undo" }]);
  });

  test("a declined step is proposed as what it was", () => {
    expect(again(proposed(), declined()).facts).toMatchObject([{ direction: "apply" }]);
  });

  test("what has no way back is refused, and stays observed", () => {
    const [first, ...rest] = opening.steps;
    if (!first) throw new Error("no step");
    const fixed = { ...first, definition: { ...first.definition, undoable: false } };
    const { facts, refusal } = given(openedWith({ steps: [fixed, ...rest] }), ...observed).when(
      { type: "Reopen", step: one, direction: "undo" },
      by(ana),
    );
    expect(changesIn(facts)).toEqual([]);
    expect(refusal?.code).toBe("R-113");
  });
});

describe("a refused press", () => {
  test("is one entry, however often it is repeated", () => {
    const press = { type: "Approve", step: one, ...cardOf() } as const;
    const first = given(opened, proposed()).when(press, by(bo));
    expect(first.facts).toMatchObject([{ type: "PressRefused", code: "R-104" }]);
    const noted = first.facts.map((fact) => ({ ...event(fact), actor: by(bo) }));
    const second = given(opened, proposed(), ...noted).when(press, by(bo));
    expect(second.facts).toEqual([]);
    expect(second.refusal?.code).toBe("R-104");
    const other = given(opened, proposed(), ...noted).when(press, by(priya));
    expect(other.facts).toHaveLength(1);
  });
});

describe("a person's answer", () => {
  test("that nobody can tell lets the incident be closed", () => {
    const rest = notNeeded("two", "three", "four", "five");
    const unknown = [...rest, proposed(), approved(), requested(), settled("unknown", ["unknown"])];
    const close = { type: "Close", reason: "handed over", falseAlarm: false } as const;
    expect(given(opened, ...unknown).when(close, by(priya)).refusal?.code).toBe("R-203");
    const look = { type: "RecordLook", step: one, outcome: "unknown", seen: "No way in." } as const;
    const looked = given(opened, ...unknown).when(look, by(jon));
    const facts = looked.facts.map((fact) => ({ ...event(fact), actor: by(jon) }));
    expect(given(opened, ...unknown, ...facts).when(close, by(priya)).facts).toHaveLength(1);
  });
});
