import { unreachable } from "../shared/unreachable.ts";
import { type IncidentEvent, type IncidentFact } from "./events.ts";
import { evolveStep, type StepEvent } from "./evolve-step.ts";
import { type Incident } from "./types.ts";

type Opened = Extract<IncidentFact, { type: "IncidentOpened" }>;

const open = (event: Opened & Pick<IncidentEvent, "at" | "actor">): Incident => ({
  id: event.incident,
  playbook: event.playbook,
  title: event.title,
  severity: event.severity,
  phase: "detection",
  lead: event.lead,
  seen: event.seen,
  subjects: event.subjects,
  openedAt: event.at,
  openedBy:
    event.actor.kind === "person" ? { id: event.actor.id, name: event.actor.name } : event.lead,
  place: undefined,
  evidence: event.evidence,
  artefacts: [],
  missedEvidence: [],
  steps: event.steps.map((step, index) => ({
    definition: step.definition,
    number: index + 1,
    ownership: step.ownership,
    status: { kind: "not started", direction: "apply" },
    refused: [],
    done: undefined,
  })),
  closed: undefined,
  version: 1,
});

type IncidentWide = Exclude<IncidentEvent, StepEvent>;

const change = (incident: Incident, event: IncidentWide): Partial<Incident> => {
  switch (event.type) {
    case "IncidentOpened":
      throw new Error(`${incident.id} was opened twice`);
    case "PlaceFound":
      return { place: { ...event.place, audience: incident.place?.audience } };
    case "AudienceRead":
      return incident.place ? { place: { ...incident.place, audience: event.audience } } : {};
    case "EvidenceKept":
      return {
        artefacts: [...incident.artefacts, event.artefact],
        missedEvidence: incident.missedEvidence.filter((kind) => kind !== event.artefact.kind),
      };
    case "EvidenceMissed":
      return { missedEvidence: [...new Set([...incident.missedEvidence, event.kind])] };
    case "SeverityChanged":
      return { severity: event.severity };
    case "PhaseChanged":
      return { phase: event.phase };
    case "IncidentClosed":
      return {
        closed: {
          at: event.at,
          by:
            event.actor.kind === "person"
              ? { id: event.actor.id, name: event.actor.name }
              : incident.lead,
          reason: event.reason,
        },
      };
    case "PlaceRefused":
    case "NoteAdded":
      return {};
    default:
      return unreachable(event);
  }
};

/** Who proposes a step again wants its evidence tried again too. */
const missedAfter = (incident: Incident, event: StepEvent): Incident["missedEvidence"] => {
  if (event.type !== "StepReopened") return incident.missedEvidence;
  const step = incident.steps.find(({ definition }) => definition.key === event.step);
  const needed = step?.definition.needsEvidence ?? [];
  return incident.missedEvidence.filter((kind) => !needed.includes(kind));
};

const changeStep = (incident: Incident, event: StepEvent): Partial<Incident> => ({
  missedEvidence: missedAfter(incident, event),
  steps: incident.steps.map((step) =>
    step.definition.key === event.step ? evolveStep(step, event) : step,
  ),
});

/** The state after one more event. Pure; `undefined` is the incident that isn't open yet. */
export const evolve = (incident: Incident | undefined, event: IncidentEvent): Incident => {
  if (event.type === "IncidentOpened" && incident === undefined) return open(event);
  if (incident === undefined) throw new Error(`the record starts with ${event.type}`);
  const changed = "step" in event ? changeStep(incident, event) : change(incident, event);
  return { ...incident, ...changed, version: incident.version + 1 };
};

/** The incident that these events tell of; throws when there are none. */
export const incidentOf = (events: readonly IncidentEvent[]): Incident => {
  const incident = events.reduce<Incident | undefined>(evolve, undefined);
  if (!incident) throw new Error("an incident without events");
  return incident;
};
