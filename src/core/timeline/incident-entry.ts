import { refusalCodes } from "../approval/refusals.ts";
import { type IncidentEvent } from "../incident/events.ts";
import { isNoted, notedCommands } from "../incident/note-refusal.ts";
import { type Audience } from "../incident/types.ts";
import { cleanName, cleanText, quoted } from "../shared/clean-text.ts";
import { unreachable } from "../shared/unreachable.ts";
import { type Line } from "./line.ts";
import { severityName } from "./plain-words.ts";
import { type FreezeEvent, freezeEntry, type SayEvent, sayEntry } from "./responsibility-entry.ts";
import { resultWords } from "./words.ts";
import { count } from "../shared/count.ts";

type IncidentWide = Exclude<IncidentEvent, { step: unknown }>;

const readers = ({ members, guests, outsiders }: Audience): string =>
  [
    count(members, "person", "people"),
    count(guests.length, "guest"),
    count(outsiders.length, "outsider"),
  ].join(", ");

const evidenceLine = (event: Extract<IncidentWide, { type: "EvidenceKept" }>): Line => ({
  action: `Evidence ${event.artefact.kind}, ${event.artefact.title}`,
  result: event.artefact.complete ? resultWords.kept : resultWords.keptInPart,
  evidence: `${event.artefact.summary} SHA-256 ${event.artefact.sha256.slice(0, 8)}`,
});

const openedLine = (event: Extract<IncidentWide, { type: "IncidentOpened" }>): Line => ({
  action: `${event.incident} ${event.title}`,
  result: resultWords.opened,
  evidence: [
    severityName(event.severity),
    `lead ${cleanName(event.lead.name)}`,
    ...(event.seen === "" ? [] : [quoted(event.seen)]),
  ].join(", "),
});

type Found = Extract<
  IncidentWide,
  {
    type:
      | "PlaceRefused"
      | "PlaceFound"
      | "AudienceRead"
      | "EvidenceKept"
      | "EvidenceMissed"
      | "AlarmRaised";
  }
>;

const foundLine = (event: Found): Line => {
  switch (event.type) {
    case "PlaceRefused":
      return { action: `Place, ${event.rung}`, result: "refused", evidence: event.reason };
    case "PlaceFound":
      return {
        action: `Place, ${event.place.rung}`,
        result: resultWords.found,
        evidence: cleanName(event.place.name),
      };
    case "AudienceRead":
      return {
        action: "Who can read the channel",
        result: resultWords.observed,
        evidence: readers(event.audience),
      };
    case "EvidenceKept":
      return evidenceLine(event);
    case "EvidenceMissed":
      return {
        action: `Evidence ${event.kind}`,
        result: resultWords.notKept,
        evidence: event.reason,
      };
    case "AlarmRaised":
      return {
        action: `Evidence ${event.kind}`,
        result: resultWords.alarm,
        evidence: event.text,
      };
    default:
      return unreachable(event);
  }
};

type Course = Exclude<IncidentWide, Found | FreezeEvent | SayEvent>;

const courseLine = (event: Course): Line => {
  switch (event.type) {
    case "IncidentOpened":
      return openedLine(event);
    case "CommandRefused":
      return {
        action: `Command ${isNoted(event.wish) ? notedCommands[event.wish] : event.wish}`,
        result: `${resultWords.refused} ${event.code}`,
        evidence: refusalCodes[event.code],
      };
    case "NoteAdded":
      return { action: "Note", result: resultWords.added, evidence: quoted(event.text, 390) };
    case "SeverityChanged":
      return {
        action: "Severity",
        result: resultWords.changed,
        evidence: `now ${severityName(event.severity)}`,
      };
    case "SubjectAdded":
      return {
        action: `Subject ${cleanName(event.subject.name)}`,
        result: resultWords.added,
        evidence: `${count(event.steps.length, "step")}, ${quoted(event.why, 300)}`,
      };
    case "StepAdded":
      return {
        action: `Step “${cleanText(event.definition.title, 60)}”`,
        result: resultWords.added,
        evidence: quoted(event.why, 300),
      };
    case "PhaseChanged":
      return { action: "Phase", result: resultWords.changed, evidence: `now ${event.phase}` };
    case "IncidentClosed":
      return {
        action: "Incident",
        result: event.falseAlarm ? resultWords.falseAlarm : resultWords.closed,
        evidence: quoted(event.reason),
      };
    default:
      return unreachable(event);
  }
};

const sayOrCourse = (event: Exclude<IncidentWide, Found | FreezeEvent>): Line => {
  switch (event.type) {
    case "SuspectNamed":
    case "SuspectCleared":
    case "HandoverOffered":
    case "LeadChanged":
    case "DirectoryChanged":
    case "DirectoryRefused":
      return sayEntry(event);
    default:
      return courseLine(event);
  }
};

/** What an event that concerns no single step says. */
export const incidentEntry = (event: IncidentWide): Line => {
  switch (event.type) {
    case "PlaceRefused":
    case "PlaceFound":
    case "AudienceRead":
    case "EvidenceKept":
    case "EvidenceMissed":
    case "AlarmRaised":
      return foundLine(event);
    case "ApprovalsFrozen":
    case "FreezeLiftVoted":
    case "FreezeLifted":
      return freezeEntry(event);
    default:
      return sayOrCourse(event);
  }
};
