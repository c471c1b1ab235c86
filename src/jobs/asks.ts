/** What people are told by mention: edits of a card ring nobody. Each text is posted once, under its key. */
import { utc } from "../core/approval/sentences.ts";
import { roleOf } from "../core/approval/quorum.ts";
import { awaitedOn } from "../core/incident/awaited.ts";
import { type Person, type Reminder } from "../core/incident/people.ts";
import { type Incident, type Step } from "../core/incident/types.ts";

export type Ask = {
  readonly key: string;
  readonly person: Person;
  readonly text: string;
  /** Also as a message to this person alone. */
  readonly alone: boolean;
};

type Question = { readonly id: string; readonly text: string };

/** At most so many people are called for one thing: more is noise, and the next rung calls others. */
const mostCalled = 4;

/** Of whom a step wants something now, and what; a new owner is a new question. */
const question = ({ status, number }: Step): Question | undefined => {
  const name = `step ${String(number)}`;
  switch (status.kind) {
    case "waiting": {
      const { approvalId, expiresAt } = status.proposal;
      const votes = String(status.votes.length);
      const what =
        status.votes.length > 0 ? "waits for a second person" : "waits for your decision";
      return { id: `${approvalId}:${votes}`, text: `${name} ${what} until ${utc(expiresAt)}.` };
    }
    case "by hand":
      return status.looked
        ? undefined
        : { id: status.handle.id, text: `${name} is yours by hand.` };
    case "settled": {
      const { effect, proposal } = status;
      const asks = effect.outcome === "unknown" && !effect.looked;
      const id = `${proposal.approvalId} look`;
      return asks ? { id, text: `${name} is unknown: please look and say what is so.` } : undefined;
    }
    default:
      return undefined;
  }
};

const questions = (step: Step): readonly Ask[] => {
  const asked = question(step);
  return asked
    ? awaitedOn(step)
        .slice(0, mostCalled)
        .map((person) => ({
          key: `ask:${asked.id}:${person.id}`,
          person,
          text: asked.text,
          alone: false,
        }))
    : [];
};

/** Security's oversight sees the step and may stop it. */
const oversight = (step: Step): readonly Ask[] => {
  const person = step.ownership?.oversight;
  if (!person || step.status.kind !== "waiting") return [];
  const text = `step ${String(step.number)} is under your oversight: you may stop it.`;
  const { approvalId } = step.status.proposal;
  return [{ key: `oversight:${approvalId}:${person.id}`, person, text, alone: false }];
};

const callText = (step: Step, { rung }: Reminder, person: Person): string => {
  const name = `step ${String(step.number)}`;
  const owner = step.ownership?.owner.name ?? "nobody";
  const lapsed = step.status.kind === "lapsed" ? " Its card lapsed: propose it again." : "";
  switch (rung) {
    case "no owner":
      return `${name} has no owner: assign one with “incident assign ${String(step.number)} <person>”.`;
    case "half time":
      return `${name} still waits for you; half of its time is over.${lapsed}`;
    case "time up":
      return `${name} still waits for you; its time is up.${lapsed}`;
    case "deputies":
    case "lead":
    case "management":
    case "review due": {
      const may = roleOf(step.ownership, person) ? "you may decide it" : "you can reassign it";
      const asked = step.ownership ? `${owner} hasn't answered; ${may}` : "nobody owns it";
      return `${name} is overdue: ${asked}.${lapsed}`;
    }
  }
};

/** Calls of the ladder: a mention in the thread, and a message to the person alone. */
const calls = (incident: Incident, step: Step): readonly Ask[] => {
  const { clock } = step;
  if (!clock) return [];
  return clock.reminders.flatMap((reminder, index) =>
    reminder.people.slice(0, mostCalled).flatMap((person) => {
      const key = `call:${step.definition.key}:${clock.startedAt}:${String(index)}:${person.id}`;
      const text = callText(step, reminder, person);
      return toldTwice(incident, key, person, text);
    }),
  );
};

/** In the thread, and to the person alone: there the text has to say which incident it is about. */
const toldTwice = (
  incident: Incident,
  key: string,
  person: Person,
  text: string,
): readonly Ask[] => [
  { key, person, text, alone: false },
  { key: `${key}:alone`, person, text: `${incident.id}: ${text}`, alone: true },
];

/** An emergency approval is told to the step's people at once, and its review when it is due. */
const emergencies = (incident: Incident, step: Step): readonly Ask[] => {
  const { emergency, ownership } = step;
  if (!emergency || emergency.review) return [];
  const { by, at, emergency: alone } = emergency.vote;
  const people = [...(ownership ? [ownership.owner] : []), incident.lead].filter(
    ({ id }, place, all) => id !== by.id && all.findIndex((other) => other.id === id) === place,
  );
  const until = alone ? utc(alone.reviewBy) : "tomorrow";
  const name = `step ${String(step.number)}`;
  const text = `${name} was approved by ${by.name} alone in an emergency. Review it by ${until} tomorrow: “incident reviewed ${String(step.number)} <finding>”.`;
  const prefix = `alone:${step.definition.key}:${at}`;
  const due = `${name} was approved by ${by.name} alone a day ago; somebody else must review it.`;
  return [
    ...people.flatMap((person) => toldTwice(incident, `${prefix}:${person.id}`, person, text)),
    ...emergency.called.flatMap((person) =>
      toldTwice(incident, `${prefix}:due:${person.id}`, person, due),
    ),
  ];
};

/** Everything that people are told about a step now. Texts of calls that were made stay as they were posted. */
export const asksOf = (incident: Incident, step: Step): readonly Ask[] =>
  incident.closed
    ? []
    : [
        ...questions(step),
        ...oversight(step),
        ...calls(incident, step),
        ...emergencies(incident, step),
      ];
