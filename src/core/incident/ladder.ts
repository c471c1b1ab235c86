/**
 * Whom a step that nobody answers calls, and when. Without an owner the lead is told every 2 min, five times,
 * then management; with one, whoever is waited for at half and at all of the response time, then deputies, the
 * lead and management, half a response time apart, each person on one of these. It never approves anything by
 * itself.
 */
import { isSamePerson } from "../approval/quorum.ts";
import { after, type Instant } from "../shared/ids.ts";
import { awaitedOn } from "./awaited.ts";
import { hasNoVote, isBarred } from "./decision.ts";
import { type NextCall, type Person, type Rung, type StepClock } from "./people.ts";
import { type Incident, type Step } from "./types.ts";

/** A step without an owner is called for so often, so many times. */
const ownerlessMs = 2 * 60_000;
const ownerlessCalls = 5;

/** At most so many people are called at once: more is noise, and the next rung calls others. */
export const mostCalled = 4;

export type LadderFacts = {
  readonly responseMinutes: number;
  readonly management: readonly Person[];
  /** Puts a call off until the quiet hours are over. */
  readonly notBefore: (at: Instant) => Instant;
};

type Planned = {
  readonly rung: Rung;
  /** After the step's clock started, in ms. */
  readonly afterMs: number;
  readonly people: readonly Person[];
};

/** Who stands in: also the owner, where somebody else chose to do it by hand; never who voted already. */
const standIns = ({ ownership, status }: Step): readonly Person[] => {
  if (!ownership) return [];
  const { owner, deputies } = ownership;
  const votes = status.kind === "waiting" ? status.votes : [];
  return (status.kind === "by hand" ? [owner, ...deputies] : deputies).filter(
    (person) => !votes.some(({ by }) => isSamePerson(by, person)),
  );
};

const owned = (incident: Incident, step: Step, facts: LadderFacts): readonly Planned[] => {
  // Who named a suspect has no vote here. Where nobody's vote is left the lead has to find somebody.
  const present = awaitedOn(step).filter((person) => !isBarred(incident, person));
  const may = present.filter((person) => !hasNoVote(incident, person));
  const askable = present.length > 0 && may.length === 0 ? [incident.lead] : may;
  const response = facts.responseMinutes * 60_000;
  return [
    { rung: "half time", afterMs: response / 2, people: askable },
    { rung: "time up", afterMs: response, people: askable },
    { rung: "deputies", afterMs: 1.5 * response, people: standIns(step) },
    { rung: "lead", afterMs: 2 * response, people: [incident.lead] },
    { rung: "management", afterMs: 2.5 * response, people: facts.management },
  ];
};

/** A lead who has no say here can't assign anybody: management is called instead, at once. */
const ownerless = (incident: Incident, { management }: LadderFacts): readonly Planned[] => {
  const people = isBarred(incident, incident.lead) ? management : [incident.lead];
  return [
    ...Array.from({ length: ownerlessCalls }, (_, call): Planned => ({
      rung: "no owner",
      afterMs: call * ownerlessMs,
      people,
    })),
    { rung: "management", afterMs: ownerlessCalls * ownerlessMs, people: management },
  ];
};

/** Rungs that call those who are waited for; each other one calls only people who weren't called before. */
const toAwaited = new Set<Rung>(["no owner", "half time", "time up"]);

/** Each rung with the people whom it can still call: not barred, and new on the later ones. */
const reachable = (
  incident: Incident,
  { reminders }: StepClock,
  planned: readonly Planned[],
): readonly Planned[] => {
  const called = reminders.flatMap(({ people }) => people);
  return planned
    .map((call) => {
      const people = call.people
        .filter((one) => !isBarred(incident, one))
        .filter(
          (one) => toAwaited.has(call.rung) || !called.some((other) => isSamePerson(one, other)),
        )
        .slice(0, mostCalled);
      called.push(...people);
      return { ...call, people };
    })
    .filter(({ people }) => people.length > 0);
};

const later = (one: Instant, other: Instant): Instant => (one < other ? other : one);

/** Somebody is on it: calls that were to come wait half a response time from there. */
const putOff = (
  taken: StepClock["taken"],
  at: Instant,
  { responseMinutes }: LadderFacts,
): Instant => (taken ? later(at, after(taken.at, responseMinutes * 30_000)) : at);

/** Between two calls people have time to answer, also after a night, a freeze or an outage, in ms. */
const gapOf = ({ ownership }: Step, { responseMinutes }: LadderFacts): number =>
  ownership ? responseMinutes * 30_000 : ownerlessMs;

/** When each call comes: at its time, and never so soon after the one before it. */
const inTurn = (
  calls: readonly Planned[],
  { startedAt, taken, reminders }: StepClock,
  facts: LadderFacts,
  gap: number,
): readonly NextCall[] => {
  let last = reminders.at(-1)?.at;
  return calls.map(({ rung, people, afterMs }) => {
    const planned = putOff(taken, after(startedAt, afterMs), facts);
    last = facts.notBefore(last === undefined ? planned : later(planned, after(last, gap)));
    return { rung, people, at: last };
  });
};

/**
 * The calls that are left, the next one first. Each rung that was called once is over, the ownerless one after
 * five calls.
 */
export const callsLeft = (
  incident: Incident,
  step: Step,
  facts: LadderFacts,
): readonly NextCall[] => {
  const { clock } = step;
  if (!clock || incident.closed || incident.frozen) return [];
  const planned = step.ownership ? owned(incident, step, facts) : ownerless(incident, facts);
  const made = new Map<Rung, number>();
  for (const { rung } of clock.reminders) made.set(rung, (made.get(rung) ?? 0) + 1);
  const left = reachable(incident, clock, planned).filter(({ rung }) => {
    const over = made.get(rung) ?? 0;
    made.set(rung, over - 1);
    return over <= 0;
  });
  return inTurn(left, clock, facts, gapOf(step, facts));
};

/** Has the response time run out without an answer? */
export const isOverdue = ({ clock }: Step): boolean =>
  clock?.reminders.some(({ rung }) => rung !== "half time") ?? false;
