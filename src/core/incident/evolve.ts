import { findStep } from "./decision.ts";
import { isSamePerson } from "../approval/quorum.ts";
import { unreachable } from "../shared/unreachable.ts";
import { type IncidentEvent, type IncidentFact, type StepEvent } from "./events.ts";
import { evolveStep } from "./evolve-step.ts";
import { needsOf, numbered, widen } from "./evolve-widen.ts";
import { refusedCommand } from "./note-refusal.ts";
import { type Person, personIn } from "./people.ts";
import { isWorse } from "./severity.ts";
import { isMissed, firstSubject, isSameNeed, ownerOf, subjectOf } from "./evidence.ts";
import { type Incident } from "./types.ts";

type Opened = Extract<IncidentFact, { type: "IncidentOpened" }>;

const makerOr = ({ actor }: Pick<IncidentEvent, "actor">, fallback: Person): Person =>
  personIn(actor) ?? fallback;

const open = (event: Opened & Pick<IncidentEvent, "at" | "actor">): Incident => ({
  id: event.incident,
  playbook: event.playbook,
  title: event.title,
  severity: event.severity,
  worst: event.severity,
  phase: "detection",
  lead: event.lead,
  seen: event.seen,
  subjects: event.subjects,
  openedAt: event.at,
  openedBy: makerOr(event, event.lead),
  place: undefined,
  evidence: needsOf(event.evidence, event.subjects[0]),
  slowEvidence: needsOf(event.slowEvidence ?? [], event.subjects[0]),
  stepEvidence: [],
  artefacts: [],
  missedEvidence: [],
  steps: numbered(event.steps, 1, makerOr(event, event.lead)),
  suspects: [],
  namers: [],
  exceptions: [],
  effectRequested: false,
  epoch: 1,
  frozen: undefined,
  handover: undefined,
  directory: undefined,
  refused: [],
  closed: undefined,
  version: 1,
});

type IncidentWide = Exclude<IncidentEvent, StepEvent>;
type Of<T extends IncidentWide["type"]> = Extract<IncidentWide, { type: T }>;

/** Whatever waited or was approved before a freeze counts no more: it is proposed anew after it. */
const freeze = (incident: Incident, event: Of<"ApprovalsFrozen">): Partial<Incident> => ({
  epoch: incident.epoch + 1,
  frozen: {
    by: makerOr(event, incident.lead),
    at: event.at,
    reason: event.reason,
    lifts: [],
  },
  steps: incident.steps.map((step) =>
    step.status.kind === "waiting" || step.status.kind === "approved"
      ? {
          ...step,
          status: {
            kind: "not started",
            direction: step.status.proposal.plan.direction,
            ahead: true,
          },
          clock: undefined,
        }
      : step,
  ),
});

const without = (people: readonly Person[], ...gone: readonly Person[]): readonly Person[] =>
  people.filter((person) => !gone.some((one) => isSamePerson(person, one)));

/**
 * What a new suspect agreed to counts no more, where another person's word is still needed with it; and no word
 * of the one who named them where it counts like a vote.
 */
const suspect = (incident: Incident, event: Of<"SuspectNamed">): Partial<Incident> => {
  const { frozen } = incident;
  const { suspect: named } = event;
  const namedBy = makerOr(event, incident.lead);
  return {
    suspects: [...incident.suspects, { ...named, namedBy }],
    namers: [...without(incident.namers, namedBy), namedBy],
    frozen: frozen && { ...frozen, lifts: without(frozen.lifts, named) },
    steps: incident.steps.map((step) =>
      step.status.kind === "approved"
        ? {
            ...step,
            status: { ...step.status, waivedBy: without(step.status.waivedBy, named, namedBy) },
          }
        : step,
    ),
  };
};

type Responsibility = Of<
  | "SuspectNamed"
  | "SuspectCleared"
  | "ApprovalsFrozen"
  | "FreezeLiftVoted"
  | "FreezeLifted"
  | "HandoverOffered"
  | "LeadChanged"
>;

const changeResponsibility = (incident: Incident, event: Responsibility): Partial<Incident> => {
  const { frozen, handover } = incident;
  switch (event.type) {
    case "SuspectNamed":
      return suspect(incident, event);
    case "SuspectCleared": {
      const { suspect: cleared } = event;
      return { suspects: incident.suspects.filter((one) => !isSamePerson(one, cleared)) };
    }
    case "ApprovalsFrozen":
      return freeze(incident, event);
    case "FreezeLiftVoted":
      return frozen
        ? { frozen: { ...frozen, lifts: [...frozen.lifts, makerOr(event, incident.lead)] } }
        : {};
    case "FreezeLifted":
      return { frozen: undefined };
    case "HandoverOffered": {
      const { to, handle, at } = event;
      return { handover: { to, from: makerOr(event, incident.lead), at, handle } };
    }
    case "LeadChanged":
      return {
        lead: event.lead,
        ...(handover && { handover: { ...handover, taken: event.at } }),
      };
    default:
      return unreachable(event);
  }
};

type Found = Of<"PlaceRefused" | "PlaceFound" | "AudienceRead" | "EvidenceKept" | "EvidenceMissed">;

