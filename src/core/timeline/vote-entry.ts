/** What the log says of votes, and of the presses that weren't any. */
import { planCode } from "../approval/plan-code.ts";
import { votesNeeded } from "../approval/quorum.ts";
import { refusalCodes } from "../approval/refusals.ts";
import { peopleToWaive } from "../approval/limits.ts";
import { cleanName, quoted } from "../shared/clean-text.ts";
import { unreachable } from "../shared/unreachable.ts";
import { type StepEventOf, type StepFacts } from "./facts.ts";
import { type Line } from "./line.ts";
import { resultWords } from "./words.ts";

type Approved = StepEventOf<"StepApproved">;

/** "approved", or "approved, 1 of 2" where it takes two: the vote that carries a plan names a time. */
const voteWord = ({ notBefore, emergency }: Approved, { tier }: StepFacts): Line["result"] => {
  const needed = votesNeeded(tier);
  if (emergency || needed === 1) return resultWords.approved;
  const given = notBefore === undefined ? needed - 1 : needed;
  return `${resultWords.approved}, ${String(given)} of ${String(needed)}`;
};

const approved = (event: Approved, facts: StepFacts): Line => {
  const { onBehalfOf, accountable, emergency } = event;
  return {
    action: `Vote on plan ${planCode(event.planHash)}`,
    result: voteWord(event, facts),
    evidence: [
      `step ${String(facts.step.number)}`,
      ...(onBehalfOf ? [`on behalf of ${cleanName(onBehalfOf.name)}`] : []),
      ...(accountable ? [`accountable ${cleanName(accountable.name)}`] : []),
      ...(emergency ? [`alone, in an emergency: ${quoted(emergency.reason, 240)}`] : []),
    ].join(", "),
  };
};

export type VoteEvent = StepEventOf<
  | "StepApproved"
  | "VoteWithdrawn"
  | "VoteVoided"
  | "CoolOffWaived"
  | "EmergencyReviewed"
  | "PressRefused"
>;

/** The line of one vote, or of what became of it. */
export const voteEntry = (event: VoteEvent, facts: StepFacts): Line => {
  const vote = `Vote on step ${String(facts.step.number)}`;
  switch (event.type) {
    case "StepApproved":
      return approved(event, facts);
    case "VoteWithdrawn":
      return { action: vote, result: resultWords.withdrawn, evidence: "" };
    case "VoteVoided":
      return {
        action: vote,
        result: resultWords.voteVoid,
        evidence: `${cleanName(event.voter.name)} ${event.why}`,
      };
    case "CoolOffWaived":
      return {
        action: `${facts.deed}, shorten the wait`,
        result: resultWords.approved,
        evidence: `takes ${String(peopleToWaive)} people`,
      };
    case "EmergencyReviewed":
      return {
        action: `${facts.deed}, approved alone`,
        result: resultWords.reviewed,
        evidence: quoted(event.finding, 390),
      };
    case "PressRefused":
      return {
        action: vote,
        result: `${resultWords.refused} ${event.code}`,
        evidence: refusalCodes[event.code],
      };
    default:
      return unreachable(event);
  }
};
