/** The gate of the claiming transaction: everything that was true at the votes must still be. */
import { planLifetimeMs } from "../approval/limits.ts";
import { isCarried, mayVote } from "../approval/quorum.ts";
import { type Refusal } from "../approval/refusals.ts";
import { lapsed, refusal } from "../approval/sentences.ts";
import { after } from "../shared/ids.ts";
import { usableUntil } from "./check-press.ts";
import { type WishOf } from "./commands.ts";
import {
  type Decision,
  hasNoVote,
  ignored,
  isBarred,
  namedSomebody,
  noSay,
  record,
  refused,
  stepOf,
} from "./decision.ts";
import { recoveryWaitsFor } from "./due-steps.ts";
import { type Proposal, type Vote } from "./plan.ts";
import { type Incident, type Step, type StepStatus } from "./types.ts";

/** Why a vote counts no more; undefined while it does. */
const lostVote = (
  incident: Incident,
  step: Step,
  proposal: Proposal,
  vote: Vote,
): string | undefined => {
  if (isBarred(incident, vote.by)) return noSay;
  if (hasNoVote(incident, vote.by)) return namedSomebody;
  if (vote.planHash !== proposal.planHash) return "voted for another plan";
  if (vote.at > after(proposal.proposedAt, planLifetimeMs))
    return "voted on a plan that was too old";
  if (vote.emergency) return undefined;
  return mayVote(step.ownership, proposal, vote.by)
    ? undefined
    : "may not decide this step any more";
};

type Approved = Extract<StepStatus, { kind: "approved" }>;

const closedGate = (incident: Incident, status: Approved, wish: WishOf<"RequestEffect">) => {
  if (incident.closed) return refusal("R-111", `${incident.id} is closed.`);
  if (incident.frozen || status.proposal.epoch !== incident.epoch) {
    return refusal("R-108", "Approvals were frozen.");
  }
  if (status.proposal.planHash !== wish.planHash) {
    return refusal("R-109", "No vote stands for this plan.");
  }
  return wish.at < status.notBefore ? refusal("R-117", "The cool-off still runs.") : undefined;
};

/** Gate G5 once more: something may have regressed or joined since the votes. Undefined where nothing holds it up. */
const tooEarly = (incident: Incident, step: Step, { plan }: Proposal): string | undefined => {
  if (step.definition.phase !== "recovery" || plan.direction !== "apply") return undefined;
  const before = recoveryWaitsFor(incident);
  if (before.length === 0) return undefined;
  const numbers = before.map(({ number }) => String(number)).join(", ");
  return `Recovery waits for ${before.length === 1 ? "step" : "steps"} ${numbers}.`;
};

export const decideRequest = (incident: Incident, wish: WishOf<"RequestEffect">): Decision => {
  const step = stepOf(incident, wish.step);
  const { status } = step;
  const { step: key, planHash, fence } = wish;
  if (status.kind !== "approved") return refused(refusal("R-109", "No vote stands for this plan."));
  const no: Refusal | undefined = closedGate(incident, status, wish);
  if (no) return refused(no);
  const what = tooEarly(incident, step, status.proposal);
  if (what !== undefined) {
    return refused(refusal("R-109", what), { type: "PlanDrifted", step: key, what });
  }
  const lost = status.votes.flatMap((vote) => {
    const why = lostVote(incident, step, status.proposal, vote);
    return why === undefined
      ? []
      : [{ type: "VoteVoided", step: key, voter: vote.by, why } as const];
  });
  if (lost.length > 0) return refused(refusal("R-104", "A vote doesn't count any more."), ...lost);
  if (!isCarried(status.votes, step.ownership, status.proposal)) {
    return refused(refusal("R-104", "The votes don't carry this plan."));
  }
  const until = usableUntil(status);
  if (wish.at > until) {
    return refused(lapsed(until), { type: "StepLapsed", step: key, reason: "not used" });
  }
  return record({ type: "EffectRequested", step: key, planHash, fence });
};

/** Cordon found that a voter left, or is no member of the tenant any more. */
export const decideVoidVote = (incident: Incident, wish: WishOf<"VoidVote">): Decision => {
  const { step: key, voter, why } = wish;
  const { status } = stepOf(incident, key);
  const votes = status.kind === "waiting" || status.kind === "approved" ? status.votes : [];
  return votes.some((vote) => vote.by.id === voter.id)
    ? record({ type: "VoteVoided", step: key, voter, why })
    : ignored;
};
