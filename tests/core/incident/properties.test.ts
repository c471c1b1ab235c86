import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Command, type Wish } from "../../../src/core/incident/commands.ts";
import { decide } from "../../../src/core/incident/decide.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { evolve } from "../../../src/core/incident/evolve.ts";
import { dueSteps } from "../../../src/core/incident/due-steps.ts";
import { type Actor } from "../../../src/core/incident/people.ts";
import { type Incident, type Step } from "../../../src/core/incident/types.ts";
import { after } from "../../../src/core/shared/ids.ts";
import {
  by,
  cardOf,
  cordon,
  hash,
  key,
  mailPerson,
  marta,
  opening,
  openedWith,
  planFor,
} from "../../support/given.ts";
import { at, people } from "../../support/incidents.ts";

const { ana, jon, priya, bo } = people;
type Move = { readonly wish: Wish; readonly actor: Actor; readonly seconds: number };

const step = fc.constantFrom("one", "two", "five").map(key);
const letter = fc.constantFrom("a", "b");
const direction = fc.constantFrom("apply" as const, "undo" as const);
const state = fc.constantFrom(
  "observed" as const,
  "not observed" as const,
  "failed" as const,
  "unknown" as const,
);
const person = fc.constantFrom(ana, jon, priya, bo, marta, mailPerson).map(by);
const owners = fc.constantFrom(
  { owner: ana, deputies: [jon] },
  { owner: jon, deputies: [] },
  { owner: bo, deputies: [ana] },
);

/** What Cordon may wish at any time, in sense or out of it. */
const machine: fc.Arbitrary<Wish> = fc.oneof(
  fc.record({ step, letter, direction }).map((draw): Wish => ({
    type: "ProposeStep",
    step: draw.step,
    ...cardOf(draw.letter),
    plan: planFor(draw.step, draw.direction),
    planHash: hash(draw.letter),
  })),
  fc.record({ step, letter }).map((draw): Wish => ({
    type: "RequestEffect",
    step: draw.step,
    planHash: hash(draw.letter),
    fence: 1,
  })),
  fc
    .record({ step, letter })
    .map((draw): Wish => ({ type: "Lapse", step: draw.step, approvalId: cardOf(draw.letter).id })),
  step.map((name): Wish => ({ type: "VoidPlan", step: name, what: "changed" })),
  step.map((name): Wish => ({ type: "SkipStep", step: name, seen: "held" })),
  step.map((name): Wish => ({ type: "AcceptEffect", step: name, answer: "204" })),
  step.map((name): Wish => ({
    type: "LeaveToPeople",
    step: name,
    handle: cardOf("f"),
    reason: "guest",
    byHand: "",
  })),
  fc.record({ step, states: fc.array(state, { maxLength: 2 }) }).map((draw): Wish => ({
    type: "SettleEffect",
    step: draw.step,
    items: draw.states.map((each, index) => ({ id: String(index), state: each, why: "" })),
    seen: "",
    residualMinutes: 60,
  })),
);

const votes: fc.Arbitrary<Wish> = fc.oneof(
  fc
    .record({ step, letter })
    .map((draw): Wish => ({ type: "Approve", step: draw.step, ...cardOf(draw.letter) })),
  fc.record({ step, letter }).map((draw): Wish => ({
    type: "Decline",
    step: draw.step,
    reason: "no",
    ...cardOf(draw.letter),
  })),
);

const human: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 4, arbitrary: votes },
  fc.record({ step, direction }).map((draw): Wish => ({ type: "Reopen", ...draw })),
  fc
    .record({ step, ownership: owners, allowed: fc.boolean() })
    .map((draw): Wish => ({ type: "AssignStep", ...draw })),
  fc
    .record({ step, outcome: fc.constantFrom("observed" as const, "not observed" as const) })
    .map((draw): Wish => ({ type: "RecordLook", ...draw, seen: "in the portal" })),
  fc.constant<Wish>({ type: "AddNote", text: "note" }),
  fc.constant<Wish>({ type: "SetSeverity", severity: "sev1" }),
  { weight: 1, arbitrary: fc.constant<Wish>({ type: "Close", reason: "over" }) },
);

const seconds = fc.constantFrom(0, 1, 30, 200, 400);
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ wish: machine, actor: fc.constant(cordon), seconds }),
  fc.record({ wish: human, actor: person, seconds }),
);
/** A short way to a request, so that long runs are worth looking at. */
const happy: fc.Arbitrary<readonly Move[]> = fc
  .record({
    step: fc.constantFrom("one", "two").map(key),
    letter,
    person: fc.constantFrom(ana, jon),
  })
  .map(({ step: name, letter: which, person: voter }) => [
    {
      wish: {
        type: "ProposeStep",
        step: name,
        ...cardOf(which),
        plan: planFor(name),
        planHash: hash(which),
      },
      actor: cordon,
      seconds: 1,
    },
    { wish: { type: "Approve", step: name, ...cardOf(which) }, actor: by(voter), seconds: 1 },
    {
      wish: { type: "RequestEffect", step: name, planHash: hash(which), fence: 1 },
      actor: cordon,
      seconds: 1,
    },
  ]);
