/** What follows an effect: stopping a long one, finding that it doesn't hold any more, handing its secret over. */
import { roleOf } from "../approval/quorum.ts";
import { notOwner, refusal } from "../approval/sentences.ts";
import { cleanText } from "../shared/clean-text.ts";
import { type WishOf } from "./commands.ts";
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
import { subjectOf } from "./evidence.ts";
import { type Incident, type Step, type StepStatus } from "./types.ts";
import { isHeld } from "./way-back.ts";

type Settled = Extract<StepStatus, { kind: "settled" }>;

/** Whoever may vote on the step, and the lead; stopping harms nobody, so it needs one person and no reason. */
export const decideAskStop = (incident: Incident, wish: WishOf<"AskStop">): Decision => {
  const step = stepOf(incident, wish.step);
  const person = personOf(wish.actor);
  const { status } = step;
  if (isBarred(incident, person)) return refused(barredRefusal);
  const may = roleOf(step.ownership, person) !== undefined || person.id === incident.lead.id;
  if (!may) return refused(notOwner(step));
  if (status.kind !== "running" || status.proposal.approvalId !== wish.id) {
    return refused(refusal("R-106", `Step ${String(step.number)} doesn't run any more.`));
  }
  if (!status.proposal.plan.targets) {
    return refused(refusal("R-106", `Step ${String(step.number)} is one request; it can't stop.`));
  }
  return status.effect.stop
    ? ignored
    : record({ type: "StopAsked", step: wish.step, approvalId: wish.id });
};

/** Longest part of an alarm that tells what was seen, in code points: how to go on stands after it. */
const longestSeen = 100;

/** Nothing opens again in a closed incident; its lead has to hear of it all the same. */
const alarmAfterClose = (incident: Incident, wish: WishOf<"Regress">): Decision => {
  const step = stepOf(incident, wish.step);
  const name = `Step ${String(step.number)} “${cleanText(step.definition.title, 60)}”`;
  const seen = cleanText(wish.seen, longestSeen);
  const by = wish.changedBy === undefined ? "" : ` By ${cleanText(wish.changedBy, longestSeen)}.`;
  return record({
    type: "AlarmRaised",
    kind: "R6",
    subject: subjectOf(incident, step).id,
    text: `${name}: ${seen}${by} The incident is closed: open a new one.`,
  });
};

/** Cordon saw it hold: by the newest plan, or by an earlier one, whatever the newest came to. */
const wasSeen = (step: Step, status: Settled, { items }: WishOf<"Regress">): boolean => {
  const { proposal, effect } = status;
  const { plan } = proposal;
  const holds = effect.outcome === "observed" || effect.outcome === "partly observed";
  return (holds && plan.direction === "apply") || isHeld(step, plan, items);
};

/**
 * Only what Cordon itself saw to hold can be lost again; a way back that is taken back isn't a regression, but what
 * earlier plans hold after it can be lost.
 * After the close it is an alarm, once for the newest plan: whoever looks settles the step in the same order, and the
 * next look finds nothing to lose.
 */
export const decideRegress = (incident: Incident, wish: WishOf<"Regress">): Decision => {
  const found = stepOf(incident, wish.step);
  const { status } = found;
  if (status.kind !== "settled" || status.proposal.approvalId !== wish.approvalId) return ignored;
  if (!wasSeen(found, status, wish)) return ignored;
  if (incident.closed) return alarmAfterClose(incident, wish);
  const { step, seen, items, changedBy } = wish;
  return record({
    type: "EffectRegressed",
    step,
    seen,
    ...(items && { items }),
    ...(changedBy !== undefined && { changedBy }),
  });
};

export const decideSecretSealed = (
  incident: Incident,
  { step, secret, label, to }: WishOf<"NoteSecretSealed">,
): Decision =>
  stepOf(incident, step).secrets.some(({ id }) => id === secret)
    ? ignored
    : record({ type: "SecretSealed", step, secret, label, to });

export const decideSecretEnded = (
  incident: Incident,
  { step, secret, how }: WishOf<"NoteSecretEnded">,
): Decision => {
  const known = stepOf(incident, step).secrets.find(({ id }) => id === secret);
  return known && !known.ended ? record({ type: "SecretEnded", step, secret, how }) : ignored;
};
