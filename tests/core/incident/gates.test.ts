/** Gates G1 and G5, and what follows an effect: regressions, stopping a list, sealed secrets. */
import { describe, expect, test } from "@jest/globals";
import { dueSteps, gateOf, recoveryWaitsFor } from "../../../src/core/incident/due-steps.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { outcomeOfTotals } from "../../../src/core/incident/outcome.ts";
import { type Totals } from "../../../src/core/incident/plan.ts";
import { type Phase } from "../../../src/core/incident/types.ts";
import { wayBack } from "../../../src/core/incident/way-back.ts";
import { entryOf } from "../../../src/core/timeline/entry.ts";
import {
  approved,
  by,
  cardOf,
  cordon,
  declined,
  event,
  given,
  key,
  notNeeded,
  openedWith,
  opening,
  planFor,
  proposed,
  requested,
  settled,
} from "../../support/given.ts";
import { people } from "../../support/incidents.ts";

const { ana, priya } = people;
const phases: readonly Phase[] = ["containment", "eradication", "recovery", "post-incident"];
const opened = openedWith({
  steps: opening.steps.slice(0, 4).map(({ definition }, index) => ({
    definition: { ...definition, after: [], phase: phases[index] ?? "recovery" },
  })),
});
const ran = (name: string): readonly IncidentEvent[] => [
  proposed(name, "a"),
  approved(name, "a"),
  requested(name, "a"),
];
const due = (...events: readonly IncidentEvent[]) => {
  const { incident } = given(opened, ...events);
  return incident ? dueSteps(incident).map(({ definition }) => definition.key) : [];
};
const observed = [...ran("one"), settled("observed", ["observed"], "one")];

describe("recovery waits for containment and eradication (G5)", () => {
  test("while one of them isn't seen or answered for, it isn't proposed, and the gate says so", () => {
    expect(due()).toEqual(["one", "two", "four"]);
    const { incident } = given(opened, ...observed);
    const step = incident?.steps[2];
    if (!incident || !step) throw new Error("no step");
    expect(gateOf(incident, step)).toBe("recovery");
    expect(recoveryWaitsFor(incident).map(({ number }) => number)).toEqual([2]);
  });

  const skipped = event(
    { type: "StepSkipped", step: key("two"), handle: cardOf("h"), reason: "none" },
    by(ana),
  );
  test.each<[string, readonly IncidentEvent[]]>([
    ["not needed", notNeeded("two")],
    ["skipped with a reason", [skipped]],
    ["declined", [proposed("two", "b"), declined("two")]],
  ])("it goes on when the rest is %s", (_what, events) => {
    expect(due(...observed, ...events)).toContain("three");
  });

  test.each<[string, IncidentEvent]>([
    ["failed", settled("failed", ["failed"], "two")],
    ["unknown", settled("unknown", ["unknown"], "two")],
    ["in part", settled("partly observed", ["observed", "failed"], "two")],
  ])("it waits while the rest is %s", (_what, ended) => {
    expect(due(...observed, ...ran("two"), ended)).not.toContain("three");
  });

  test("a regression closes the gate again", () => {
    const ready = [...observed, ...notNeeded("two")];
    const lost = event({ type: "EffectRegressed", step: key("one"), seen: "enabled" });
    expect(due(...ready)).toContain("three");
    expect(due(...ready, lost)).not.toContain("three");
  });
});

