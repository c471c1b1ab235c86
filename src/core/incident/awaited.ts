import { voters, votesNeeded } from "../approval/quorum.ts";
import { type Person } from "./people.ts";
import { type Step } from "./types.ts";

/**
 * Who is waited for on a step: its owner; where two people are needed everybody whose vote would count and who
 * hasn't voted, the proposer not among them. Nobody where it has no owner.
 */
export const awaitedOn = ({ status, ownership }: Step): readonly Person[] => {
  if (!ownership) return [];
  if (status.kind !== "waiting" || votesNeeded(status.proposal.plan.tier) === 1) {
    return [ownership.owner];
  }
  const voted = new Set(status.votes.map(({ by }) => by.id));
  return voters(ownership, status.proposal).filter(({ id }) => !voted.has(id));
};
