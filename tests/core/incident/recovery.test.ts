/** Gate G5 at the request: recovery that was approved meets an incident that changed since. */
import { describe, expect, test } from "@jest/globals";
import { dueSteps } from "../../../src/core/incident/due-steps.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { type Subject } from "../../../src/core/incident/plan.ts";
import { type Phase } from "../../../src/core/incident/types.ts";
import {
  approved,
  by,
  cordon,
  event,
  given,
  hash,
  key,
  notNeeded,
  openedWith,
  opening,
  proposed,
  requested,
  settled,
} from "../../support/given.ts";
import { aSubject, at, idEnding, people } from "../../support/incidents.ts";

const { priya } = people;
const phases: readonly Phase[] = ["containment", "eradication", "recovery"];
const opened = openedWith({
  steps: opening.steps.slice(0, 3).map(({ definition, ownership }, index) => ({
    definition: { ...definition, after: [], phase: phases[index] ?? "recovery" },
    ...(ownership && { ownership }),
  })),
});
const observed = [
  proposed("one", "a"),
  approved("one", "a"),
  requested("one", "a"),
  settled("observed", ["observed"], "one"),
];
const due = (...events: readonly IncidentEvent[]) => {
  const { incident } = given(opened, ...events);
  return incident ? dueSteps(incident).map(({ definition }) => definition.key) : [];
};

describe("recovery is checked again before it is requested", () => {
  const ready = [...observed, ...notNeeded("two")];
  const approvedThree = [proposed("three", "c"), approved("three", "c")];
  const request = (...events: readonly IncidentEvent[]) =>
    given(opened, ...events).when(
      { type: "RequestEffect", step: key("three"), planHash: hash("c"), fence: 1 },
      cordon,
      at("03:13"),
    );

  test("a regression since the votes makes the plan void, and it waits for that step", () => {
    expect(request(...ready, ...approvedThree).facts).toMatchObject([{ type: "EffectRequested" }]);
    const lost = event({ type: "EffectRegressed", step: key("one"), seen: "enabled" });
    const { facts, refusal, incident, next } = request(...ready, ...approvedThree, lost);
    expect(facts).toEqual([
      { type: "PlanDrifted", step: "three", what: "Recovery waits for step 1." },
    ]);
    expect(refusal?.code).toBe("R-109");
    expect(next.step("three").status).toMatchObject({ kind: "not started", direction: "apply" });
    expect(incident && dueSteps(incident).map(({ definition }) => definition.key)).not.toContain(
      "three",
    );
  });

  test("its way back waits for nothing: it takes access away again", () => {
    const back = [proposed("three", "c", "undo"), approved("three", "c")];
    expect(request(...back).facts).toMatchObject([{ type: "EffectRequested" }]);
  });

  test("another subject's containment holds it up too", () => {
    const device: Subject = { ...aSubject(), id: idEnding("0d0d"), name: "LAPTOP-7" };
    const [first] = opening.steps;
    if (!first) throw new Error("no step");
    const definition = { ...first.definition, key: key("isolate"), subject: device.id };
    const joined = event(
      {
        type: "SubjectAdded",
        subject: device,
        evidence: [],
        slowEvidence: [],
        steps: [{ definition }],
        why: "her laptop",
      },
      by(priya),
    );
    expect(due(...ready)).toContain("three");
    expect(due(...ready, joined)).not.toContain("three");
    expect(request(...ready, ...approvedThree, joined).facts).toMatchObject([
      { type: "PlanDrifted", what: "Recovery waits for step 4." },
    ]);
  });
});
