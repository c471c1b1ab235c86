import { refusal } from "../approval/sentences.ts";
import { unreachable } from "../shared/unreachable.ts";
import { type Command } from "./commands.ts";
import {
  decideAssign,
  decideClose,
  decideNote,
  decidePhase,
  decideSeverity,
} from "./decide-incident.ts";
import { decideApprove, decideDecline, decideRequest } from "./decide-press.ts";
import {
  decideLapse,
  decideLeave,
  decideLook,
  decidePropose,
  decideReopen,
  decideSettle,
  decideSkip,
  decideVoid,
} from "./decide-step.ts";
import { type Decision, record, refused } from "./decision.ts";
import { type Incident } from "./types.ts";

const closedToPeople = new Set<Command["type"]>([
  "AssignStep",
  "SetSeverity",
  "SetPhase",
  "Close",
  "RecordLook",
]);

/** Evidence of one kind is kept once; a later try replaces only a missing one. */
const decideEvidence = (
  incident: Incident,
  wish: Extract<Command, { type: "KeepEvidence" | "MissEvidence" }>,
): Decision => {
  const kind = wish.type === "KeepEvidence" ? wish.artefact.kind : wish.kind;
  if (incident.artefacts.some((artefact) => artefact.kind === kind)) return record();
  if (wish.type === "KeepEvidence") {
    return record({ type: "EvidenceKept", artefact: wish.artefact });
  }
  return incident.missedEvidence.includes(kind)
    ? record()
    : record({ type: "EvidenceMissed", kind, reason: wish.reason });
};

type StepCommand = Extract<Command, { step: unknown }>;
type Opening = Extract<Command, { type: "OpenIncident" }>;
type IncidentCommand = Exclude<Command, StepCommand | Opening>;

const decideStep = (incident: Incident, command: StepCommand): Decision => {
  switch (command.type) {
    case "ProposeStep":
      return decidePropose(incident, command);
    case "SkipStep":
      return decideSkip(incident, command);
    case "LeaveToPeople":
      return decideLeave(incident, command);
    case "Approve":
      return decideApprove(incident, command);
    case "Decline":
      return decideDecline(incident, command);
    case "Lapse":
      return decideLapse(incident, command);
    case "Reopen":
      return decideReopen(incident, command);
    case "VoidPlan":
      return decideVoid(incident, command);
    case "RequestEffect":
      return decideRequest(incident, command);
    case "AcceptEffect":
      return record({ type: "EffectAccepted", step: command.step, answer: command.answer });
    case "SettleEffect":
      return decideSettle(incident, command);
    case "RecordLook":
      return decideLook(incident, command);
    case "AssignStep":
      return decideAssign(incident, command);
    default:
      return unreachable(command);
  }
};

const decideIncident = (incident: Incident, command: IncidentCommand): Decision => {
  switch (command.type) {
    case "RefusePlace":
      return record({ type: "PlaceRefused", rung: command.rung, reason: command.reason });
    case "FindPlace":
      return incident.place ? record() : record({ type: "PlaceFound", place: command.place });
    case "ReadAudience":
      return record({ type: "AudienceRead", audience: command.audience });
    case "KeepEvidence":
    case "MissEvidence":
      return decideEvidence(incident, command);
    case "AddNote":
      return decideNote(incident, command);
    case "SetSeverity":
      return decideSeverity(incident, command);
    case "SetPhase":
      return decidePhase(incident, command);
    case "Close":
      return decideClose(incident, command);
    default:
      return unreachable(command);
  }
};

const decideOpen = (incident: Incident | undefined, wish: Opening): Decision => {
  if (incident) return refused(refusal("R-106", `${incident.id} is open already.`));
  return record({
    type: "IncidentOpened",
    incident: wish.incident,
    playbook: wish.playbook,
    title: wish.title,
    severity: wish.severity,
    lead: wish.lead,
    seen: wish.seen,
    subjects: wish.subjects,
    evidence: wish.evidence,
    steps: wish.steps,
  });
};

/** The rules: which facts follow from a command on this state. Pure and synchronous. */
export const decide = (incident: Incident | undefined, command: Command): Decision => {
  if (command.type === "OpenIncident") return decideOpen(incident, command);
  if (!incident) throw new Error(`${command.type} before the incident was opened`);
  if (incident.closed && closedToPeople.has(command.type)) {
    return refused(refusal("R-111", `${incident.id} is closed.`));
  }
  return "step" in command ? decideStep(incident, command) : decideIncident(incident, command);
};
