/** Closing needs containment: what nobody did, and nobody looked at, isn't left behind silently. */
import { describe, expect, test } from "@jest/globals";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { entryOf } from "../../../src/core/timeline/entry.ts";
import {
  approved,
  by,
  cardOf,
  declined,
  event,
  given,
  key,
  lapsedBecause,
  openedWith,
  opening,
  proposed,
  reopened,
  requested,
  settled,
} from "../../support/given.ts";
import { anOwnership, people } from "../../support/incidents.ts";
import { freeze, lift, outcome, press } from "../approval/votes.ts";

const { ana, jon, priya, bo } = people;
/** Only step one contains anything. */
const opened = openedWith({
  steps: opening.steps.map(({ definition, ownership }, index) => ({
    definition: { ...definition, phase: index === 0 ? "containment" : "eradication" },
    ...(ownership && { ownership }),
  })),
});
const close = (falseAlarm = false) => ({ type: "Close", reason: "over", falseAlarm }) as const;
const ran = [proposed(), approved(), requested()];
const one = key("one");
const byHand = event({
  type: "StepLeftToPeople",
  step: one,
  handle: cardOf("h"),
  reason: "the portal",
  byHand: "In the portal.",
});
const looked = (what: "observed" | "not observed" | "unknown") =>
  event({ type: "PersonLooked", step: one, outcome: what, seen: "I looked." }, by(ana));
const undo = proposed("one", "b", "undo");

describe("an incident isn't closed while a containment step is", () => {
  test.each<[string, readonly IncidentEvent[]]>([
    ["not started", []],
    ["lapsed", [proposed(), lapsedBecause("no answer")]],
    ["failed", [...ran, settled("failed", ["failed"])]],
    ["not observed", [...ran, settled("not observed", ["not observed"])]],
    ["partly observed", [...ran, settled("partly observed", ["observed", "failed"])]],
    ["by hand, and nobody looked", [byHand]],
  ])("%s", (_what, events) => {
    const { refusal, facts } = press(given(opened, ...events), priya, close());
    expect(refusal).toEqual({
      code: "R-203",
      sentence:
        "Not recorded. Step 1 isn't contained: approve, look, or propose again and decline. (R-203)",
    });
    expect(facts).not.toContainEqual(expect.objectContaining({ type: "IncidentClosed" }));
  });

  test("and all of them are named", () => {
    const { refusal } = press(given(openedWith({})), priya, close());
    expect(refusal?.sentence).toContain("Steps 1, 2, 3, 4, 5 aren't contained:");
  });

  test.each<[string, readonly IncidentEvent[]]>([
    ["observed", [...ran, settled("observed", ["observed"])]],
    ["not needed", [event({ type: "StepNotNeeded", step: one, seen: "no rule" })]],
    [
      "looked at by a person, where nobody can tell",
      [...ran, settled("unknown", []), looked("unknown")],
    ],
    ["by hand, and seen", [byHand, looked("observed")]],
    ["by hand, and seen not to hold", [byHand, looked("not observed")]],
    [
      "undone, by votes of its own",
      [
        ...ran,
        settled("observed", ["observed"]),
        reopened("undo"),
        undo,
        approved("one", "b"),
        requested("one", "b"),
        settled("observed", ["observed"]),
      ],
    ],
    [
      "observed, and nobody wanted the way back",
      [
        ...ran,
        settled("observed", ["observed"]),
        reopened("undo"),
        undo,
        lapsedBecause("no answer"),
      ],
    ],
  ])("but while it is %s", (_what, events) => {
    expect(outcome(press(given(opened, ...events), priya, close()))).toBe("IncidentClosed");
  });

  test("nor while approvals are frozen", () => {
    const frozen = press(
      given(opened, event({ type: "StepNotNeeded", step: one, seen: "" })),
      bo,
      freeze,
    ).next;
    for (const wish of [close(), close(true)]) {
      expect(press(frozen, priya, wish).refusal).toMatchObject({
        code: "R-108",
        sentence: expect.stringContaining("lift"),
      });
    }
    const lifted = press(press(frozen, bo, lift).next, jon, lift).next;
    expect(outcome(press(lifted, priya, close()))).toBe("IncidentClosed");
  });
});

describe("a false alarm", () => {
  test("is closed without containment, and says so", () => {
    const end = press(given(opened), priya, close(true));
    expect(end.facts).toEqual([{ type: "IncidentClosed", reason: "over", falseAlarm: true }]);
    const [fact] = end.facts;
    if (!fact || !end.incident) throw new Error("not closed");
    expect(entryOf(event(fact, by(priya)), 2, end.incident)).toMatchObject({
      action: "Incident",
      result: "closed as a false alarm",
      evidence: "“over”",
    });
  });

  test("isn't one once an effect was requested, whatever came of it since", () => {
    const again = [
      ...ran,
      settled("failed", ["failed"]),
      reopened("apply"),
      proposed("one", "b"),
      lapsedBecause("no answer"),
    ];
    for (const events of [[...ran, settled("failed", ["failed"])], again]) {
      const { refusal } = press(given(opened, ...events), priya, close(true));
      expect(refusal?.code).toBe("R-203");
      expect(refusal?.sentence).toContain("no false alarm");
    }
  });

  test("doesn't hide what waits, what was declined or who leads", () => {
    expect(press(given(opened, proposed()), priya, close(true)).refusal?.code).toBe("R-203");
    expect(press(given(opened, proposed(), declined()), priya, close(true)).refusal?.code).toBe(
      "R-208",
    );
    expect(press(given(opened), ana, close(true)).refusal?.code).toBe("R-201");
    expect(press(given(opened), priya, { ...close(true), reason: " " }).refusal?.code).toBe(
      "R-205",
    );
  });
});

describe("a step that waits for nobody isn't assigned", () => {
  const assign = {
    type: "AssignStep",
    step: one,
    ownership: anOwnership({ owner: jon, deputies: [ana] }),
    allowed: true,
    byManagement: false,
  } as const;

  test.each<[string, readonly IncidentEvent[]]>([
    ["approved", [proposed(), approved()]],
    ["running", ran],
    ["observed", [...ran, settled("observed", ["observed"])]],
    ["declined", [proposed(), declined()]],
    ["not needed", [event({ type: "StepNotNeeded", step: one, seen: "" })]],
  ])("%s", (what, events) => {
    const answer = press(given(opened, ...events), priya, assign);
    expect(answer.refusal?.code).toBe("R-117");
    expect(answer.refusal?.sentence).toContain(what);
    expect(answer.facts).toEqual([]);
  });

  test.each<[string, readonly IncidentEvent[]]>([
    ["waits", [proposed()]],
    ["lapsed", [proposed(), lapsedBecause("no answer")]],
    ["failed", [...ran, settled("failed", ["failed"])]],
    ["can't be told", [...ran, settled("unknown", ["unknown"])]],
    ["is done by hand", [byHand]],
  ])("but one that %s is", (_what, events) => {
    expect(outcome(given(opened, ...events).when(assign, by(priya)))).toContain("StepAssigned");
  });
});
