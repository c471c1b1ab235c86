/** What people's commands about the incident as a whole lead to. */
import { longestText } from "../approval/limits.ts";
import { refusal } from "../approval/sentences.ts";
import { type WishOf } from "./commands.ts";
import {
  type Decision,
  isSubject,
  mayDecide,
  personOf,
  record,
  refused,
  stepOf,
} from "./decision.ts";
import { type Actor, type Incident } from "./types.ts";

/** A subject of the incident has no say in it, not even as its lead. */
const bySubject = (incident: Incident, actor: Actor): Decision | undefined =>
  isSubject(incident, personOf(actor))
    ? refused(refusal("R-103", "You can't decide in this incident."))
    : undefined;

const onlyLead = (incident: Incident): Decision =>
  refused(refusal("R-201", `Only the lead, ${incident.lead.name}, may do this.`));

const badText = (text: string, what: string): Decision | undefined => {
  if (text === "") return refused(refusal("R-205", `Write ${what}.`));
  return text.length > longestText
    ? refused(
        refusal("R-205", `${String(text.length)} characters; at most ${String(longestText)} fit.`),
      )
    : undefined;
};

/** A note may be added to a closed incident too: what is learnt later belongs to the record. */
export const decideNote = (_incident: Incident, wish: WishOf<"AddNote">): Decision => {
  const text = wish.text.trim();
  return badText(text, "what should stand in the log") ?? record({ type: "NoteAdded", text });
};

export const decideAssign = (incident: Incident, wish: WishOf<"AssignStep">): Decision => {
  const step = stepOf(incident, wish.step);
  const { owner } = wish.ownership;
  const lead = personOf(wish.actor);
  const subject = bySubject(incident, wish.actor);
  if (subject) return subject;
  if (lead.id !== incident.lead.id) return onlyLead(incident);
  // Who leads may not make themselves the one who approves.
  if (owner.id === lead.id && !mayDecide(step, lead)) {
    return refused(refusal("R-202", "You can't give yourself a step that isn't yours to decide."));
  }
  if (incident.subjects.some((subject) => subject.id === owner.id)) {
    return refused(refusal("R-103", "A subject of this incident can't own a step."));
  }
  if (!wish.allowed) {
    return refused(
      refusal("R-202", `${owner.name} is no owner, deputy or lead of that step's team.`),
    );
  }
  if (step.ownership?.owner.id === owner.id) {
    return refused(refusal("R-204", `${owner.name} owns step ${String(step.number)} already.`));
  }
  return record({ type: "StepAssigned", step: wish.step, ownership: wish.ownership });
};

export const decideSeverity = (incident: Incident, wish: WishOf<"SetSeverity">): Decision =>
  bySubject(incident, wish.actor) ?? setSeverity(incident, wish);

const setSeverity = (incident: Incident, wish: WishOf<"SetSeverity">): Decision =>
  wish.severity === incident.severity
    ? refused(refusal("R-204", `${incident.id} is ${wish.severity} already.`))
    : record({ type: "SeverityChanged", severity: wish.severity });

export const decidePhase = (incident: Incident, wish: WishOf<"SetPhase">): Decision =>
  bySubject(incident, wish.actor) ?? setPhase(incident, wish);

const setPhase = (incident: Incident, wish: WishOf<"SetPhase">): Decision =>
  wish.phase === incident.phase
    ? refused(refusal("R-204", `${incident.id} is in ${wish.phase} already.`))
    : record({ type: "PhaseChanged", phase: wish.phase });

const isOpen = (status: Incident["steps"][number]["status"]): boolean =>
  status.kind === "waiting" ||
  status.kind === "approved" ||
  status.kind === "running" ||
  // An honest "can't tell" of a person ends it; the record keeps the doubt.
  (status.kind === "settled" && status.effect.outcome === "unknown" && !status.effect.looked);

export const decideClose = (incident: Incident, wish: WishOf<"Close">): Decision => {
  const subject = bySubject(incident, wish.actor);
  if (subject) return subject;
  if (personOf(wish.actor).id !== incident.lead.id) return onlyLead(incident);
  const open = incident.steps.filter((step) => isOpen(step.status));
  if (open.length > 0) {
    const numbers = open.map((step) => String(step.number)).join(", ");
    return refused(
      refusal("R-203", `Steps ${numbers} wait or run. Approve, decline or look first.`),
    );
  }
  const reason = wish.reason.trim();
  return badText(reason, "why it is closed") ?? record({ type: "IncidentClosed", reason });
};
