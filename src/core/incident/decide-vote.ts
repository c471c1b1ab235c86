/** Voting for exactly the plan that waits, and taking a vote back until the effect is requested. */
import { planCode } from "../approval/plan-code.ts";
import { emergencyReviewMs, planLifetimeMs, proposalLifetimeMs } from "../approval/limits.ts";
import { coolOffOf, isCarried, isSamePerson, mayVote, roleOf } from "../approval/quorum.ts";
import { type Refusal } from "../approval/refusals.ts";
import { alreadyRecorded, lapsed, refusal, utc } from "../approval/sentences.ts";
import { after, earlier, type Instant } from "../shared/ids.ts";
import { checkPress, foreign, refuseAndNote } from "./check-press.ts";
import { type WishOf } from "./commands.ts";
import {
  badReason,
  refusedText,
  barredRefusal,
  type Decision,
  hasNoVote,
  isBarred,
  namerRefusal,
  personOf,
  record,
  refused,
  stepOf,
} from "./decision.ts";
import { type IncidentFact } from "./events.ts";
import { type Person } from "./people.ts";
import { type Proposal, type Vote } from "./plan.ts";
import { type Incident, phases, type Step } from "./types.ts";

const containment = phases.indexOf("containment");

/** Whoever contains is in containment; later phases are the lead's word, because they overlap. */
const phaseAfter = (incident: Incident, step: Step): readonly IncidentFact[] =>
  step.definition.phase === "containment" && phases.indexOf(incident.phase) < containment
    ? [{ type: "PhaseChanged", phase: "containment" }]
    : [];

/** Whose decision it was where somebody else voted, and who is accountable for a provider's person. */
const inWhoseName = (step: Step, person: Person): Pick<Vote, "onBehalfOf" | "accountable"> => {
  const { ownership } = step;
  if (!ownership) return {};
  const { owner, deputies, seconds } = ownership;
  const others = [owner, ...deputies, ...seconds];
  const internal = ownership.accountable ?? others.find((other) => other.employer === undefined);
  return {
    ...(roleOf(ownership, person) === "deputy" && { onBehalfOf: owner }),
    ...(person.employer !== undefined && internal && { accountable: internal }),
  };
};

type Voted = Extract<IncidentFact, { type: "StepApproved" }>;

/** The last vote starts the cool-off; any other one gives the next ten minutes, never past the plan's life. */
const timesAfter = (
  proposal: Proposal,
  at: Instant,
  carried: boolean,
): Pick<Voted, "notBefore" | "expiresAt"> =>
  carried
    ? { notBefore: after(at, coolOffOf(proposal.plan.tier)) }
    : {
        expiresAt: earlier(
          after(at, proposalLifetimeMs),
          after(proposal.proposedAt, planLifetimeMs),
        ),
      };

/** A vote for exactly the plan that waits. */
export const decideApprove = (incident: Incident, press: WishOf<"Approve">): Decision => {
  const step = stepOf(incident, press.step);
  const no = checkPress(incident, step, press);
  if (no) return no;
  if (step.status.kind !== "waiting") throw new Error("checked above");
  const { proposal, votes } = step.status;
  const by = personOf(press.actor);
  const before = votes.find((vote) => isSamePerson(vote.by, by));
  if (before) return refused(alreadyRecorded(before.at));
  const { planHash } = proposal;
  const vote: Vote = { by, at: press.at, planHash };
  const carried = isCarried([...votes, vote], step.ownership, proposal);
  return record(
    {
      type: "StepApproved",
      step: press.step,
      planHash,
      ...inWhoseName(step, by),
      ...timesAfter(proposal, press.at, carried),
    },
    ...(carried ? phaseAfter(incident, step) : []),
  );
};

/** Own votes only, and only until the claim is written: afterwards there is undo. */
export const decideWithdraw = (incident: Incident, press: WishOf<"WithdrawVote">): Decision => {
  const step = stepOf(incident, press.step);
  const other = foreign(incident, step, press);
  if (other) return refuseAndNote(step, press, other);
  const { status } = step;
  if (status.kind === "running" || status.kind === "settled") {
    const text = `Too late: requested ${utc(status.effect.requestedAt)}. Undo it instead.`;
    return refused(refusal("R-106", text));
  }
  const votes = status.kind === "waiting" || status.kind === "approved" ? status.votes : [];
  const own = votes.some((vote) => isSamePerson(vote.by, personOf(press.actor)));
  return own
    ? record({ type: "VoteWithdrawn", step: press.step, approvalId: press.id })
    : refused(refusal("R-117", "You have no vote on this plan."));
};

