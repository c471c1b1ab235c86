import { type Refusal } from "../approval/refusals.ts";
import { type IncidentFact } from "./events.ts";
import { type Actor, type Incident, type Person, type Step } from "./types.ts";

/** What a command leads to: facts to record, and what its sender is told when it was refused. */
export type Decision = { readonly facts: readonly IncidentFact[]; readonly refusal?: Refusal };

/** These facts, and nothing to tell. */
export const record = (...facts: IncidentFact[]): Decision => ({ facts });

/** Nothing changes; `facts` may say that somebody was refused. */
export const refused = (refusal: Refusal, ...facts: IncidentFact[]): Decision => ({
  facts,
  refusal,
});

/** The person who acts. A command that only people may send fails loudly when Cordon sends it. */
export const personOf = (actor: Actor): Person => {
  if (actor.kind !== "person") throw new Error("only a person may send this command");
  return { id: actor.id, name: actor.name };
};

/** The step with this key; the callers take keys from the state, so a missing one is a fault. */
export const stepOf = (incident: Incident, key: string): Step => {
  const step = incident.steps.find((entry) => entry.definition.key === key);
  if (!step) throw new Error(`${incident.id} has no step ${key}`);
  return step;
};

export const isSubject = (incident: Incident, person: Person): boolean =>
  incident.subjects.some((subject) => subject.id === person.id);

/** Owner or named deputy: the only people who may vote on a step. */
export const mayDecide = (step: Step, person: Person): boolean =>
  step.ownership?.owner.id === person.id ||
  (step.ownership?.deputies.some((deputy) => deputy.id === person.id) ?? false);
