/** What people are told by mention: edits of a card ring nobody. Each text is posted once, under its key. */
import { utc } from "../core/approval/sentences.ts";
import { isSamePerson, roleOf, distinctHumans } from "../core/approval/quorum.ts";
import { awaitedOn } from "../core/incident/awaited.ts";
import { hasNoVote, isBarred } from "../core/incident/decision.ts";
import { mostCalled } from "../core/incident/ladder.ts";
import { type Person, type Reminder } from "../core/incident/people.ts";
import { type Incident, type Step, type StepStatus } from "../core/incident/types.ts";
import { cleanText } from "../core/shared/clean-text.ts";

export type Ask = {
  readonly key: string;
  readonly person: Person;
  readonly text: string;
  /** Also as a message to this person alone. */
  readonly alone: boolean;
};

type Question = {
  readonly id: string;
  readonly text: string;
  /** Does it ask the lead as well, who decides how to go on, or nobody else? */
  readonly lead?: "too" | "only";
};

/** Longest reason in a text: what a service answers can be a page, and the card has it. */
const longestReason = 100;

type Settled = Extract<StepStatus, { kind: "settled" }>;
type ByHand = Extract<StepStatus, { kind: "by hand" }>;

/** What became of a step that didn't take effect: "failed", "is partly observed". */
const became = ({ effect: { outcome } }: Settled): string =>
  outcome === "failed" ? outcome : `is ${outcome}`;

const afterEffect = (name: string, status: Settled): Question | undefined => {
  const { effect, proposal } = status;
  const { approvalId } = proposal;
  if (effect.outcome === "observed" || effect.looked) return undefined;
  if (effect.outcome === "unknown") {
    const text = `${name} is unknown: please look and say what is so.`;
    return { id: `${approvalId} look`, text };
  }
  const why = cleanText(effect.seen, longestReason).replace(/\.$/u, "");
  const seen = why === "" ? "" : `: ${why}`;
  const text = `${name} ${became(status)}${seen}; propose it again, or decline it then.`;
  return { id: `${approvalId} ${effect.outcome}`, text, lead: "too" };
};

const byHand = (step: Step, { handle: { id }, looked, never }: ByHand): Question | undefined => {
  const name = `step ${String(step.number)}`;
  if (looked) return undefined;
  if (step.definition.check) return { id, text: `${name} asks you to check something yourself.` };
  return never
    ? { id, text: `${name} is for nobody to do alone; read its card.`, lead: "only" }
    : { id, text: `${name} is yours by hand.` };
};

/** Why a step that was done waits again: who took it away, where the audit log tells. */
const heldBefore = ({ at, seen, changedBy }: NonNullable<Step["regressed"]>): string => {
  const who = changedBy === undefined ? "" : ` By ${cleanText(changedBy, longestReason)}.`;
  return `Seen ${utc(at)}: ${cleanText(seen, longestReason)}${who} Again:`;
};

/** Of whom a step wants something now, and what; a new owner is a new question. */
const question = (step: Step): Question | undefined => {
  const { status, number, regressed } = step;
  const name = `step ${String(number)}`;
  switch (status.kind) {
    case "waiting": {
      const { approvalId, expiresAt } = status.proposal;
      const votes = String(status.votes.length);
      const what =
        status.votes.length > 0 ? "waits for a second person" : "waits for your decision";
      const before = regressed ? `${heldBefore(regressed)} ` : "";
      const text = `${before}${name} ${what} until ${utc(expiresAt)}.`;
      return { id: `${approvalId}:${votes}`, text, ...(regressed && { lead: "too" }) };
    }
    case "by hand":
      return byHand(step, status);
    case "settled":
      return afterEffect(name, status);
    default:
      return undefined;
  }
};

const questions = (incident: Incident, step: Step): readonly Ask[] => {
  const asked = question(step);
  if (!asked) return [];
  const { id, text, lead } = asked;
  const awaited = lead === "only" ? [] : awaitedOn(step);
  const hasNoSay = step.status.kind === "waiting" ? hasNoVote : isBarred;
  return distinctHumans([...awaited, ...(lead ? [incident.lead] : [])])
    .filter((person) => !hasNoSay(incident, person))
    .slice(0, mostCalled)
    .map((person) => ({ key: `ask:${id}:${person.id}`, person, text, alone: false }));
};

/** Security's oversight sees the step and may stop it. */
const oversight = (step: Step): readonly Ask[] => {
  const person = step.ownership?.oversight;
  if (!person || step.status.kind !== "waiting") return [];
  const text = `step ${String(step.number)} is under your oversight: you may stop it.`;
  const { approvalId } = step.status.proposal;
  return [{ key: `oversight:${approvalId}:${person.id}`, person, text, alone: false }];
};

/** What to do first where the card can't be answered any more. */
const hint = ({ status }: Step): string => {
  if (status.kind === "lapsed") return " Its card lapsed: propose it again.";
  return status.kind === "settled" && status.effect.outcome !== "unknown"
    ? ` It ${became(status)}: propose it again.`
    : "";
};

/** Who didn't answer, and what this person can do about it; whoever was asked isn't told of themselves. */
const unanswered = (step: Step, person: Person): string => {
  const { ownership, status } = step;
  if (!ownership) return "nobody owns it";
  const awaited = awaitedOn(step);
  if (awaited.some((one) => isSamePerson(one, person))) return "it still waits for you";
  const votes = status.kind === "waiting" ? status.votes : [];
  const [first, second] = awaited;
  const voted = votes.some(({ by }) => isSamePerson(by, person));
  const may = roleOf(ownership, person) && !voted ? "you may decide it" : "you can reassign it";
  if (votes.length > 0) return `the second vote is missing; ${may}`;
  return first && !second ? `${first.name} hasn't answered; ${may}` : `nobody has answered; ${may}`;
};

const callText = (step: Step, { rung }: Reminder, person: Person): string => {
  const name = `step ${String(step.number)}`;
  const first = hint(step);
  switch (rung) {
    case "no owner":
      return `${name} has no owner: assign one with “incident assign ${String(step.number)} <person>”.`;
    case "half time":
      return `${name} still waits for you; half of its time is over.${first}`;
    case "time up":
      return `${name} still waits for you; its time is up.${first}`;
    case "deputies":
    case "lead":
    case "management":
    case "review due":
      return `${name} is overdue: ${unanswered(step, person)}.${first}`;
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

/** An emergency approval is told to all of the step's people and the lead at once, and its review when it is due. */
const emergencies = (incident: Incident, step: Step): readonly Ask[] => {
  const { emergency, ownership } = step;
  if (!emergency || emergency.review) return [];
  const { by, at, emergency: alone } = emergency.vote;
  const own = ownership ? [ownership.owner, ...ownership.deputies, ...ownership.seconds] : [];
  const people = distinctHumans([...own, incident.lead]).filter(
    (person) => !isSamePerson(person, by) && !isBarred(incident, person),
  );
  const until = alone ? `${utc(alone.reviewBy)} tomorrow` : "tomorrow";
  const name = `step ${String(step.number)}`;
  const review = `“incident reviewed ${String(step.number)} <finding>”`;
  const text = `${name} was approved by ${by.name} alone in an emergency. Review it by ${until}: ${review}.`;
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
        ...questions(incident, step),
        ...oversight(step),
        ...calls(incident, step),
        ...emergencies(incident, step),
      ];
