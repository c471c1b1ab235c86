/** What people's commands about the incident as a whole lead to. */
import { refusal } from "../approval/sentences.ts";
import { type WishOf } from "./commands.ts";
import { votesLost } from "./decide-clock.ts";
import {
  refusedText,
  bySubject,
  type Decision,
  ignored,
  isBarred,
  mayDecide,
  mayLead,
  onlyLead,
  personOf,
  record,
  refused,
  stepOf,
} from "./decision.ts";
import { isWorse } from "./severity.ts";
import { type Incident, type Step } from "./types.ts";

/** A note may be added to a closed incident too: what is learnt later belongs to the record. */
export const decideNote = (_incident: Incident, wish: WishOf<"AddNote">): Decision => {
  const text = wish.text.trim();
  return refusedText(text, "what should stand in the log") ?? record({ type: "NoteAdded", text });
};

/** The word for a step that nobody decides any more: it has nothing to own. */
const waitsForNobody = ({ status }: Step): string | undefined => {
  switch (status.kind) {
    case "approved":
    case "running":
    case "declined":
    case "not needed":
      return status.kind;
    case "settled":
      return status.effect.outcome === "observed" ? "observed" : undefined;
    default:
      return undefined;
  }
};

export const decideAssign = (incident: Incident, wish: WishOf<"AssignStep">): Decision => {
  const step = stepOf(incident, wish.step);
  const { owner } = wish.ownership;
  const over = waitsForNobody(step);
  const lead = personOf(wish.actor);
  const subject = bySubject(incident, wish.actor);
  if (subject) return subject;
  if (!mayLead(incident, lead, wish.byManagement)) return onlyLead(incident);
  if (over) return refused(refusal("R-117", `Step ${String(step.number)} is ${over} already.`));
  // Who leads may not make themselves the one who approves.
  if (owner.id === lead.id && !mayDecide(step, lead)) {
    return refused(refusal("R-202", "You can't give yourself a step that isn't yours to decide."));
  }
  if (isBarred(incident, owner)) {
    return refused(refusal("R-103", `${owner.name} can't decide in this incident.`));
  }
  if (!wish.allowed) {
    return refused(
      refusal("R-202", `${owner.name} is no owner, deputy or lead of that step's team.`),
    );
  }
  if (step.ownership?.owner.id === owner.id) {
    return refused(refusal("R-204", `${owner.name} owns step ${String(step.number)} already.`));
  }
  return record(
    { type: "StepAssigned", step: wish.step, ownership: wish.ownership },
    ...votesLost(step, wish.ownership),
  );
};

export const decideSeverity = (incident: Incident, wish: WishOf<"SetSeverity">): Decision =>
  bySubject(incident, wish.actor) ?? setSeverity(incident, wish);

/** Everybody may raise it. Lowering it puts off calls, so it is for those who answer for the incident. */
const setSeverity = (incident: Incident, wish: WishOf<"SetSeverity">): Decision => {
  const { severity, byManagement } = wish;
  if (severity === incident.severity) {
    return refused(refusal("R-204", `${incident.id} is ${severity} already.`));
  }
  const may = isWorse(severity, incident.severity);
  return may || mayLead(incident, personOf(wish.actor), byManagement)
    ? record({ type: "SeverityChanged", severity })
    : onlyLead(incident);
};

export const decidePhase = (incident: Incident, wish: WishOf<"SetPhase">): Decision =>
  bySubject(incident, wish.actor) ?? setPhase(incident, wish);

const setPhase = (incident: Incident, wish: WishOf<"SetPhase">): Decision =>
  wish.phase === incident.phase
    ? refused(refusal("R-204", `${incident.id} is in ${wish.phase} already.`))
    : record({ type: "PhaseChanged", phase: wish.phase });

/** What the new directory changed, once for a file. Owners follow by their own command. */
export const decideDirectory = (
  incident: Incident,
  wish: WishOf<"ApplyDirectory"> | WishOf<"RefuseDirectory">,
): Decision => {
  if (incident.closed || incident.directory === wish.sha256) return ignored;
  const { sha256 } = wish;
  return wish.type === "ApplyDirectory"
    ? record({ type: "DirectoryChanged", sha256, changes: wish.changes })
    : record({ type: "DirectoryRefused", sha256, problem: wish.problem });
};

/** An entry for what happened to an exception; the same entry of its record isn't told twice. */
export const decideNoteException = (
  incident: Incident,
  wish: WishOf<"NoteException">,
): Decision => {
  const { exception, step, state, seq, what, text } = wish;
  const known = incident.exceptions.find(({ id }) => id === exception);
  if (known && known.seq >= seq) return ignored;
  return record({ type: "ExceptionNoted", exception, step, state, seq, what, text });
};
