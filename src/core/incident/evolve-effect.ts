/** What an effect's events make of its step. */
import { unreachable } from "../shared/unreachable.ts";
import { personOf, proposalOf, type StepEventOf as Of, votesOf } from "./evolve-parts.ts";
import { outcomeOf } from "./outcome.ts";
import { type Step, type StepStatus } from "./types.ts";

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
  const { requestedAt, acceptedAt, stop } = step.status.effect;
  return {
    kind: "settled",
    proposal: proposalOf(step),
    votes: votesOf(step),
    effect: {
      requestedAt,
      ...(acceptedAt && { acceptedAt }),
      ...(stop && { stop }),
      outcome: event.outcome,
      settledAt: event.at,
      items: event.items,
      seen: event.seen,
      ...(event.residualUntil && { residualUntil: event.residualUntil }),
      ...(event.totals && { totals: event.totals }),
      ...(event.report !== undefined && { report: event.report }),
      ...(event.misses && { misses: event.misses }),
    },
  };
};

const stopAsked = (step: Step, event: Of<"StopAsked">): StepStatus =>
  step.status.kind === "running"
    ? {
        ...step.status,
        effect: { ...step.status.effect, stop: { by: personOf(event), at: event.at } },
      }
    : step.status;

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

/** Events of an effect: from the request to what came of it. */
export type EffectEvent = Of<
  | "EffectRequested"
  | "EffectAccepted"
  | "EffectSettled"
  | "EffectRegressed"
  | "StopAsked"
  | "PersonLooked"
>;

/** Where a step stands after one of them. */
export const afterEffect = (step: Step, event: EffectEvent): StepStatus => {
  switch (event.type) {
    case "EffectRequested":
      return requested(step, event);
    case "EffectAccepted":
      return accepted(step, event);
    case "EffectSettled":
      return settled(step, event);
    case "EffectRegressed":
      return { kind: "not started", direction: "apply", ahead: true };
    case "StopAsked":
      return stopAsked(step, event);
    case "PersonLooked":
      return looked(step, event);
    default:
      return unreachable(event);
  }
};
