/** An incident grows: another subject, a step that no playbook foresaw, a step that people leave out. */
import { isAmong, isSamePerson } from "../approval/quorum.ts";
import { type Refusal } from "../approval/refusals.ts";
import { refusal } from "../approval/sentences.ts";
import { type WishOf } from "./commands.ts";
import {
  badReason,
  barredRefusal,
  type Decision,
  findStep,
  isBarred,
  mayDecide,
  mayLead,
  onlyLead,
  personOf,
  record,
  refused,
  stepOf,
} from "./decision.ts";
import { type Person } from "./people.ts";
import { type Subject } from "./plan.ts";
import { type Incident, type Step } from "./types.ts";

/** More steps than this nobody can follow in one channel. */
const mostSteps = 200;

/** Who is a subject decides nothing: whoever decides here is named a suspect instead, which takes the namer's vote too. */
const decidesHere = (incident: Incident, subject: Subject): boolean => {
  const person: Person = { id: subject.id, name: subject.name };
  const inStep = ({ ownership }: Step): boolean =>
    ownership !== undefined &&
    isAmong(person, [ownership.owner, ...ownership.deputies, ...ownership.seconds]);
  return isSamePerson(incident.lead, person) || incident.steps.some(inStep);
};

const mayWiden = (
  incident: Incident,
  { actor, byManagement }: Pick<WishOf<"AddStep">, "actor" | "byManagement">,
): Decision | undefined => {
  if (actor.kind === "cordon") return undefined;
  const person = personOf(actor);
  if (isBarred(incident, person)) return refused(barredRefusal);
  return mayLead(incident, person, byManagement) ? undefined : onlyLead(incident);
};

const tooMany = (incident: Incident, added: number): Decision | undefined =>
  incident.steps.length + added > mostSteps
    ? refused(refusal("R-205", `An incident has at most ${String(mostSteps)} steps.`))
    : undefined;

/** Lead or management; the playbook's steps for this kind of subject come with it. */
export const decideAddSubject = (incident: Incident, wish: WishOf<"AddSubject">): Decision => {
  const { subject, evidence, slowEvidence, steps, why } = wish;
  const no = mayWiden(incident, wish) ?? tooMany(incident, steps.length);
  if (no) return no;
  if (incident.subjects.some(({ id }) => id === subject.id)) {
    return refused(refusal("R-118", `${subject.name} is a subject of ${incident.id} already.`));
  }
  if (decidesHere(incident, subject)) {
    const how = "Name them with /incident suspect first, or assign their steps to others.";
    return refused(refusal("R-118", `${subject.name} decides in this incident. ${how}`));
  }
  return record({ type: "SubjectAdded", subject, evidence, slowEvidence, steps, why });
};

/** Lead or management; Cordon splits administrators off a list. The key is one that the incident doesn't have yet. */
export const decideAddStep = (incident: Incident, wish: WishOf<"AddStep">): Decision => {
  const { definition, ownership, why } = wish;
  const no = mayWiden(incident, wish) ?? tooMany(incident, 1);
  if (no) return no;
  const { subject } = definition;
  if (subject !== undefined && incident.subjects.every(({ id }) => id !== subject)) {
    return refused(refusal("R-207", `${incident.id} has no such subject. Add it first.`));
  }
  if (findStep(incident, definition.key)) {
    return refused(refusal("R-118", `${incident.id} has a step ${definition.key} already.`));
  }
  // Only Cordon speaks for somebody else: a person's own step is theirs.
  const askedBy = wish.actor.kind === "cordon" ? wish.askedBy : undefined;
  return record({
    type: "StepAdded",
    definition,
    ...(ownership && { ownership }),
    ...(askedBy && { askedBy }),
    why,
  });
};

const skippable = new Set<Step["status"]["kind"]>(["not started", "by hand", "lapsed", "deferred"]);

/** Why it can't be left out, and what to do instead; undefined where it can. */
const notSkippable = ({ status, number }: Step): Refusal | undefined => {
  const { kind } = status;
  const no = (why: string): Refusal => refusal("R-112", `Step ${String(number)} ${why}`);
  // To leave a way back out would take nothing back, and an exception would stand for what holds.
  if (kind === "not started" && status.direction === "undo") {
    return no("is on its way back. The way back isn't wanted? Decline it on its card.");
  }
  if (skippable.has(kind)) return undefined;
  if (kind === "waiting" || kind === "approved") {
    return no(`is ${kind} already. Decline it on its card.`);
  }
  if (kind !== "settled") return no(`is ${kind} already.`);
  if (status.effect.outcome !== "observed") return undefined;
  return status.proposal.plan.direction === "undo"
    ? no("is undone. Propose it again, or leave it.")
    : no("is observed. It holds: undo it first, or leave it.");
};

/** By whoever decides the step, the lead or management, with a reason; what waits for a vote is declined on its card. */
export const decideSkip = (incident: Incident, wish: WishOf<"SkipStep">): Decision => {
  const step = stepOf(incident, wish.step);
  const person = personOf(wish.actor);
  if (isBarred(incident, person)) return refused(barredRefusal);
  if (!mayDecide(step, person) && !mayLead(incident, person, wish.byManagement)) {
    return onlyLead(incident);
  }
  const no = notSkippable(step);
  if (no) return refused(no);
  const reason = wish.reason.trim();
  const bad = badReason(reason);
  const { step: key, handle } = wish;
  return bad ? refused(bad) : record({ type: "StepSkipped", step: key, handle, reason });
};
