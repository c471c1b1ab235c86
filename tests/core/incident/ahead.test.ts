import { describe, expect, test } from "@jest/globals";
import { dueSteps } from "../../../src/core/incident/due-steps.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import {
  approved,
  by,
  cordon,
  declined,
  event,
  given,
  key,
  lapsedBecause,
  opened,
  opening,
  proposed,
  reopened,
  requested,
  settled,
} from "../../support/given.ts";
import { people } from "../../support/incidents.ts";

const due = (...events: readonly IncidentEvent[]): readonly string[] => {
  const { incident } = given(opened, ...events);
  if (!incident) throw new Error("no incident");
  return dueSteps(incident).map(({ definition }) => definition.key);
};

/** Three wait: the playbook's fifth step queues. */
const busy = [proposed("one"), proposed("three", "b"), proposed("four", "c")];

describe("while three steps wait", () => {
  test("the playbook's next one queues", () => {
    expect(due(...busy)).toEqual([]);
    expect(due(...busy.slice(0, 2))).toEqual(["four"]);
  });

  test("a step that somebody added comes up at once", () => {
    const { definition } = opening.steps[4] ?? {};
    if (!definition) throw new Error("no fifth step");
    const why = "A sixth thing.";
    const added = { ...definition, key: key("six") };
    const fact = { type: "StepAdded", definition: added, why } as const;
    expect(due(...busy, event(fact, by(people.priya)))).toEqual(["six"]);
    // Cordon's own: administrators that it split off a list.
    expect(due(...busy, event(fact, cordon))).toEqual(["six"]);
  });

  test("a step that somebody proposes again comes up at once", () => {
    const lapsed = [proposed("five", "d"), lapsedBecause("no answer", "five")];
    expect(due(...lapsed, ...busy)).toEqual([]);
    expect(due(...lapsed, ...busy, reopened("apply", "five"))).toEqual(["five"]);
  });

  test("a step that holds no more comes up at once", () => {
    const held = [approved("five", "d"), requested("five", "d"), settled("observed", [], "five")];
    const lost = event({ type: "EffectRegressed", step: key("five"), seen: "enabled again" });
    expect(due(proposed("five", "d"), ...held, ...busy, lost)).toEqual(["five"]);
  });

  test("but not before what it waits for", () => {
    const skipped = event(
      { type: "StepSkipped", step: key("two"), handle: { id: "h", nonce: "n" }, reason: "no" },
      by(people.priya),
    );
    expect(due(...busy, skipped, reopened("apply", "two"))).toEqual([]);
    expect(due(...busy, declined(), skipped, reopened("apply", "two"))).toContain("two");
  });
});
