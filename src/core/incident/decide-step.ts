/** What Cordon's own work on a step leads to: proposals, lapses, effects. */
import { longestText, proposalLifetimeMs } from "../approval/limits.ts";
import { roleOf } from "../approval/quorum.ts";
import { notOwner, refusal } from "../approval/sentences.ts";
import { type Refusal } from "../approval/refusals.ts";
import { after, type Instant } from "../shared/ids.ts";
import { type WishOf } from "./commands.ts";
import { usableUntil } from "./check-press.ts";
import {
  barredRefusal,
  type Decision,
  ignored,
  isBarred,
  personOf,
  record,
  refused,
  stepOf,
} from "./decision.ts";
import { outcomeOf, outcomeOfTotals } from "./outcome.ts";
import { type Person } from "./people.ts";
import { type Direction, type Outcome } from "./plan.ts";
import { type Incident, type Step, type StepStatus } from "./types.ts";
import { wayBack } from "./way-back.ts";

export const decidePropose = (incident: Incident, wish: WishOf<"ProposeStep">): Decision => {
  const step = stepOf(incident, wish.step);
  if (incident.closed || incident.frozen || step.status.kind !== "not started") return ignored;
  return record({
    type: "StepProposed",
    step: wish.step,
    approvalId: wish.id,
    nonce: wish.nonce,
    plan: wish.plan,
    planHash: wish.planHash,
    proposer: step.askedBy,
    epoch: incident.epoch,
    expiresAt: after(wish.at, proposalLifetimeMs),
  });
};

export const decideNotNeeded = (incident: Incident, wish: WishOf<"NotNeeded">): Decision => {
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
  const { step, handle, reason, byHand, never } = wish;
  const fact = { type: "StepLeftToPeople", step, handle, reason, byHand } as const;
  return record({ ...fact, ...(never && { never }) });
};

/** Timeout means no: for a proposal that nobody answered, and for an approval that nothing used. */
const whyLapsed = (
  status: StepStatus,
  wish: WishOf<"Lapse">,
): "no answer" | "not used" | undefined => {
  if (!("proposal" in status) || status.proposal.approvalId !== wish.approvalId) return undefined;
  if (status.kind === "waiting" && wish.at >= status.proposal.expiresAt) return "no answer";
  const unused = status.kind === "approved" && wish.at > usableUntil(status);
  return unused ? "not used" : undefined;
};

export const decideLapse = (incident: Incident, wish: WishOf<"Lapse">): Decision => {
  const reason = whyLapsed(stepOf(incident, wish.step).status, wish);
  return reason ? record({ type: "StepLapsed", step: wish.step, reason }) : ignored;
};

const noUndo = (step: Step): Refusal | undefined => {
  const name = `Step ${String(step.number)}`;
  if (!step.definition.undoable) return refusal("R-113", `${name} can't be undone.`);
  return wayBack(step) ? undefined : refusal("R-113", `${name} has nothing observed to undo.`);
};

/** Where a new proposal would have nothing to propose, or would come between people and a decision. */
const notAgain = (step: Step, direction: Direction): Refusal | undefined => {
  const { status, number } = step;
  const name = `Step ${String(number)}`;
  switch (status.kind) {
    case "not started":
      return refusal("R-112", `${name} is being read for a proposal.`);
    case "waiting":
    case "approved":
    case "running":
      return refusal("R-112", `${name} is ${status.kind} already.`);
    case "settled": {
      const { plan } = status.proposal;
      const holds = status.effect.outcome === "observed" && !status.effect.looked;
      // What an earlier plan changed is taken back by an undo of its own.
      const isLeft = direction === "undo" && wayBack(step) !== undefined;
      return holds && plan.direction === direction && !isLeft
        ? refusal("R-112", `${name} is observed already.`)
        : undefined;
    }
    default:
      return undefined;
  }
};

/** What "propose again" means: the same way as before, unless the way back was seen to hold. */
export const againDirection = ({ status }: Step): Direction => {
  if (!("proposal" in status) || status.proposal.plan.direction === "apply") return "apply";
  const undone = status.kind === "settled" && status.effect.outcome === "observed";
  return undone ? "apply" : "undo";
};

