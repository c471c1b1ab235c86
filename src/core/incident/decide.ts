import { refusal } from "../approval/sentences.ts";
import { unreachable } from "../shared/unreachable.ts";
import { type Command } from "./commands.ts";
import {
  decideAssign,
  decideDirectory,
  decideNote,
  decideNoteException,
  decidePhase,
  decideSeverity,
} from "./decide-incident.ts";
import { decideClose } from "./decide-close.ts";
import { decideCall, decideFindOwner, decideTake } from "./decide-clock.ts";
import {
  decideClear,
  decideFreeze,
  decideLift,
  decideOffer,
  decideSuspect,
  decideTakeOver,
} from "./decide-people.ts";
import { decideRequest, decideVoidVote } from "./decide-request.ts";
import { decideDecline, decideDefer, decideDoByHand } from "./decide-stop.ts";
import {
  decideApprove,
  decideApproveAlone,
  decideReviewAlone,
  decideWaive,
  decideWithdraw,
} from "./decide-vote.ts";
import {
  decideLapse,
  decideLeave,
  decideLook,
  decidePropose,
  decideReopen,
  decideSettle,
  decideNotNeeded,
  decideVoid,
} from "./decide-step.ts";
import { type Decision, record, refused, stepOf } from "./decision.ts";
import { refuseAndNote } from "./check-press.ts";
import { noteRefusal } from "./note-refusal.ts";
import {
  decideAskStop,
  decideRegress,
  decideSecretEnded,
  decideSecretSealed,
} from "./decide-after.ts";
import { decideAddStep, decideAddSubject, decideSkip } from "./decide-widen.ts";
import { isKept, isMissed, isSameNeed, ownerOf, wantedEvidence } from "./evidence.ts";
import { type Incident } from "./types.ts";

const closedToPeople = new Set<Command["type"]>([
  "AssignStep",
  "SetSeverity",
  "SetPhase",
  "Close",
  "RecordLook",
  "ApproveAlone",
  "ReviewAlone",
  "NameSuspect",
  "ClearSuspect",
  "Freeze",
  "LiftFreeze",
  "OfferHandover",
  "TakeOver",
  "AddSubject",
  "AddStep",
  "SkipStep",
  "AskStop",
]);

/** A snapshot is kept once, and a later try replaces only a missing one; logs are read again and kept again. */
const decideEvidence = (
  incident: Incident,
  wish: Extract<Command, { type: "KeepEvidence" | "MissEvidence" }>,
): Decision => {
  if (wish.type === "MissEvidence") {
    const { kind, subject, reason } = wish;
    // Of what is read several times a later run may fail: its loss is told, though an older file is kept.
    const isSlow = incident.slowEvidence.some((wanted) => isSameNeed(wanted, wish));
    return (!isSlow && isKept(incident, wish)) || isMissed(incident, wish)
      ? record()
      : record({ type: "EvidenceMissed", kind, subject, reason });
  }
  const { artefact } = wish;
  const need = { kind: artefact.kind, subject: ownerOf(incident, artefact) };
  const isSnapshot = wantedEvidence(incident).some((wanted) => isSameNeed(wanted, need));
  const again = incident.artefacts.some(
    (kept) =>
      kept.sha256 === artefact.sha256 &&
      isSameNeed({ kind: kept.kind, subject: ownerOf(incident, kept) }, need),
  );
  return again || (isSnapshot && isKept(incident, need))
    ? record()
    : record({ type: "EvidenceKept", artefact });
};

type StepCommand = Extract<Command, { step: unknown }>;
type Opening = Extract<Command, { type: "OpenIncident" }>;
type IncidentCommand = Exclude<Command, StepCommand | Opening>;

type PersonCommand = Extract<
  StepCommand,
  {
    type:
      | "Approve"
      | "WithdrawVote"
      | "WaiveCoolOff"
      | "ApproveAlone"
      | "ReviewAlone"
      | "Decline"
      | "Defer"
      | "DoByHand"
      | "SkipStep"
      | "AskStop"
      | "TakeStep"
      | "RefusePress"
      | "RecordLook"
      | "AssignStep";
  }
>;

/** A press by somebody whom the incident doesn't know, as an entry of its log. */
const decideRefusePress = (
  incident: Incident,
  wish: Extract<Command, { type: "RefusePress" }>,
): Decision => {
  const press = { ...wish, id: wish.approvalId, nonce: "" };
  return refuseAndNote(stepOf(incident, wish.step), press, { code: wish.code, sentence: "" });
};

