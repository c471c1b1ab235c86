/** What the folds of a step's events share. */
import { type StepEvent } from "./events.ts";
import { type Person, personIn } from "./people.ts";
import { type Proposal, type Vote } from "./plan.ts";
import { type Step } from "./types.ts";

/** The step event of one type. */
export type StepEventOf<T extends StepEvent["type"]> = Extract<StepEvent, { type: T }>;

/** The person who made an event; Cordon never makes these. */
export const personOf = (event: StepEvent): Person => {
  const person = personIn(event.actor);
  if (!person) throw new Error(`${event.type} has no person`);
  return person;
};

/** The proposal that a step carries; its absence is a broken record. */
export const proposalOf = (step: Step): Proposal => {
  if ("proposal" in step.status) return step.status.proposal;
  throw new Error(`step ${step.definition.key} has no proposal in state ${step.status.kind}`);
};
/** The votes that a step carries. */
export const votesOf = (step: Step): readonly Vote[] =>
  "votes" in step.status ? step.status.votes : [];
