/** Which files an incident's lists have, and to which plan each belongs. */
import { expect, test } from "@jest/globals";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { listSteps } from "../../../src/core/mass/list-runs.ts";
import { approved, hash, key, proposed, requested, settled } from "../../support/given.ts";
import { anIncident, everyStatus } from "../../support/incidents.ts";

const sha256 = (letter: string): string => letter.repeat(64);

const incident = (list = true) => {
  const status = everyStatus()["waiting"];
  if (!status) throw new Error("no status");
  const made = anIncident([status]);
  const [step] = made.steps;
  if (!step) throw new Error("no step");
  const given = { sha256: sha256("9"), count: 2, source: "accounts.csv" };
  const definition = { ...step.definition, key: key("one"), ...(list && { list: given }) };
  return { ...made, steps: [{ ...step, definition }] };
};
const withList = (event: IncidentEvent, letter: string): IncidentEvent =>
  event.type === "StepProposed"
    ? {
        ...event,
        plan: {
          ...event.plan,
          targets: { sha256: sha256(letter), count: 2, source: "accounts.csv", excluded: [] },
        },
      }
    : event;
const reported = (letter: string): IncidentEvent => {
  const event = settled("observed", ["observed"]);
  return event.type === "EffectSettled" ? { ...event, report: sha256(letter) } : event;
};

test("each plan has its own file, and the reports since it was requested", () => {
  const events = [
    withList(proposed("one", "a"), "1"),
    approved("one", "a"),
    requested("one", "a"),
    reported("2"),
    reported("3"),
    // Proposed again as it was, then another that nobody approved.
    withList(proposed("one", "a"), "1"),
    withList(proposed("one", "b", "undo"), "4"),
  ];
  expect(listSteps(incident(), events)).toEqual([
    {
      step: 1,
      key: "one",
      given: sha256("9"),
      runs: [
        {
          planHash: hash("a"),
          direction: "apply",
          approved: sha256("1"),
          reports: [sha256("2"), sha256("3")],
        },
        { planHash: hash("b"), direction: "undo", approved: sha256("4"), reports: [] },
      ],
    },
  ]);
});

test("what came of a later plan isn't laid to an earlier one, nor another step's to this", () => {
  const events = [
    withList(proposed("one", "a"), "1"),
    requested("one", "a"),
    withList(proposed("two", "c"), "7"),
    withList(proposed("one", "b"), "4"),
    requested("two", "c"),
    requested("one", "b"),
    reported("5"),
  ];
  const [step] = listSteps(incident(), events);
  expect(step?.runs.map(({ reports }) => reports)).toEqual([[], [sha256("5")]]);
});

test("a list that was never proposed has only what was given; other steps have none", () => {
  expect(listSteps(incident(), [])).toMatchObject([{ given: sha256("9"), runs: [] }]);
  expect(listSteps(incident(false), [])).toEqual([]);
});
