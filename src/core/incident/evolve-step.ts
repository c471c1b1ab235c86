import { isSamePerson } from "../approval/quorum.ts";
import { peopleToWaive } from "../approval/limits.ts";
import { unreachable } from "../shared/unreachable.ts";
import { clockAfter } from "./evolve-clock.ts";
import { type StepEvent } from "./events.ts";
import { outcomeOf } from "./outcome.ts";
import { type Actor, type Person, personIn } from "./people.ts";
import { type Proposal, type Vote } from "./plan.ts";
import { type Step, type StepStatus } from "./types.ts";

type Of<T extends StepEvent["type"]> = Extract<StepEvent, { type: T }>;

const personOf = (event: StepEvent): Person => {
  const person = personIn(event.actor);
  if (!person) throw new Error(`${event.type} has no person`);
  return person;
};

/** The proposal that a step carries; its absence is a broken record. */
const proposalOf = (step: Step): Proposal => {
  if ("proposal" in step.status) return step.status.proposal;
  throw new Error(`step ${step.definition.key} has no proposal in state ${step.status.kind}`);
};
const votesOf = (step: Step): readonly Vote[] => ("votes" in step.status ? step.status.votes : []);

const proposed = (event: Of<"StepProposed">): StepStatus => ({
  kind: "waiting",
  proposal: {
    approvalId: event.approvalId,
    nonce: event.nonce,
    plan: event.plan,
    planHash: event.planHash,
    proposer: event.proposer,
    epoch: event.epoch,
    proposedAt: event.at,
    expiresAt: event.expiresAt,
  },
  votes: [],
});

const voteIn = (event: Of<"StepApproved">): Vote => {
  const { at, planHash, onBehalfOf, accountable, emergency } = event;
  return {
    by: personOf(event),
    at,
    planHash,
    ...(onBehalfOf && { onBehalfOf }),
    ...(accountable && { accountable }),
    ...(emergency && { emergency }),
  };
};

/** One more vote: the last one that is needed names the time from when the effect may be requested. */
const approved = (step: Step, event: Of<"StepApproved">): StepStatus => {
  const proposal = proposalOf(step);
  const votes = [...votesOf(step), voteIn(event)];
  const { notBefore, expiresAt } = event;
  return notBefore === undefined
    ? { kind: "waiting", proposal: { ...proposal, ...(expiresAt && { expiresAt }) }, votes }
    : { kind: "approved", proposal, votes, notBefore, waivedBy: [] };
};

/** A vote less: whatever it carried waits again, until its plan lapses. */
const without = (step: Step, voter: Person): StepStatus => {
  const { status } = step;
  if (status.kind !== "waiting" && status.kind !== "approved") return status;
  const votes = status.votes.filter((vote) => !isSamePerson(vote.by, voter));
  return { kind: "waiting", proposal: status.proposal, votes };
};

const waived = ({ status }: Step, event: Of<"CoolOffWaived">): StepStatus => {
  if (status.kind !== "approved") return status;
  const waivedBy = [...status.waivedBy, personOf(event)];
  const notBefore = waivedBy.length >= peopleToWaive ? event.at : status.notBefore;
  return { ...status, waivedBy, notBefore };
};

const requested = (step: Step, event: Of<"EffectRequested">): StepStatus => ({
  kind: "running",
  proposal: proposalOf(step),
  votes: votesOf(step),
  effect: { requestedAt: event.at, items: [], seen: "" },
});

const accepted = (step: Step, event: Of<"EffectAccepted">): StepStatus =>
  step.status.kind === "running"
    ? { ...step.status, effect: { ...step.status.effect, acceptedAt: event.at } }
    : step.status;

const settled = (step: Step, event: Of<"EffectSettled">): StepStatus => {
  if (step.status.kind !== "running" && step.status.kind !== "settled") {
    throw new Error(`step ${step.definition.key} settled in state ${step.status.kind}`);
  }
  const { requestedAt, acceptedAt } = step.status.effect;
  return {
    kind: "settled",
    proposal: proposalOf(step),
    votes: votesOf(step),
    effect: {
      requestedAt,
      ...(acceptedAt && { acceptedAt }),
      outcome: event.outcome,
      settledAt: event.at,
      items: event.items,
      seen: event.seen,
      ...(event.residualUntil && { residualUntil: event.residualUntil }),
    },
  };
};

/** The person's answer stands for what was doubtful; what was read before stays as it was read. */
const looked = (step: Step, event: Of<"PersonLooked">): StepStatus => {
  const { status } = step;
  const { outcome, seen, at } = event;
  const answer = { by: personOf(event), at, outcome, seen };
  if (status.kind === "by hand") return { ...status, looked: answer };
  if (status.kind !== "settled") return status;
  const items = status.effect.items.map((item) =>
    item.state === "unknown" ? { ...item, state: outcome } : item,
  );
  // Without items there is nothing but the answer.
  const whole = items.length === 0 ? outcome : outcomeOf(items);
  const effect = { ...status.effect, outcome: whole, settledAt: at, seen, items, looked: answer };
  return { ...status, effect };
};

const stopped = (step: Step, event: Of<"StepDeclined" | "StepDeferred">): StepStatus => {
  const common = { proposal: proposalOf(step), by: personOf(event), at: event.at };
  const { reason } = event;
  return event.type === "StepDeclined"
    ? { kind: "declined", ...common, reason }
    : { kind: "deferred", ...common, until: event.until, reason };
};

