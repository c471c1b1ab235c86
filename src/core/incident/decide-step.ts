/** What Cordon's own work on a step leads to: proposals, lapses, effects. */
import { proposalLifetimeMs, unusedApprovalMs } from "../approval/limits.ts";
import { notOwner, refusal } from "../approval/sentences.ts";
import { after, type Instant } from "../shared/ids.ts";
import { type WishOf } from "./commands.ts";
import {
  type Decision,
  isSubject,
  mayDecide,
  personOf,
  record,
  refused,
  stepOf,
} from "./decision.ts";
import { outcomeOf } from "./outcome.ts";
import { type Incident, type Outcome, type StepStatus } from "./types.ts";

const ignored: Decision = { facts: [] };

export const decidePropose = (incident: Incident, wish: WishOf<"ProposeStep">): Decision => {
  const step = stepOf(incident, wish.step);
  if (incident.closed || step.status.kind !== "not started") return ignored;
  return record({
    type: "StepProposed",
    step: wish.step,
    approvalId: wish.id,
    nonce: wish.nonce,
    plan: wish.plan,
    planHash: wish.planHash,
    expiresAt: after(wish.at, proposalLifetimeMs),
  });
};

export const decideSkip = (incident: Incident, wish: WishOf<"SkipStep">): Decision => {
  const { status } = stepOf(incident, wish.step);
  const open = status.kind === "not started" || status.kind === "approved";
  return open && !incident.closed
    ? record({ type: "StepNotNeeded", step: wish.step, seen: wish.seen })
    : ignored;
};

export const decideLeave = (incident: Incident, wish: WishOf<"LeaveToPeople">): Decision => {
  const { status } = stepOf(incident, wish.step);
  const open = status.kind === "not started" || status.kind === "approved";
  if (!open || incident.closed) return ignored;
  const { step, handle, reason, byHand } = wish;
  return record({ type: "StepLeftToPeople", step, handle, reason, byHand });
};

/** Timeout means no: for a proposal that nobody answered, and for an approval that nothing used. */
const whyLapsed = (
  status: StepStatus,
  wish: WishOf<"Lapse">,
): "no answer" | "not used" | undefined => {
  if (!("proposal" in status) || status.proposal.approvalId !== wish.approvalId) return undefined;
  if (status.kind === "waiting" && wish.at >= status.proposal.expiresAt) return "no answer";
  const unused = status.kind === "approved" && wish.at > after(status.vote.at, unusedApprovalMs);
  return unused ? "not used" : undefined;
};

export const decideLapse = (incident: Incident, wish: WishOf<"Lapse">): Decision => {
  const reason = whyLapsed(stepOf(incident, wish.step).status, wish);
  return reason ? record({ type: "StepLapsed", step: wish.step, reason }) : ignored;
};

/** A new proposal, or the way back of what was observed: asked for by owner, deputy or lead. */
export const decideReopen = (incident: Incident, wish: WishOf<"Reopen">): Decision => {
  const step = stepOf(incident, wish.step);
  const person = personOf(wish.actor);
  if (incident.closed) return refused(refusal("R-111", `${incident.id} is closed.`));
  if (isSubject(incident, person)) {
    return refused(refusal("R-103", "You can't decide in this incident."));
  }
  if (!mayDecide(step, person) && person.id !== incident.lead.id) return refused(notOwner(step));
  if (wish.direction === "undo" && !step.done) {
    return refused(refusal("R-113", `Step ${String(step.number)} has nothing observed to undo.`));
  }
  if (["not started", "waiting", "approved", "running"].includes(step.status.kind)) {
    return refused(refusal("R-112", `Step ${String(step.number)} is ${step.status.kind} already.`));
  }
  return record({ type: "StepReopened", step: wish.step, direction: wish.direction });
};

type Ran = Extract<StepStatus, { kind: "running" | "settled" }>;

/** Access may remain only after something held, and never after the way back. */
const residualEnd = (status: Ran, outcome: Outcome, minutes: number | undefined) => {
  const holds = outcome === "observed" || outcome === "partly observed";
  return holds && minutes !== undefined && status.proposal.plan.direction === "apply"
    ? after(status.effect.requestedAt, minutes * 60_000)
    : undefined;
};

const repeats = (status: Ran, outcome: Outcome, seen: string, until?: Instant): boolean =>
  status.kind === "settled" &&
  status.effect.outcome === outcome &&
  status.effect.seen === seen &&
  status.effect.residualUntil === until;

export const decideSettle = (incident: Incident, wish: WishOf<"SettleEffect">): Decision => {
  const { status } = stepOf(incident, wish.step);
  if (status.kind !== "running" && status.kind !== "settled") return ignored;
  const { step, items, seen } = wish;
  const outcome = outcomeOf(items);
  const residualUntil = residualEnd(status, outcome, wish.residualMinutes);
  if (repeats(status, outcome, seen, residualUntil)) return ignored;
  return record({
    type: "EffectSettled",
    step,
    outcome,
    items,
    seen,
    ...(residualUntil && { residualUntil }),
  });
};

const awaitsLook = (status: StepStatus): boolean =>
  status.kind === "by hand"
    ? status.looked?.outcome !== "observed"
    : status.kind === "settled" && status.effect.outcome === "unknown";

/** What a person saw where Cordon could not tell, or after doing it by hand. */
export const decideLook = (incident: Incident, wish: WishOf<"RecordLook">): Decision => {
  const step = stepOf(incident, wish.step);
  const person = personOf(wish.actor);
  if (isSubject(incident, person)) {
    return refused(refusal("R-103", "You can't decide in this incident."));
  }
  if (!mayDecide(step, person) && person.id !== incident.lead.id) return refused(notOwner(step));
  if (!awaitsLook(step.status)) {
    return refused(refusal("R-106", `Step ${String(step.number)} waits for no look any more.`));
  }
  const seen = wish.seen.trim();
  if (seen === "") return refused(refusal("R-110", "Write one sentence: what, and where?"));
  return record({ type: "PersonLooked", step: wish.step, outcome: wish.outcome, seen });
};

/** The tenant isn't what was approved: the vote is void and the step is proposed again. */
export const decideVoid = (incident: Incident, wish: WishOf<"VoidPlan">): Decision =>
  stepOf(incident, wish.step).status.kind === "approved"
    ? record({ type: "PlanDrifted", step: wish.step, what: wish.what })
    : ignored;
