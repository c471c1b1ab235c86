/** Manual checks: when they are asked, and what waits for their answer. */
import { describe, expect, test } from "@jest/globals";
import { dueSteps } from "../../../src/core/incident/due-steps.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { type Phase } from "../../../src/core/incident/types.ts";
import {
  by,
  cardOf,
  event,
  given,
  key,
  notNeeded,
  openedWith,
  opening,
  proposed,
} from "../../support/given.ts";
import { people } from "../../support/incidents.ts";

const { ana } = people;
const phases: readonly Phase[] = ["containment", "eradication"];

describe("manual checks", () => {
  const check = (phase: Phase) =>
    openedWith({
      steps: opening.steps.slice(0, 4).map(({ definition, ownership }, index) => ({
        definition: {
          ...definition,
          after: [],
          phase: index === 3 ? phase : (phases[Math.min(index, 1)] ?? "containment"),
          ...(index === 3 && { check: true as const }),
        },
        ...(ownership && { ownership }),
      })),
    });
  const dueIn = (first: IncidentEvent, ...events: readonly IncidentEvent[]): readonly string[] => {
    const { incident } = given(first, ...events);
    return incident ? dueSteps(incident).map(({ definition }) => definition.key) : [];
  };

  test("of the phase that runs are asked beside the three, without taking a place of theirs", () => {
    expect(dueIn(check("containment"))).toEqual(["one", "two", "three", "four"]);
  });

  const after = openedWith({
    steps: opening.steps.slice(0, 2).map(({ definition }, index) => ({
      definition: { ...definition, ...(index === 0 && { check: true as const }) },
    })),
  });
  const asked = event({
    type: "StepLeftToPeople",
    step: key("one"),
    handle: cardOf("h"),
    reason: "Who are they?",
    byHand: "Call them.",
  });
  const looked = (outcome: "observed" | "not observed"): IncidentEvent =>
    event({ type: "PersonLooked", step: key("one"), outcome, seen: "called" }, by(ana));

  test.each<[string, readonly IncidentEvent[], boolean]>([
    ["nobody answered", [asked], false],
    ["the answer is no", [asked, looked("not observed")], false],
    ["the answer is yes", [asked, looked("observed")], true],
    ["it wasn't needed", notNeeded("one"), true],
    [
      "somebody skipped it",
      [
        event(
          { type: "StepSkipped", step: key("one"), handle: cardOf("h"), reason: "known" },
          by(ana),
        ),
      ],
      true,
    ],
  ])("%s: what comes after one is proposed: %j", (_what, events, isDue) => {
    expect(dueIn(after, ...events).includes("two")).toBe(isDue);
  });

  test("an action by hand lets what comes after it go on, as it is done elsewhere", () => {
    expect(dueIn(openedWith({}), asked)).toContain("two");
  });

  test("that nobody answered doesn't keep those of later phases from being asked", () => {
    const two = openedWith({
      steps: opening.steps.slice(0, 2).map(({ definition }, index) => ({
        definition: {
          ...definition,
          after: [],
          check: true as const,
          phase: index === 0 ? ("containment" as const) : ("post-incident" as const),
        },
      })),
    });
    expect(dueIn(two)).toEqual(["one"]);
    expect(dueIn(two, asked)).toEqual(["two"]);
  });

  test("of a later phase wait until the steps before it had their turn", () => {
    const late = check("post-incident");
    expect(dueIn(late)).not.toContain("four");
    expect(dueIn(late, ...notNeeded("one", "two"))).not.toContain("four");
    expect(dueIn(late, ...notNeeded("one", "two", "three"))).toContain("four");
  });
});

test("what a check held back doesn't queue behind the steps that took the places meanwhile", () => {
  const names = ["asked", "block", "aa", "bb", "cc"];
  const [one] = opening.steps;
  if (!one) throw new Error("no step");
  const first = openedWith({
    steps: names.map((name) => ({
      definition: {
        ...one.definition,
        key: key(name),
        after: name === "block" ? [key("asked")] : [],
        ...(name === "asked" && { check: true as const }),
      },
    })),
  });
  const asked = event({
    type: "StepLeftToPeople",
    step: key("asked"),
    handle: cardOf("h"),
    reason: "does it work?",
    byHand: "try it",
  });
  const waiting = ["aa", "bb", "cc"].map((name) => proposed(name, name.slice(1)));
  const looked = event(
    { type: "PersonLooked", step: key("asked"), outcome: "observed", seen: "it does" },
    by(ana),
  );
  const due = (...events: readonly IncidentEvent[]) => {
    const { incident } = given(first, asked, ...waiting, ...events);
    return incident ? dueSteps(incident).map(({ definition }) => definition.key) : [];
  };
  expect(due()).toEqual([]);
  expect(due(looked)).toEqual(["block"]);
});
