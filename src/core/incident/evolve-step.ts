import { unreachable } from "../shared/unreachable.ts";
import { type IncidentEvent } from "./events.ts";
import { outcomeOf } from "./outcome.ts";
import {
  type Actor,
  type Person,
  type Proposal,
  type Step,
  type StepStatus,
  type Vote,
} from "./types.ts";

/** The events that concern one step. */
export type StepEvent = Extract<IncidentEvent, { step: unknown }>;
type Of<T extends StepEvent["type"]> = Extract<StepEvent, { type: T }>;

const personOf = (event: StepEvent): Person => {
  if (event.actor.kind !== "person") throw new Error(`${event.type} has no person`);
  return { id: event.actor.id, name: event.actor.name };
};

/** The proposal and the vote that a step carries; their absence is a broken record. */
const proposalOf = (step: Step): Proposal => {
  if ("proposal" in step.status) return step.status.proposal;
  throw new Error(`step ${step.definition.key} has no proposal in state ${step.status.kind}`);
};
const voteOf = (step: Step): Vote => {
  if ("vote" in step.status) return step.status.vote;
  throw new Error(`step ${step.definition.key} has no vote in state ${step.status.kind}`);
};

const proposed = (event: Of<"StepProposed">): StepStatus => ({
  kind: "waiting",
  proposal: {
    approvalId: event.approvalId,
    nonce: event.nonce,
    plan: event.plan,
    planHash: event.planHash,
    proposedAt: event.at,
    expiresAt: event.expiresAt,
  },
});

const approved = (step: Step, event: Of<"StepApproved">): StepStatus => ({
  kind: "approved",
  proposal: proposalOf(step),
  vote: {
    by: personOf(event),
    at: event.at,
    planHash: event.planHash,
    ...(event.onBehalfOf && { onBehalfOf: event.onBehalfOf }),
  },
});

const requested = (step: Step, event: Of<"EffectRequested">): StepStatus => ({
  kind: "running",
  proposal: proposalOf(step),
  vote: voteOf(step),
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
    vote: voteOf(step),
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

const statusAfter = (step: Step, event: StepEvent): StepStatus => {
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
      return {
        kind: "by hand",
        handle: event.handle,
        at: event.at,
        reason: event.reason,
        byHand: event.byHand,
      };
    case "StepApproved":
      return approved(step, event);
    case "StepDeclined":
      return {
        kind: "declined",
        proposal: proposalOf(step),
        by: personOf(event),
        at: event.at,
        reason: event.reason,
      };
    case "StepLapsed":
      return { kind: "lapsed", proposal: proposalOf(step), at: event.at };
    case "EffectRequested":
      return requested(step, event);
    case "EffectAccepted":
      return accepted(step, event);
    case "EffectSettled":
      return settled(step, event);
    case "PersonLooked":
      return looked(step, event);
    case "PressRefused":
    case "StepAssigned":
      return step.status;
    default:
      return unreachable(event);
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

/** A step after one of its events. */
export const evolveStep = (step: Step, event: StepEvent): Step => {
  const status = statusAfter(step, event);
  return {
    ...step,
    ownership: event.type === "StepAssigned" ? event.ownership : step.ownership,
    status,
    refused: event.type === "PressRefused" ? [...step.refused, refusedPress(event)] : step.refused,
    done: doneAfter(step, status),
  };
};
