/** Whose votes stand, and whose are still needed, as cards say it. */
import { isCarried, roleOf, voters } from "../../core/approval/quorum.ts";
import { isBarred } from "../../core/incident/decision.ts";
import { type Person } from "../../core/incident/people.ts";
import { type Proposal, type Vote } from "../../core/incident/plan.ts";
import { nameWithEmployer } from "../../core/timeline/plain-words.ts";
import { personName } from "../parts/names.ts";
import { firstOf } from "../parts/run.ts";
import { type StepContext } from "./context.ts";

/** More names than these aren't read in a strip; Details has all. */
const mostNames = 4;

/** "Ana Costa, Jon Lind" or "Ana Costa, Jon Lind and 3 more". */
export const shortList = (people: readonly Person[], most = mostNames): string => {
  const { shown, more } = firstOf(people, most);
  return shown.map(personName).join(", ") + (more > 0 ? ` and ${String(more)} more` : "");
};

/** "Jon Lind for Ana Costa", "Lee Chan (Northwind), accountable: Ana Costa". */
const voter = ({ by, onBehalfOf, accountable }: Vote): string =>
  [
    nameWithEmployer(by),
    onBehalfOf ? ` for ${personName(onBehalfOf)}` : "",
    accountable ? `, accountable: ${personName(accountable)}` : "",
  ].join("");

/** "by Jon Lind for Ana Costa and Priya Nair", or by whom alone in an emergency. */
export const byWhom = (votes: readonly Vote[]): string => {
  const alone = votes.find(({ emergency }) => emergency !== undefined);
  return alone
    ? `alone by ${voter(alone)} in an emergency`
    : `by ${votes.map(voter).join(" and ")}`;
};

/** The same as a sentence: "Approved by Jon Lind". */
export const approvedBy = (votes: readonly Vote[]): string => `Approved ${byWhom(votes)}`;

type Voted = { readonly proposal: Proposal; readonly votes: readonly Vote[] };

/** The same with the time of the last vote. */
export const approval = ({ clock }: StepContext, { proposal, votes }: Voted): string =>
  `${approvedBy(votes)}, ${clock(votes.at(-1)?.at ?? proposal.proposedAt)}`;

/** Everybody who may vote for this plan; subjects and suspects of the incident may not. */
export const mayVote = ({ incident, step }: StepContext, proposal: Proposal): readonly Person[] =>
  voters(step.ownership, proposal).filter((person) => !isBarred(incident, person));

/** Those of them who decide: one of these is needed, whoever else votes. */
export const deciders = (context: StepContext, proposal: Proposal): readonly Person[] =>
  mayVote(context, proposal).filter(
    (person) => roleOf(context.step.ownership, person) !== "second",
  );

/** Whose vote would carry the plan now, together with those that stand. */
export const lastVoters = (context: StepContext, { proposal, votes }: Voted): readonly Person[] => {
  const { planHash } = proposal;
  return mayVote(context, proposal).filter((by) =>
    isCarried([...votes, { by, at: context.now, planHash }], context.step.ownership, proposal),
  );
};