/** Two of those who may decide end the cool-off together. */
export const decideWaive = (incident: Incident, press: WishOf<"WaiveCoolOff">): Decision => {
  const step = stepOf(incident, press.step);
  const person = personOf(press.actor);
  if (isBarred(incident, person)) return refuseAndNote(step, press, barredRefusal);
  const other = foreign(incident, step, press);
  if (other) return refuseAndNote(step, press, other);
  const { status } = step;
  if (status.kind !== "approved" || press.at >= status.notBefore) {
    return refused(refusal("R-117", "No cool-off runs on this plan."));
  }
  if (!mayVote(step.ownership, status.proposal, person)) {
    return refuseAndNote(step, press, refusal("R-104", "Only those who may vote may shorten it."));
  }
  if (hasNoVote(incident, person)) return refuseAndNote(step, press, namerRefusal);
  if (status.waivedBy.some((one) => isSamePerson(one, person))) {
    return refused(refusal("R-106", "Already recorded. One more person must agree."));
  }
  return record({ type: "CoolOffWaived", step: press.step, approvalId: press.id });
};

const withoutVote = (incident: Incident, person: Person): Refusal | undefined => {
  if (isBarred(incident, person)) return barredRefusal;
  return hasNoVote(incident, person) ? namerRefusal : undefined;
};

const notAlone = (incident: Incident, step: Step, wish: WishOf<"ApproveAlone">) => {
  const { status, definition } = step;
  if (incident.closed) return refusal("R-111", `${incident.id} is closed.`);
  if (incident.frozen) return refusal("R-108", "Approvals are frozen.");
  if (status.kind !== "waiting") {
    return refusal("R-117", `Step ${String(step.number)} doesn't wait for a vote.`);
  }
  const { plan, planHash, expiresAt } = status.proposal;
  const plain = plan.tier <= 1 && plan.direction === "apply" && plan.traits.length === 0;
  if (!definition.emergency || !plain) {
    const text =
      "Alone one may only end sessions or block sign-in of an account without privileges.";
    return refusal("R-114", text);
  }
  if (wish.at > expiresAt) return lapsed(expiresAt);
  return planCode(planHash) === wish.code.toUpperCase()
    ? undefined
    : refusal("R-115", `The plan that waits is ${planCode(planHash)}. Read its card first.`);
};

/** One responder alone, when nobody else answers: with a reason, everybody told, and a review within 24 h. */
export const decideApproveAlone = (incident: Incident, wish: WishOf<"ApproveAlone">): Decision => {
  const step = stepOf(incident, wish.step);
  const by = personOf(wish.actor);
  const { status } = step;
  const id = "proposal" in status ? status.proposal.approvalId : "";
  const press = { ...wish, id, nonce: "" };
  const why = withoutVote(incident, by) ?? notAlone(incident, step, wish);
  if (why) return refuseAndNote(step, press, why);
  const reason = wish.reason.trim();
  const bad = badReason(reason);
  if (bad) return refused(bad);
  if (status.kind !== "waiting") throw new Error("checked above");
  return record(
    {
      type: "StepApproved",
      step: wish.step,
      planHash: status.proposal.planHash,
      ...inWhoseName(step, by),
      emergency: { reason, reviewBy: after(wish.at, emergencyReviewMs) },
      notBefore: wish.at,
    },
    ...phaseAfter(incident, step),
  );
};

/** Somebody else looks at what one person approved alone. */
export const decideReviewAlone = (incident: Incident, wish: WishOf<"ReviewAlone">): Decision => {
  const step = stepOf(incident, wish.step);
  const person = personOf(wish.actor);
  if (isBarred(incident, person)) return refused(barredRefusal);
  const { emergency } = step;
  if (!emergency || emergency.review) {
    return refused(refusal("R-117", `Step ${String(step.number)} has nothing to review.`));
  }
  if (isSamePerson(emergency.vote.by, person)) {
    return refused(refusal("R-116", "You approved it alone; somebody else must review it."));
  }
  if (!roleOf(step.ownership, person) && !isSamePerson(incident.lead, person)) {
    return refused(refusal("R-201", "Its owner, a deputy or the lead reviews it."));
  }
  const finding = wish.finding.trim();
  const bad = refusedText(finding, "what you looked at and what you found");
  return bad ?? record({ type: "EmergencyReviewed", step: wish.step, finding });
};