describe("what held and doesn't any more", () => {
  const regress = {
    type: "Regress",
    step: key("one"),
    approvalId: cardOf().id,
    seen: "1 of 1 holds no more.",
    changedBy: "Karin Lind, Enable account, 03:12 UTC",
  } as const;

  test("opens the step again, takes its undo away, and the log says who", () => {
    const { facts, incident, next } = given(opened, ...observed).when(regress, cordon);
    const [fact] = facts;
    expect(next.step("one")).toMatchObject({
      status: { kind: "not started", direction: "apply" },
      regressed: { changedBy: regress.changedBy },
      lost: ["item"],
    });
    expect(wayBack(next.step("one"))).toBeUndefined();
    if (!incident || !fact) throw new Error("no fact");
    const line = entryOf(event(fact), 9, incident);
    expect(line).toMatchObject({ result: "holds no more" });
    expect(line.evidence).toContain("By: Karin Lind");
  });

  test("nothing regresses that wasn't seen to hold, that is another plan's, or that is on its way back", () => {
    const failed = [...ran("one"), settled("failed", ["failed"], "one")];
    expect(given(opened, ...failed).when(regress, cordon).facts).toEqual([]);
    const other = { ...regress, approvalId: "approval-z" };
    expect(given(opened, ...observed).when(other, cordon).facts).toEqual([]);
    const undone = [
      proposed("one", "a", "undo"),
      approved(),
      requested(),
      settled("observed", ["observed"]),
    ];
    expect(given(opened, ...undone).when(regress, cordon).facts).toEqual([]);
  });
});

describe("stopping a list", () => {
  const list = { sha256: "d".repeat(64), count: 3, source: "accounts.csv", excluded: [] };
  const proposal = { ...proposed(), plan: { ...planFor("one"), items: [], targets: list } };
  const running = [proposal as IncidentEvent, approved(), requested()];
  const stop = { type: "AskStop", step: key("one"), ...cardOf() } as const;

  test("by whoever leads or votes; once; and only while it runs", () => {
    const asked = given(opened, ...running).when(stop, by(priya));
    expect(asked.facts).toMatchObject([{ type: "StopAsked" }]);
    expect(asked.next.step("one").status).toMatchObject({
      effect: { stop: { by: { id: priya.id } } },
    });
    expect(asked.next.when(stop, by(priya)).facts).toEqual([]);
    expect(given(opened, ...observed).when(stop, by(priya)).refusal?.code).toBe("R-106");
    const stranger = { ...people.sam };
    expect(given(opened, ...running).when(stop, by(stranger)).refusal?.code).toBe("R-105");
  });

  test("one request can't be stopped", () => {
    const { refusal } = given(opened, ...ran("one")).when(stop, by(priya));
    expect(refusal?.sentence).toContain("it can't stop");
  });

  const totals = (changes: Partial<Totals>): Totals => ({
    of: 10,
    observed: 0,
    notObserved: 0,
    failed: 0,
    unknown: 0,
    left: 0,
    ...changes,
  });
  test.each([
    [totals({ observed: 10 }), "observed"],
    [totals({ observed: 9, left: 1 }), "partly observed"],
    [totals({ observed: 9, unknown: 1 }), "unknown"],
    [totals({ failed: 10 }), "failed"],
    [totals({ failed: 5, notObserved: 5 }), "not observed"],
    [totals({ left: 10 }), "not observed"],
    [totals({ of: 0 }), "unknown"],
  ])("%j is %s", (numbers, outcome) => {
    expect(outcomeOfTotals(numbers)).toBe(outcome);
  });
});

describe("a sealed secret", () => {
  const sealed = {
    type: "NoteSecretSealed",
    step: key("one"),
    secret: "secret-1",
    label: "New password",
    to: ana,
  } as const;
  const ended = {
    type: "NoteSecretEnded",
    step: key("one"),
    secret: "secret-1",
    how: "revealed",
  } as const;

  test("is told once when it is sealed and once when it ends", () => {
    const first = given(opened, ...ran("one")).when(sealed, cordon);
    expect(first.facts).toMatchObject([{ type: "SecretSealed", to: { id: ana.id } }]);
    expect(first.next.when(sealed, cordon).facts).toEqual([]);
    const shown = first.next.when(ended, by(ana));
    expect(shown.next.step("one").secrets).toMatchObject([{ ended: { how: "revealed" } }]);
    expect(shown.next.when(ended, by(ana)).facts).toEqual([]);
    expect(given(opened).when(ended, by(ana)).facts).toEqual([]);
  });
});