const moves = fc
  .array(
    fc.oneof({ weight: 3, arbitrary: move.map((one) => [one]) }, { weight: 1, arbitrary: happy }),
    {
      maxLength: 40,
    },
  )
  .map((parts) => parts.flat());

type Run = { readonly events: readonly IncidentEvent[]; readonly incident: Incident };

/** Plays the moves; each decided event must fold into the state without a fault. */
const play = (all: readonly Move[]): Run => {
  const start = openedWith({ steps: opening.steps });
  let incident = evolve(undefined, start);
  const events: IncidentEvent[] = [start];
  let now = at("03:00");
  for (const { wish, actor, seconds: pause } of all) {
    now = after(now, pause * 1_000);
    const command: Command = { ...wish, at: now, actor };
    for (const fact of decide(incident, command).facts) {
      const event: IncidentEvent = { ...fact, at: now, actor };
      events.push(event);
      incident = evolve(incident, event);
    }
  }
  return { events, incident };
};

const ending = ["StepProposed", "PlanDrifted", "StepLapsed", "StepDeclined", "StepReopened"];

/** The vote that stands for a step just before this event, if one does. */
const voteBefore = (events: readonly IncidentEvent[], name: string): IncidentEvent | undefined => {
  const own = events.filter((event) => "step" in event && event.step === name);
  const last = own.findLastIndex(({ type }) => type === "StepApproved" || ending.includes(type));
  return own[last]?.type === "StepApproved" ? own[last] : undefined;
};

/** Owner and deputies of a step at this point of the record. */
const decidersAt = (events: readonly IncidentEvent[], name: string): readonly string[] => {
  const found = events.reduce<Incident | undefined>(evolve, undefined);
  const own: Step | undefined = found?.steps.find((entry) => entry.definition.key === name);
  return own?.ownership
    ? [own.ownership.owner.id, ...own.ownership.deputies.map(({ id }) => id)]
    : [];
};

describe("whatever is commanded, in whatever order", () => {
  test("nothing is requested without a vote of owner or deputy for exactly that plan", () => {
    let requests = 0;
    fc.assert(
      fc.property(moves, (all) => {
        const { events } = play(all);
        events.forEach((event, index) => {
          if (event.type !== "EffectRequested") return;
          requests += 1;
          const before = events.slice(0, index);
          const vote = voteBefore(before, event.step);
          const voter = vote?.actor;
          expect(vote).toMatchObject({ type: "StepApproved", planHash: event.planHash });
          expect(decidersAt(before, event.step)).toContain(voter?.kind === "person" && voter.id);
          expect(voter).not.toMatchObject({ id: marta.id });
          // No older than five minutes, and requested once.
          expect(Date.parse(event.at) - Date.parse(vote?.at ?? "")).toBeLessThanOrEqual(300_000);
          const since = vote ? before.slice(before.indexOf(vote)) : [];
          expect(
            since.filter((e) => e.type === "EffectRequested" && e.step === event.step),
          ).toEqual([]);
        });
      }),
      { numRuns: 400, seed: 20_261_121 },
    );
    // The property would be empty if the moves never led to a request.
    expect(requests).toBeGreaterThan(200);
  });

  test("the record folds to the same state, and its length is the version", () => {
    fc.assert(
      fc.property(moves, (all) => {
        const { events, incident } = play(all);
        expect(incident.version).toBe(events.length);
        expect(events.reduce<Incident | undefined>(evolve, undefined)).toEqual(incident);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  test("a closed incident takes notes and evidence only, and nothing is due in it", () => {
    fc.assert(
      fc.property(moves, (all) => {
        const { events, incident } = play([
          ...all,
          { wish: { type: "Close", reason: "over" }, actor: by(priya), seconds: 1 },
        ]);
        const end = events.findIndex(({ type }) => type === "IncidentClosed");
        const later = end < 0 ? [] : events.slice(end + 1).map(({ type }) => type);
        expect(later).not.toContain("EffectRequested");
        expect(later).not.toContain("StepProposed");
        expect(later).not.toContain("StepApproved");
        expect(end >= 0 ? dueSteps(incident) : []).toEqual([]);
      }),
      { numRuns: 200, seed: 11 },
    );
  });
});
