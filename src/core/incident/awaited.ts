import { isSamePerson, voters, votesNeeded } from "../approval/quorum.ts";
import { type Person } from "./people.ts";
import { type Step } from "./types.ts";

/**
 * Who is waited for on a step: whoever chose to do it by hand; where two people are needed, also after the card
 * lapsed, everybody whose vote would count and who hasn't voted, the proposer not among them; else its owner.
 * Nobody where it has none.
 */
export const awaitedOn = ({ status, ownership }: Step): readonly Person[] => {
  if (status.kind === "by hand" && status.by) return [status.by];
  if (!ownership) return [];
  const votes = status.kind === "waiting" ? status.votes : [];
  const waits = status.kind === "waiting" || status.kind === "lapsed";
  if (!waits || votesNeeded(status.proposal.plan.tier) === 1) return [ownership.owner];
  return voters(ownership, status.proposal).filter(
    (person) => !votes.some(({ by }) => isSamePerson(by, person)),
  );
};