const leftToPeople = (event: Of<"StepLeftToPeople">): StepStatus => ({
  kind: "by hand",
  handle: event.handle,
  at: event.at,
  reason: event.reason,
  byHand: event.byHand,
  ...(event.never && { never: event.never }),
  ...(event.actor.kind === "person" && { by: personOf(event) }),
});

type VoteEvent = Of<"StepApproved" | "VoteWithdrawn" | "VoteVoided" | "CoolOffWaived">;

const afterVote = (step: Step, event: VoteEvent): StepStatus => {
  switch (event.type) {
    case "StepApproved":
      return approved(step, event);
    case "VoteWithdrawn":
      return without(step, personOf(event));
    case "VoteVoided":
      return without(step, event.voter);
    case "CoolOffWaived":
      return waived(step, event);
    default:
      return unreachable(event);
  }
};

type EffectEvent = Of<"EffectRequested" | "EffectAccepted" | "EffectSettled" | "PersonLooked">;

const afterEffect = (step: Step, event: EffectEvent): StepStatus => {
  switch (event.type) {
    case "EffectRequested":
      return requested(step, event);
    case "EffectAccepted":
      return accepted(step, event);
    case "EffectSettled":
      return settled(step, event);
    case "PersonLooked":
      return looked(step, event);
    default:
      return unreachable(event);
  }
};

/** Events that tell of a step and leave its status as it is. */
type Told = Of<
  | "PressRefused"
  | "StepAssigned"
  | "OwnerFound"
  | "PeopleCalled"
  | "StepTaken"
  | "EmergencyReviewed"
  | "ExceptionNoted"
>;

const afterCourse = (
  step: Step,
  event: Exclude<StepEvent, VoteEvent | EffectEvent | Told>,
): StepStatus => {
  switch (event.type) {
    case "StepProposed":
      return proposed(event);
    case "StepReopened":
      return { kind: "not started", direction: event.direction };
    case "PlanDrifted":
      return { kind: "not started", direction: proposalOf(step).plan.direction };
    case "StepNotNeeded":
      return { kind: "not needed", at: event.at, seen: event.seen };
    case "StepLeftToPeople":
      return leftToPeople(event);
    case "StepDeclined":
    case "StepDeferred":
      return stopped(step, event);
    case "StepLapsed":
      return { kind: "lapsed", proposal: proposalOf(step), at: event.at };
    default:
      return unreachable(event);
  }
};

const statusAfter = (step: Step, event: StepEvent): StepStatus => {
  switch (event.type) {
    case "StepApproved":
    case "VoteWithdrawn":
    case "VoteVoided":
    case "CoolOffWaived":
      return afterVote(step, event);
    case "EffectRequested":
    case "EffectAccepted":
    case "EffectSettled":
    case "PersonLooked":
      return afterEffect(step, event);
    case "PressRefused":
    case "StepAssigned":
    case "OwnerFound":
    case "PeopleCalled":
    case "StepTaken":
    case "EmergencyReviewed":
    case "ExceptionNoted":
      return step.status;
    default:
      return afterCourse(step, event);
  }
};

/** What undo would restore: the last plan that was seen to hold, until its way back was seen too. */
const doneAfter = (step: Step, status: StepStatus): Proposal | undefined => {
  if (status.kind !== "settled") return step.done;
  const { outcome } = status.effect;
  if (outcome !== "observed" && outcome !== "partly observed") return step.done;
  if (status.proposal.plan.direction === "apply") return status.proposal;
  // Half a way back leaves the other half to be undone.
  return outcome === "observed" ? undefined : step.done;
};

/** One person, one card, one reason: what makes a refused press the same press. */
export const refusedPress = (press: {
  readonly approvalId: string;
  readonly code: string;
  readonly actor: Actor;
}): string =>
  [press.approvalId, press.code, press.actor.kind === "person" ? press.actor.id : ""].join(" ");

const emergencyAfter = (step: Step, event: StepEvent): Step["emergency"] => {
  if (event.type === "StepApproved" && event.emergency) {
    return { vote: voteIn(event), review: undefined, called: [] };
  }
  const { emergency } = step;
  if (!emergency) return undefined;
  if (event.type === "EmergencyReviewed") {
    const review = { by: personOf(event), at: event.at, finding: event.finding };
    return { ...emergency, review };
  }
  return event.type === "PeopleCalled" && event.rung === "review due"
    ? { ...emergency, called: event.people }
    : emergency;
};

const ownershipAfter = (step: Step, event: StepEvent): Step["ownership"] =>
  event.type === "StepAssigned" || event.type === "OwnerFound" ? event.ownership : step.ownership;

/** A step after one of its events. */
export const evolveStep = (step: Step, event: StepEvent): Step => {
  const status = statusAfter(step, event);
  const asked = event.type === "StepReopened" && event.actor.kind === "person";
  return {
    ...step,
    ownership: ownershipAfter(step, event),
    askedBy: asked ? personOf(event) : step.askedBy,
    status,
    clock: clockAfter(step, event, status),
    refused: event.type === "PressRefused" ? [...step.refused, refusedPress(event)] : step.refused,
    done: doneAfter(step, status),
    emergency: emergencyAfter(step, event),
  };
};
