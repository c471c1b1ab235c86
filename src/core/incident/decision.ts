import { type Refusal } from "../approval/refusals.ts";
import { isSamePerson, roleOf } from "../approval/quorum.ts";
import { longestText } from "../approval/limits.ts";
import { refusal, badText } from "../approval/sentences.ts";
import { type IncidentFact } from "./events.ts";
import { type Actor, type Person, personIn } from "./people.ts";
import { type Incident, type Step } from "./types.ts";

/** What a command leads to: facts to record, and what its sender is told when it was refused. */
export type Decision = { readonly facts: readonly IncidentFact[]; readonly refusal?: Refusal };

/** These facts, and nothing to tell. */
export const record = (...facts: IncidentFact[]): Decision => ({ facts });

/** Nothing to record and nothing to tell. */
export const ignored: Decision = { facts: [] };

/** Nothing changes; `facts` may say that somebody was refused. */
export const refused = (refusal: Refusal, ...facts: IncidentFact[]): Decision => ({
  facts,
  refusal,
});

/** The person who acts. A command that only people may send fails loudly when Cordon sends it. */
export const personOf = (actor: Actor): Person => {
  const person = personIn(actor);
  if (!person) throw new Error("only a person may send this command");
  return person;
};

/** The step with this key, if the incident has one. */
export const findStep = ({ steps }: Pick<Incident, "steps">, key: string): Step | undefined =>
  steps.find(({ definition }) => definition.key === key);

/** The step with this key; the callers take keys from the state, so a missing one is a fault. */
export const stepOf = (incident: Incident, key: string): Step => {
  const step = findStep(incident, key);
  if (!step) throw new Error(`${incident.id} has no step ${key}`);
  return step;
};

/**
 * Has this human no say in the incident: a subject, whose credentials it may reset, or a suspect, with
 * whichever account?
 */
export const isBarred = (incident: Incident, person: Person): boolean => {
  const ids: readonly string[] = [person.id, ...(person.accounts ?? [])];
  return (
    incident.subjects.some((subject) => ids.includes(subject.id)) ||
    incident.suspects.some((suspect) => isSamePerson(suspect, person))
  );
};

/**
 * Has this human no vote here: barred, or somebody who named a suspect? Otherwise a lead could become owner by
 * naming the owners. They may still lead, decline and freeze.
 */
export const hasNoVote = (incident: Incident, person: Person): boolean =>
  isBarred(incident, person) || incident.namers.some((namer) => isSamePerson(namer, person));

/** Why the votes of suspects, and of those who named one, count no more. */
export const noSay = "has no say in this incident any more";
export const namedSomebody = "named a suspect and votes here no more";

/** What those hear who may vote no more because they named somebody. */
export const namerRefusal: Refusal = refusal(
  "R-102",
  "You named a suspect here; somebody else must approve.",
);

/** What those hear who are barred: it doesn't say why. */
export const barredRefusal: Refusal = refusal("R-103", "You can't decide in this incident.");

/** Is a person with this rank barred from what everybody else may do? */
export const bySubject = (incident: Incident, actor: Actor): Decision | undefined =>
  isBarred(incident, personOf(actor)) ? refused(barredRefusal) : undefined;

/** Lead or management: who may move responsibility. */
export const mayLead = (incident: Incident, person: Person, byManagement: boolean): boolean =>
  byManagement || isSamePerson(incident.lead, person);

/** What everybody else hears then. */
export const onlyLead = (incident: Incident): Decision =>
  refused(refusal("R-201", `Only the lead, ${incident.lead.name}, or management may do this.`));

/** Owner or named deputy: the people who decide a step. */
export const mayDecide = (step: Step, person: Person): boolean => {
  const role = roleOf(step.ownership, person);
  return role === "owner" || role === "deputy";
};

/** Why a text of a person can't be recorded; undefined where it can. */
export const refusedText = (text: string, what: string): Decision | undefined => {
  const why = badText(text, what);
  return why && refused(why);
};

/** Why a reason doesn't do: every refusal to act, and every act alone, says why. */
export const badReason = (reason: string): Refusal | undefined => {
  if (reason === "") return refusal("R-110", "Write one sentence why.");
  return reason.length > longestText
    ? refusal("R-205", `A reason has at most ${String(longestText)} characters.`)
    : undefined;
};
