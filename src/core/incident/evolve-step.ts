import { isSamePerson } from "../approval/quorum.ts";
import { peopleToWaive } from "../approval/limits.ts";
import { unreachable } from "../shared/unreachable.ts";
import { clockAfter } from "./evolve-clock.ts";
import { type StepEvent } from "./events.ts";
import { afterEffect, type EffectEvent } from "./evolve-effect.ts";
import { personOf, proposalOf, type StepEventOf, votesOf } from "./evolve-parts.ts";
import { type Actor, type Person } from "./people.ts";
import { type Vote } from "./plan.ts";
import { type Step, type StepStatus } from "./types.ts";
import { doneAfter } from "./way-back.ts";

type Of<T extends StepEvent["type"]> = StepEventOf<T>;

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

/** Events that tell of a step and leave its status as it is. */
type Told = Of<
  | "PressRefused"
  | "StepAssigned"
  | "OwnerFound"
  | "PeopleCalled"
  | "StepTaken"
  | "EmergencyReviewed"
  | "ExceptionNoted"
  | "SecretSealed"
  | "SecretEnded"
>;

const afterCourse = (
  step: Step,
  event: Exclude<StepEvent, VoteEvent | EffectEvent | Told>,
): StepStatus => {
  switch (event.type) {
    case "StepProposed":
      return proposed(event);
    case "StepReopened":
      return { kind: "not started", direction: event.direction, ahead: true };
    case "PlanDrifted":
      return { kind: "not started", direction: proposalOf(step).plan.direction, ahead: true };
    case "StepNotNeeded":
      return { kind: "not needed", at: event.at, seen: event.seen };
    case "StepSkipped": {
      const { handle, at, reason } = event;
      return { kind: "skipped", handle, by: personOf(event), at, reason };
    }
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
    case "EffectRegressed":
    case "StopAsked":
    case "PersonLooked":
      return afterEffect(step, event);
    case "PressRefused":
    case "StepAssigned":
    case "OwnerFound":
    case "PeopleCalled":
    case "StepTaken":
    case "EmergencyReviewed":
    case "ExceptionNoted":
    case "SecretSealed":
    case "SecretEnded":
      return step.status;
    default:
      return afterCourse(step, event);
  }
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

const secretsAfter = (step: Step, event: StepEvent): Step["secrets"] => {
  if (event.type === "SecretSealed") {
    const { secret: id, label, to, at } = event;
    return [...step.secrets, { id, label, to, at }];
  }
  if (event.type !== "SecretEnded") return step.secrets;
  const { secret: id, how, at } = event;
  return step.secrets.map((one) => (one.id === id ? { ...one, ended: { how, at } } : one));
};

/** What regressed stays said until it is observed again, or found to be so. */
const regressedAfter = (step: Step, event: StepEvent, status: StepStatus): Step["regressed"] => {
  if (event.type === "EffectRegressed") {
    const { at, seen, changedBy } = event;
    return { at, seen, ...(changedBy !== undefined && { changedBy }) };
  }
  const holds = status.kind === "settled" && status.effect.outcome === "observed";
  return holds || status.kind === "not needed" || status.kind === "skipped"
    ? undefined
    : step.regressed;
};

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
    regressed: regressedAfter(step, event, status),
    secrets: secretsAfter(step, event),
    ...doneAfter(step, event, status),
    emergency: emergencyAfter(step, event),
  };
};
