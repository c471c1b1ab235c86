import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Command } from "../../../src/core/incident/commands.ts";
import { decide } from "../../../src/core/incident/decide.ts";
import { dueSteps } from "../../../src/core/incident/due-steps.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { evolve, incidentOf } from "../../../src/core/incident/evolve.ts";
import { upcastAll } from "../../../src/core/incident/shape.ts";
import { type Incident } from "../../../src/core/incident/types.ts";
import { after } from "../../../src/core/shared/ids.ts";
import { by } from "../../support/given.ts";
import { at, people } from "../../support/incidents.ts";
import { wayOf, wrongWith } from "./auditor.ts";
import { type Move, moves, start } from "./moves.ts";

type Run = { readonly events: readonly IncidentEvent[]; readonly incident: Incident };

/** Plays the moves; each decided event must fold into the state without a fault. */
const play = (all: readonly Move[]): Run => {
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

/** Thousands of runs on a busy machine. */
const patience = 60_000;

describe("whatever is commanded, in whatever order", () => {
  test(
    "no sequence of events executes a plan without the required distinct valid votes for that exact hash",
    () => {
      const ways = new Map<string, number>();
      fc.assert(
        fc.property(moves, (all) => {
          const { events } = play(all);
          for (const event of events) {
            if (event.type !== "EffectRequested") continue;
            expect(wrongWith(events, event)).toBeUndefined();
            const way = wayOf(events, event);
            ways.set(way, (ways.get(way) ?? 0) + 1);
          }
        }),
        { numRuns: 3_000, seed: 20_261_121 },
      );
      // The property would say little if the moves never led to a request by each of these ways.
      for (const way of ["tier 0", "tier 1", "tier 2", "tier 3", "tier 3, waived", "alone"]) {
        expect({ way, enough: (ways.get(way) ?? 0) > 20 }).toEqual({ way, enough: true });
      }
    },
    patience,
  );

  test(
    "the record folds to the same state, today's events are today's, and its length is the version",
    () => {
      fc.assert(
        fc.property(moves, (all) => {
          const { events, incident } = play(all);
          expect(incident.version).toBe(events.length);
          expect(incidentOf(events)).toEqual(incident);
          expect(upcastAll(events)).toEqual(events);
        }),
        { numRuns: 1_000, seed: 7 },
      );
    },
    patience,
  );

  test(
    "a closed incident takes notes and evidence only, and nothing is due in it",
    () => {
      fc.assert(
        fc.property(moves, (all) => {
          const { events, incident } = play([
            ...all,
            {
              wish: { type: "Close", reason: "over", falseAlarm: false },
              actor: by(people.priya),
              seconds: 1,
            },
          ]);
          const end = events.findIndex(({ type }) => type === "IncidentClosed");
          const later = end < 0 ? [] : events.slice(end + 1).map(({ type }) => type);
          expect(later).not.toContain("EffectRequested");
          expect(later).not.toContain("StepProposed");
          expect(later).not.toContain("StepApproved");
          expect(end >= 0 ? dueSteps(incident) : []).toEqual([]);
        }),
        { numRuns: 1_000, seed: 11 },
      );
    },
    patience,
  );
});
