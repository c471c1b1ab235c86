/** Whose vote counts, and how many it takes. Absent means denied. */
import { type Ownership, type Person } from "../incident/people.ts";
import { type Proposal, type Tier, type Vote } from "../incident/plan.ts";
import { coolOffMs } from "./limits.ts";

/** In which capacity somebody may vote on a step. */
export type Role = "owner" | "deputy" | "second";

/** Distinct people whose votes a plan needs (security rules, approvals 4). */
export const votesNeeded = (tier: Tier): number => (tier >= 2 ? 2 : 1);

/** How long nothing is requested after the last vote, in ms. */
export const coolOffOf = (tier: Tier): number => (tier === 3 ? coolOffMs : 0);

/** One human is one person, whatever the account. */
export const isSamePerson = (one: Person, other: Person): boolean => {
  const ids = [one.id, ...(one.accounts ?? [])];
  return [other.id, ...(other.accounts ?? [])].some((id) => ids.includes(id));
};

/** Is this human one of these people, by whichever account? */
export const isAmong = (person: Person, people: readonly Person[]): boolean =>
  people.some((other) => isSamePerson(person, other));

/** The person's capacity on a step of this ownership; undefined for everybody else. */
export const roleOf = (ownership: Ownership | undefined, person: Person): Role | undefined => {
  if (!ownership) return undefined;
  if (isSamePerson(ownership.owner, person)) return "owner";
  if (isAmong(person, ownership.deputies)) return "deputy";
  return isAmong(person, ownership.seconds) ? "second" : undefined;
};

/** Seconds vote only where two are needed, and there the person who asked for the plan doesn't vote at all. */
export const mayVote = (
  ownership: Ownership | undefined,
  { plan, proposer }: Pick<Proposal, "plan" | "proposer">,
  person: Person,
): boolean => {
  const role = roleOf(ownership, person);
  if (votesNeeded(plan.tier) === 1) return role === "owner" || role === "deputy";
  return role !== undefined && !isSamePerson(proposer, person);
};

/** Everybody whose vote would count for this plan, once, in the order of asking. */
export const voters = (
  ownership: Ownership | undefined,
  proposal: Pick<Proposal, "plan" | "proposer">,
): readonly Person[] => {
  if (!ownership) return [];
  const everybody = [ownership.owner, ...ownership.deputies, ...ownership.seconds];
  return distinctHumans(everybody).filter((person) => mayVote(ownership, proposal, person));
};

/** Each human once, at their first place. */
export const distinctHumans = (people: readonly Person[]): readonly Person[] =>
  people.filter((person, at) => !isAmong(person, people.slice(0, at)));

/** The person as the directory knows them now: it may have joined two accounts after both of them voted. */
const asKnown = (ownership: Ownership | undefined, person: Person): Person =>
  (ownership ? [ownership.owner, ...ownership.deputies, ...ownership.seconds] : []).find((known) =>
    isSamePerson(known, person),
  ) ?? person;

/** Enough distinct people, each of whom may vote, and one of them owner or deputy. */
const suffices = (
  people: readonly Person[],
  ownership: Ownership | undefined,
  proposal: Pick<Proposal, "plan" | "proposer">,
): boolean => {
  const known = people.map((person) => asKnown(ownership, person));
  const counted = distinctHumans(known).filter((person) => mayVote(ownership, proposal, person));
  const byDecider = counted.some((person) => roleOf(ownership, person) !== "second");
  return counted.length >= votesNeeded(proposal.plan.tier) && byDecider;
};

/** Do these votes carry the plan? One that a person gave alone in an emergency does by itself. */
export const isCarried = (
  votes: readonly Vote[],
  ownership: Ownership | undefined,
  proposal: Pick<Proposal, "plan" | "planHash" | "proposer">,
): boolean => {
  const forPlan = votes.filter((vote) => vote.planHash === proposal.planHash);
  const people = forPlan.map((vote) => vote.by);
  return (
    forPlan.some((vote) => vote.emergency !== undefined) || suffices(people, ownership, proposal)
  );
};

/** Could all who may vote, apart from those who are barred, carry the plan together? */
export const canBeCarried = (
  ownership: Ownership,
  proposal: Pick<Proposal, "plan" | "proposer">,
  isBarred: (person: Person) => boolean,
): boolean =>
  suffices(
    voters(ownership, proposal).filter((person) => !isBarred(person)),
    ownership,
    proposal,
  );
