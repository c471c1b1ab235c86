import { type IncidentEvent } from "../incident/events.ts";
import { type Actor } from "../incident/people.ts";
import { type Incident } from "../incident/types.ts";
import { cleanText } from "../shared/clean-text.ts";
import { type Instant } from "../shared/ids.ts";
import { incidentEntry } from "./incident-entry.ts";
import { follow } from "./follow.ts";
import { nameWithEmployer } from "./plain-words.ts";
import { stepEntry } from "./step-entry.ts";
import { type Line } from "./line.ts";

/**
 * One line of the running log, as plain cleaned strings: time (UTC), entry number, action, result,
 * owner, evidence. Names in it are data: draw them where no markdown is read.
 */
export type Entry = {
  readonly seq: number;
  readonly at: Instant;
  readonly action: string;
  readonly result: string;
  readonly owner: string;
  /** Empty where there is nothing to point at. */
  readonly evidence: string;
};

/** Longest evidence of an entry, in code points: a note may be longer, the record has all of it. */
const longestEvidence = 400;

/** Longest name with an employer behind it, in code points. */
const longestOwner = 80;

const maker = (actor: Actor): string =>
  actor.kind === "cordon" ? "Cordon" : nameWithEmployer(actor);

const entry = (event: IncidentEvent, seq: number, line: Line): Entry => ({
  seq,
  at: event.at,
  action: cleanText(line.action, 80),
  result: line.result,
  owner: line.owner ?? cleanText(maker(event.actor), longestOwner),
  evidence: cleanText(line.evidence, longestEvidence),
});

/**
 * The entry of one event. `incident` is the state with this event in it; where a later state is
 * given, the way back of a step and how many votes it took can be told only as that state knows it,
 * so use `entriesOf` for a list.
 */
export const entryOf = (event: IncidentEvent, seq: number, incident: Incident): Entry =>
  entry(event, seq, "step" in event ? stepEntry(event, incident) : incidentEntry(event));

/**
 * The entries of a whole record, from its first event and in order, with the state after the last.
 * Knows of every event whether it belonged to a step or to its way back, and of every vote how many it took.
 */
export const entriesOf = (
  events: readonly IncidentEvent[],
  incident: Incident,
): readonly Entry[] => {
  const seen = follow();
  return events.map((event, index) =>
    entry(
      event,
      index + 1,
      "step" in event ? stepEntry(event, incident, seen(event)) : incidentEntry(event),
    ),
  );
};
