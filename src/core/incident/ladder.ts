/**
 * Whom a step that nobody answers calls, and when. Without an owner the lead is told every 2 min, five times,
 * then management; with one, the owner at half and at all of the response time, then deputies, the lead and
 * management, half a response time apart, each once. It never approves anything by itself.
 */
import { after, type Instant } from "../shared/ids.ts";
import { awaitedOn } from "./awaited.ts";
import { isBarred } from "./decision.ts";
import { type NextCall, type Person, type Rung, type StepClock } from "./people.ts";
import { type Incident, type Step } from "./types.ts";

/** A step without an owner is called for so often, so many times. */
const ownerlessMs = 2 * 60_000;
const ownerlessCalls = 5;

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

const others = ({ ownership }: Step, people: readonly Person[]): readonly Person[] =>
  people.filter(({ id }) => id !== ownership?.owner.id);

const owned = (incident: Incident, step: Step, facts: LadderFacts): readonly Planned[] => {
  const response = facts.responseMinutes * 60_000;
  return [
    { rung: "half time", afterMs: response / 2, people: awaitedOn(step) },
    { rung: "time up", afterMs: response, people: awaitedOn(step) },
    {
      rung: "deputies",
      afterMs: 1.5 * response,
      people: others(step, step.ownership?.deputies ?? []),
    },
    { rung: "lead", afterMs: 2 * response, people: others(step, [incident.lead]) },
    { rung: "management", afterMs: 2.5 * response, people: others(step, facts.management) },
  ];
};

const ownerless = (incident: Incident, { management }: LadderFacts): readonly Planned[] => [
  ...Array.from({ length: ownerlessCalls }, (_, call): Planned => ({
    rung: "no owner",
    afterMs: call * ownerlessMs,
    people: [incident.lead],
  })),
  { rung: "management", afterMs: ownerlessCalls * ownerlessMs, people: management },
];

/** People who can still be called: neither barred nor without a part in it. */
const reachable = (incident: Incident, planned: readonly Planned[]): readonly Planned[] =>
  planned
    .map((call) => ({ ...call, people: call.people.filter((one) => !isBarred(incident, one)) }))
    .filter(({ people }) => people.length > 0);

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
  const left = reachable(incident, planned).filter(({ rung }) => {
    const over = made.get(rung) ?? 0;
    made.set(rung, over - 1);
    return over <= 0;
  });
  return inTurn(left, clock, facts, gapOf(step, facts));
};

/** Has the response time run out without an answer? */
export const isOverdue = ({ clock }: Step): boolean =>
  clock?.reminders.some(({ rung }) => rung !== "half time") ?? false;