const audienceRead = ({ place }: Incident, { audience }: Of<"AudienceRead">): Partial<Incident> => {
  if (!place) return {};
  const { rung, conversationId, name } = place;
  return { place: { rung, conversationId, name, audience } };
};

const changeFound = (incident: Incident, event: Found): Partial<Incident> => {
  switch (event.type) {
    case "PlaceRefused":
      return {};
    case "PlaceFound":
      return { place: { ...event.place, audience: incident.place?.audience } };
    case "AudienceRead":
      return audienceRead(incident, event);
    case "EvidenceKept": {
      const need = { kind: event.artefact.kind, subject: ownerOf(incident, event.artefact) };
      return {
        artefacts: [...incident.artefacts, event.artefact],
        missedEvidence: incident.missedEvidence.filter((missed) => !isSameNeed(missed, need)),
      };
    }
    case "EvidenceMissed": {
      const need = { kind: event.kind, subject: event.subject ?? firstSubject(incident).id };
      return isMissed(incident, need) ? {} : { missedEvidence: [...incident.missedEvidence, need] };
    }
    default:
      return unreachable(event);
  }
};

const change = (
  incident: Incident,
  event: Exclude<IncidentWide, Responsibility | Found>,
): Partial<Incident> => {
  switch (event.type) {
    case "IncidentOpened":
      throw new Error(`${incident.id} was opened twice`);
    case "SeverityChanged":
      return {
        severity: event.severity,
        worst: isWorse(event.severity, incident.worst) ? event.severity : incident.worst,
      };
    case "PhaseChanged":
      return { phase: event.phase };
    case "DirectoryChanged":
    case "DirectoryRefused":
      return { directory: event.sha256 };
    case "IncidentClosed":
      return {
        closed: { at: event.at, by: makerOr(event, incident.lead), reason: event.reason },
      };
    case "CommandRefused":
      return { refused: [...incident.refused, refusedCommand(event)] };
    case "SubjectAdded":
      return { ...widen(incident, event), ...readersOld(incident) };
    case "StepAdded":
      return widen(incident, event);
    case "NoteAdded":
    case "AlarmRaised":
      return {};
    default:
      return unreachable(event);
  }
};

/** Whether who joined is among the readers isn't known until they are read again; who was, still is. */
const readersOld = ({ place }: Incident): Partial<Incident> =>
  place ? { place: { ...place, joinedSince: true } } : {};

const changeWide = (incident: Incident, event: IncidentWide): Partial<Incident> => {
  switch (event.type) {
    case "SuspectNamed":
    case "SuspectCleared":
    case "ApprovalsFrozen":
    case "FreezeLiftVoted":
    case "FreezeLifted":
    case "HandoverOffered":
    case "LeadChanged":
      return changeResponsibility(incident, event);
    case "PlaceRefused":
    case "PlaceFound":
    case "AudienceRead":
    case "EvidenceKept":
    case "EvidenceMissed":
      return changeFound(incident, event);
    default:
      return change(incident, event);
  }
};

/** Who proposes a step again wants its evidence tried again too. */
const missedAfter = (incident: Incident, event: StepEvent): Incident["missedEvidence"] => {
  if (event.type !== "StepReopened") return incident.missedEvidence;
  const step = findStep(incident, event.step);
  if (!step) return incident.missedEvidence;
  const subject = subjectOf(incident, step).id;
  const { needsEvidence } = step.definition;
  return incident.missedEvidence.filter(
    (missed) => missed.subject !== subject || !needsEvidence.includes(missed.kind),
  );
};

/** What this incident knows of its exceptions, after one more entry of theirs. */
const exceptionsAfter = (incident: Incident, event: StepEvent): Incident["exceptions"] => {
  if (event.type !== "ExceptionNoted") return incident.exceptions;
  const { exception: id, step, state, seq } = event;
  const others = incident.exceptions.filter((known) => known.id !== id);
  return [...others, { id, step, state, seq }];
};

const changeStep = (incident: Incident, event: StepEvent): Partial<Incident> => ({
  exceptions: exceptionsAfter(incident, event),
  missedEvidence: missedAfter(incident, event),
  effectRequested: incident.effectRequested || event.type === "EffectRequested",
  steps: incident.steps.map((step) =>
    step.definition.key === event.step ? evolveStep(step, event) : step,
  ),
});

/** The state after one more event. Pure; `undefined` is the incident that isn't open yet. */
export const evolve = (incident: Incident | undefined, event: IncidentEvent): Incident => {
  if (event.type === "IncidentOpened" && incident === undefined) return open(event);
  if (incident === undefined) throw new Error(`the record starts with ${event.type}`);
  const changed = "step" in event ? changeStep(incident, event) : changeWide(incident, event);
  return { ...incident, ...changed, version: incident.version + 1 };
};

/** The incident that these events tell of; throws when there are none. */
export const incidentOf = (events: readonly IncidentEvent[]): Incident => {
  const incident = events.reduce<Incident | undefined>(evolve, undefined);
  if (!incident) throw new Error("an incident without events");
  return incident;
};
