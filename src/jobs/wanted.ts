/** Posts that an incident should have: each with its key, its place and how it is drawn. */
import { type Handover, type Incident, type Step } from "../core/incident/types.ts";
import { type Person } from "../core/incident/people.ts";
import { type Totals } from "../core/incident/plan.ts";
import { cleanName, cleanText } from "../core/shared/clean-text.ts";
import { type Instant } from "../core/shared/ids.ts";
import { type Entry } from "../core/timeline/entry.ts";
import { type CardMessage, type Message } from "../application/ports/chat.ts";
import { type RecordedEvent } from "../application/ports/store.ts";

/** What a card says of when and of which record it was drawn; none of it is a reason to redraw. */
export type Facts = {
  readonly now: Instant;
  readonly entry: number;
  readonly root: string;
  /** Numbers of the log entries of each step, by its key. */
  readonly stepEntries: ReadonlyMap<string, readonly number[]>;
  /** How far each list is that runs, by the key of its step. */
  readonly progress: ReadonlyMap<string, Totals>;
};

/** The cards, drawn from state. */
export type Draw = {
  headline(incident: Incident, facts: Facts): CardMessage;
  step(incident: Incident, step: Step, facts: Facts): CardMessage;
  log(incident: Incident, entries: readonly Entry[], facts: Facts): CardMessage;
  /** `since`: when the clock started that ran out. */
  overdue(incident: Incident, step: Step, since: Instant, facts: Facts): CardMessage;
  handover(incident: Incident, offer: Handover, facts: Facts): CardMessage;
};

/** Longest text of an alarm in a post, in code points; the log has more of it. */
const longestAlarm = 300;

export type Wanted = {
  readonly key: string;
  /** Key of the root post in whose thread it stands; undefined for a root post. */
  readonly under?: string;
  /** For one person alone, besides what everybody reads. Posted once and never again. */
  readonly to?: Person;
  /** A text that called somebody stays as it was said, whatever became of the step. */
  readonly once?: true;
  readonly draw: (facts: Facts) => Message;
};

export const card = (message: CardMessage): Message => ({ kind: "card", ...message });

/** One card for each offer; the new lead is told by mention, because the card rings nobody. */
export const wantedHandover = (draw: Draw, incident: Incident): Wanted[] => {
  const { handover } = incident;
  if (!handover) return [];
  const key = `handover:${handover.handle.id}`;
  const text = `${incident.id} is offered to you. Read the card; you lead when you take over.`;
  const told = (): Message => ({ kind: "text", mention: handover.to, text });
  return [
    { key, draw: (facts) => card(draw.handover(incident, handover, facts)) },
    { key: `${key}:told`, under: key, draw: told },
    { key: `${key}:alone`, to: handover.to, draw: told },
  ];
};

/** What a collector raised: the lead hears of it by mention, in the thread of the headline. */
export const wantedAlarms = (incident: Incident, events: readonly RecordedEvent[]): Wanted[] =>
  events.flatMap(({ seq, event }) => {
    if (event.type !== "AlarmRaised") return [];
    const subject = incident.subjects.find(({ id }) => id === event.subject);
    const about = subject ? ` ${cleanName(subject.name)}` : "";
    const text = `alarm from ${event.kind}${about}: ${cleanText(event.text, longestAlarm)}`;
    const draw = (): Message => ({ kind: "text", mention: incident.lead, text });
    return [{ key: `alarm:${String(seq)}`, under: "headline", once: true as const, draw }];
  });