const decidePerson = (incident: Incident, command: PersonCommand): Decision => {
  switch (command.type) {
    case "Approve":
      return decideApprove(incident, command);
    case "WithdrawVote":
      return decideWithdraw(incident, command);
    case "WaiveCoolOff":
      return decideWaive(incident, command);
    case "ApproveAlone":
      return decideApproveAlone(incident, command);
    case "ReviewAlone":
      return decideReviewAlone(incident, command);
    case "Decline":
      return decideDecline(incident, command);
    case "Defer":
      return decideDefer(incident, command);
    case "DoByHand":
      return decideDoByHand(incident, command);
    case "SkipStep":
      return decideSkip(incident, command);
    case "AskStop":
      return decideAskStop(incident, command);
    case "TakeStep":
      return decideTake(incident, command);
    case "RefusePress":
      return decideRefusePress(incident, command);
    case "RecordLook":
      return decideLook(incident, command);
    case "AssignStep":
      return decideAssign(incident, command);
    default:
      return unreachable(command);
  }
};

const decideStep = (incident: Incident, command: StepCommand): Decision => {
  switch (command.type) {
    case "ProposeStep":
      return decidePropose(incident, command);
    case "NotNeeded":
      return decideNotNeeded(incident, command);
    case "LeaveToPeople":
      return decideLeave(incident, command);
    case "Lapse":
      return decideLapse(incident, command);
    case "Reopen":
      return decideReopen(incident, command);
    case "VoidPlan":
      return decideVoid(incident, command);
    case "VoidVote":
      return decideVoidVote(incident, command);
    case "FindOwner":
      return decideFindOwner(incident, command);
    case "CallPeople":
      return decideCall(incident, command);
    case "RequestEffect":
      return decideRequest(incident, command);
    case "AcceptEffect":
      return record({ type: "EffectAccepted", step: command.step, answer: command.answer });
    case "SettleEffect":
      return decideSettle(incident, command);
    case "Regress":
      return decideRegress(incident, command);
    case "NoteSecretSealed":
      return decideSecretSealed(incident, command);
    case "NoteSecretEnded":
      return decideSecretEnded(incident, command);
    case "NoteException":
      return decideNoteException(incident, command);
    default:
      return decidePerson(incident, command);
  }
};

type PlaceCommand = Extract<
  IncidentCommand,
  { type: "RefusePlace" | "FindPlace" | "ReadAudience" | "KeepEvidence" | "MissEvidence" }
>;

const decidePlace = (incident: Incident, command: PlaceCommand): Decision => {
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
    default:
      return unreachable(command);
  }
};

const decideIncident = (incident: Incident, command: IncidentCommand): Decision => {
  switch (command.type) {
    case "AddNote":
      return decideNote(incident, command);
    case "SetSeverity":
      return decideSeverity(incident, command);
    case "SetPhase":
      return decidePhase(incident, command);
    case "NameSuspect":
      return decideSuspect(incident, command);
    case "ClearSuspect":
      return decideClear(incident, command);
    case "Freeze":
      return decideFreeze(incident, command);
    case "LiftFreeze":
      return decideLift(incident, command);
    case "OfferHandover":
      return decideOffer(incident, command);
    case "TakeOver":
      return decideTakeOver(incident, command);
    case "ApplyDirectory":
    case "RefuseDirectory":
      return decideDirectory(incident, command);
    case "AddSubject":
      return decideAddSubject(incident, command);
    case "AddStep":
      return decideAddStep(incident, command);
    case "RaiseAlarm": {
      const { kind, subject: about, text } = command;
      return record({ type: "AlarmRaised", kind, subject: about, text });
    }
    case "Close":
      return decideClose(incident, command);
    default:
      return decidePlace(incident, command);
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
    slowEvidence: wish.slowEvidence ?? [],
    steps: wish.steps,
  });
};

const decideOn = (incident: Incident, command: StepCommand | IncidentCommand): Decision => {
  if (incident.closed && closedToPeople.has(command.type)) {
    return refused(refusal("R-111", `${incident.id} is closed.`));
  }
  return "step" in command ? decideStep(incident, command) : decideIncident(incident, command);
};

/** The rules: which facts follow from a command on this state. Pure and synchronous. */
export const decide = (incident: Incident | undefined, command: Command): Decision => {
  if (command.type === "OpenIncident") return decideOpen(incident, command);
  if (!incident) throw new Error(`${command.type} before the incident was opened`);
  return noteRefusal(incident, command, decideOn(incident, command));
};
