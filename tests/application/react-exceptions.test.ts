/** Which exceptions end because their step was observed after all. */
import { describe, expect, test } from "@jest/globals";
import { react } from "../../src/application/react.ts";
import { type IncidentEvent } from "../../src/core/incident/events.ts";
import { type Direction } from "../../src/core/incident/plan.ts";
import { type ExceptionState } from "../../src/core/incident/types.ts";
import { exceptionIdOf } from "../../src/core/shared/ids.ts";
import {
  approved,
  by,
  declined,
  event,
  given,
  key,
  opened,
  proposed,
  reopened,
  requested,
  settled,
} from "../support/given.ts";
import { at, people } from "../support/incidents.ts";

const noted = (number: number, state: ExceptionState, step = "one", seq = 1): IncidentEvent =>
  event({
    type: "ExceptionNoted",
    exception: exceptionIdOf(number),
    step: key(step),
    state,
    seq,
    what: state,
    text: "by Ana Costa: not now",
  });

/** Declined, proposed again, approved and requested; these exceptions are known. */
const again = (
  exceptions: readonly IncidentEvent[],
  direction: Direction = "apply",
): readonly IncidentEvent[] => [
  opened,
  proposed("one"),
  declined("one"),
  ...exceptions,
  reopened(direction, "one"),
  proposed("one", "b", direction),
  approved("one", "b"),
  requested("one", "b"),
];
const observed = settled("observed", ["observed"]);

/** The endings that the last of these events asks for. */
const endings = (...events: readonly IncidentEvent[]) => {
  const { incident } = given(...events);
  if (!incident) throw new Error("no incident");
  return react(incident, events.slice(-1)).jobs.filter(({ kind }) => kind === "end-exception");
};
const ended = (...events: readonly IncidentEvent[]) =>
  endings(...events).map(({ payload }) => payload["exception"]);

describe("a step that was declined and is found as wanted after all", () => {
  test("ends its exception: nothing stays open", () => {
    const found = event({ type: "StepNotNeeded", step: key("one"), seen: "It holds already." });
    const before = [opened, proposed("one"), declined("one"), noted(1, "asked for")];
    expect(ended(...before, reopened("apply", "one"), found)).toEqual(["EX-1"]);
  });
});

describe("a step that was declined and is observed after all", () => {
  test("ends its exception at once, under a key of its own", () => {
    expect(endings(...again([noted(1, "asked for")]), observed)).toEqual([
      {
        kind: "end-exception",
        incident: "INC-0007",
        key: "end-exception:INC-0007:EX-1",
        payload: { exception: "EX-1" },
        runAt: at("03:14"),
      },
    ]);
  });

  test("ends each that isn't closed, and none of another step", () => {
    const known = [
      noted(1, "asked for"),
      noted(2, "in force"),
      noted(3, "expired"),
      noted(4, "closed"),
      noted(5, "asked for", "three"),
    ];
    expect(ended(...again(known), observed)).toEqual(["EX-1", "EX-2", "EX-3"]);
  });

  test("ends nothing when there is none", () => {
    expect(ended(...again([]), observed)).toEqual([]);
  });

  test.each([
    ["partly observed", ["observed", "failed"]],
    ["not observed", ["not observed"]],
    ["failed", ["failed"]],
    ["unknown", ["unknown"]],
  ] as const)("ends nothing when it was %s", (outcome, states) => {
    expect(ended(...again([noted(1, "asked for")]), settled(outcome, states))).toEqual([]);
  });

  test("ends nothing when it was the way back that was observed", () => {
    expect(ended(...again([noted(1, "in force")], "undo"), observed)).toEqual([]);
  });

  test("ends one that the incident hears of only afterwards", () => {
    expect(ended(...again([]), observed, noted(1, "asked for"))).toEqual(["EX-1"]);
    const known = [...again([noted(1, "asked for")]), observed];
    expect(ended(...known, noted(1, "closed", "one", 2))).toEqual([]);
  });

  test("ends nothing on a person's word: what they saw is theirs to close", () => {
    const unknown = [...again([noted(1, "asked for")]), settled("unknown", ["unknown"])];
    const looked = event(
      { type: "PersonLooked", step: key("one"), outcome: "observed", seen: "it is off" },
      by(people.ana),
      at("03:16"),
    );
    expect(ended(...unknown, looked)).toEqual([]);
    expect(ended(...unknown, looked, noted(1, "asked for", "one", 2))).toEqual([]);
  });

  test("a note while the step waits or is declined ends nothing", () => {
    expect(ended(opened, proposed("one"), declined("one"), noted(1, "asked for"))).toEqual([]);
    expect(ended(...again([noted(1, "asked for")]), noted(1, "in force", "one", 2))).toEqual([]);
  });
});

describe("an incident that is worse, or less bad, than it was", () => {
  test("redraws the cards of its exceptions: their limits changed", () => {
    const changed = event({ type: "SeverityChanged", severity: "sev1" });
    const record = [
      opened,
      proposed("one"),
      declined("one"),
      noted(1, "in force"),
      noted(2, "closed"),
    ];
    const { incident } = given(...record, changed);
    if (!incident) throw new Error("no incident");
    const shown = react(incident, [changed]).jobs.filter(({ kind }) => kind === "show-exception");
    expect(shown.map(({ incident: id, runAt }) => [id, runAt])).toEqual([["EX-1", changed.at]]);
  });
});