/** May this person ask for a step? Whoever may vote on it, and the lead. */
const mayAsk = (incident: Incident, step: Step, person: Person): Refusal | undefined => {
  if (isBarred(incident, person)) return barredRefusal;
  const may = roleOf(step.ownership, person) !== undefined || person.id === incident.lead.id;
  return may ? undefined : notOwner(step);
};

/** A deferral or an exception has ended: what they left open comes back, to its owner. */
const endsByItself = ({ status }: Step, at: Instant): boolean =>
  (status.kind === "deferred" && at >= status.until) ||
  status.kind === "declined" ||
  status.kind === "skipped";

/** A new proposal, or the way back of what was observed. Cordon asks only for what a person put off. */
export const decideReopen = (incident: Incident, wish: WishOf<"Reopen">): Decision => {
  const step = stepOf(incident, wish.step);
  const fact = { type: "StepReopened", step: wish.step, direction: wish.direction } as const;
  if (wish.actor.kind === "cordon") {
    return !incident.closed && endsByItself(step, wish.at) ? record(fact) : ignored;
  }
  if (incident.closed) return refused(refusal("R-111", `${incident.id} is closed.`));
  if (incident.frozen) return refused(refusal("R-108", "Approvals are frozen."));
  const no = mayAsk(incident, step, personOf(wish.actor));
  const impossible = wish.direction === "undo" ? noUndo(step) : undefined;
  const why = no ?? impossible ?? notAgain(step, wish.direction);
  return why ? refused(why) : record(fact);
};

type Ran = Extract<StepStatus, { kind: "running" | "settled" }>;

/** Access may remain only after something held, and never after the way back. */
const residualEnd = (status: Ran, outcome: Outcome, minutes: number | undefined) => {
  const holds = outcome === "observed" || outcome === "partly observed";
  return holds && minutes !== undefined && status.proposal.plan.direction === "apply"
    ? after(status.effect.requestedAt, minutes * 60_000)
    : undefined;
};

type Read = Pick<WishOf<"SettleEffect">, "seen" | "report">;

/** Of a list the same numbers can be of others: its report tells. */
const repeats = (status: Ran, outcome: Outcome, { seen, report }: Read, until?: Instant): boolean =>
  status.kind === "settled" &&
  status.effect.outcome === outcome &&
  status.effect.seen === seen &&
  status.effect.report === report &&
  status.effect.residualUntil === until;

/** What an effect on a list has besides. */
const ofList = ({ totals, report, misses }: WishOf<"SettleEffect">) => ({
  ...(totals && { totals }),
  ...(report !== undefined && { report }),
  ...(misses && { misses }),
});

export const decideSettle = (incident: Incident, wish: WishOf<"SettleEffect">): Decision => {
  const { status } = stepOf(incident, wish.step);
  if (status.kind !== "running" && status.kind !== "settled") return ignored;
  // A slow look at an older plan says nothing about this one.
  if (wish.approvalId !== undefined && wish.approvalId !== status.proposal.approvalId) {
    return ignored;
  }
  const { step, items, seen, totals } = wish;
  const outcome = totals ? outcomeOfTotals(totals) : outcomeOf(items);
  const residualUntil = residualEnd(status, outcome, wish.residualMinutes);
  if (repeats(status, outcome, wish, residualUntil)) return ignored;
  return record({
    type: "EffectSettled",
    step,
    outcome,
    items,
    seen,
    ...(residualUntil && { residualUntil }),
    ...ofList(wish),
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
  const no = mayAsk(incident, step, person);
  if (no) return refused(no);
  if (!awaitsLook(step.status)) {
    return refused(refusal("R-106", `Step ${String(step.number)} waits for no look any more.`));
  }
  const seen = wish.seen.trim();
  if (seen === "") return refused(refusal("R-110", "Write one sentence: what, and where?"));
  if (seen.length > longestText) {
    return refused(refusal("R-205", `At most ${String(longestText)} characters fit.`));
  }
  return record({ type: "PersonLooked", step: wish.step, outcome: wish.outcome, seen });
};

/** The tenant isn't what was approved: the vote is void and the step is proposed again. */
export const decideVoid = (incident: Incident, wish: WishOf<"VoidPlan">): Decision =>
  stepOf(incident, wish.step).status.kind === "approved"
    ? record({ type: "PlanDrifted", step: wish.step, what: wish.what })
    : ignored;
