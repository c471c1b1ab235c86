/** What a press on a step card leads to. Absent means denied: every check must pass. */
import { longestText, unusedApprovalMs } from "../approval/limits.ts";
import { alreadyRecorded, lapsed, notOwner, refusal, utc } from "../approval/sentences.ts";
import { type Refusal } from "../approval/refusals.ts";
import { after, type Instant } from "../shared/ids.ts";
import { type WishOf } from "./commands.ts";
import { type IncidentFact } from "./events.ts";
import {
  type Decision,
  isSubject,
  mayDecide,
  personOf,
  record,
  refused,
  stepOf,
} from "./decision.ts";
import { refusedPress } from "./evolve-step.ts";
import { type Incident, phases, type Step, type StepStatus } from "./types.ts";

type Press = WishOf<"Approve"> | WishOf<"Decline">;

type Proposed = Extract<StepStatus, { proposal: unknown }>;

const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b);

/** Approving: a second press on what stands is neutral, whatever came of it meanwhile. */
const staleVote = (status: Proposed, at: Instant): Refusal | undefined => {
  switch (status.kind) {
    case "waiting":
      return at > status.proposal.expiresAt ? lapsed(status.proposal.expiresAt) : undefined;
    case "lapsed":
      return lapsed(earlier(status.at, status.proposal.expiresAt));
    case "declined":
      return refusal("R-106", `${status.by.name} declined it.`);
    case "approved":
    case "running":
    case "settled":
      return alreadyRecorded(status.vote.at);
  }
};

/** Declining stops a proposal, and withdraws an approval until the effect is requested. */
const staleDecline = (status: Proposed, at: Instant): Refusal | undefined => {
  switch (status.kind) {
    case "waiting":
    case "lapsed":
      return at > status.proposal.expiresAt ? lapsed(status.proposal.expiresAt) : undefined;
    case "approved":
      return undefined;
    case "declined":
      return alreadyRecorded(status.at);
    case "running":
    case "settled":
      return refusal("R-106", `Too late: requested ${utc(status.effect.requestedAt)}.`);
  }
};

/** 1 open · 2 still this proposal · 3 not decided · 4 not lapsed; the first that fails answers. */
const stale = (incident: Incident, step: Step, press: Press): Refusal | undefined => {
  if (incident.closed) return refusal("R-111", `${incident.id} is closed.`);
  const { status } = step;
  const same =
    "proposal" in status &&
    status.proposal.approvalId === press.id &&
    status.proposal.nonce === press.nonce;
  if (!same) return refusal("R-109", "The plan changed since you opened it. Review it again.");
  return press.type === "Approve" ? staleVote(status, press.at) : staleDecline(status, press.at);
};

/** 5 not a subject · 6 owner or deputy. Only these refusals are worth an entry of the log. */
const wrongPerson = (incident: Incident, step: Step, press: Press): Refusal | undefined => {
  const person = personOf(press.actor);
  if (isSubject(incident, person)) {
    return refusal("R-103", "You can't decide in this incident.");
  }
  return mayDecide(step, person) ? undefined : notOwner(step);
};

/** The checks in order; who may not decide learns only that, whatever else is the case. */
const checkPress = (incident: Incident, step: Step, press: Press): Decision | undefined => {
  const who = wrongPerson(incident, step, press);
  if (who) {
    const fact = { approvalId: press.id, code: who.code };
    // Noted once for a person, a card and a reason: fifty presses are one entry.
    return step.refused.includes(refusedPress({ ...fact, actor: press.actor }))
      ? refused(who)
      : refused(who, { type: "PressRefused", step: press.step, ...fact });
  }
  const what = stale(incident, step, press);
  return what && refused(what);
};

/** Whoever contains is in containment; later phases are the lead's word, because they overlap. */
const phaseAfter = (incident: Incident, step: Step): readonly IncidentFact[] =>
  step.definition.phase === "containment" && phases.indexOf(incident.phase) < containment
    ? [{ type: "PhaseChanged", phase: "containment" }]
    : [];

const containment = phases.indexOf("containment");

/** A vote for exactly the plan that waits. */
export const decideApprove = (incident: Incident, press: WishOf<"Approve">): Decision => {
  const step = stepOf(incident, press.step);
  const no = checkPress(incident, step, press);
  if (no) return no;
  if (step.status.kind !== "waiting" || !step.ownership) throw new Error("checked above");
  const { owner } = step.ownership;
  return record(
    {
      type: "StepApproved",
      step: press.step,
      planHash: step.status.proposal.planHash,
      ...(owner.id !== personOf(press.actor).id && { onBehalfOf: owner }),
    },
    ...phaseAfter(incident, step),
  );
};

/** Any one eligible person may stop a step, with a reason; an approval that isn't used yet as well. */
export const decideDecline = (incident: Incident, press: WishOf<"Decline">): Decision => {
  const step = stepOf(incident, press.step);
  const no = checkPress(incident, step, press);
  if (no) return no;
  const reason = press.reason.trim();
  if (reason === "") return refused(refusal("R-110", "Write one sentence why."));
  if (reason.length > longestText) {
    return refused(refusal("R-205", `A reason has at most ${String(longestText)} characters.`));
  }
  return record({ type: "StepDeclined", step: press.step, reason });
};

/** The gate of the claiming transaction: everything that was true at the vote must still be. */
export const decideRequest = (incident: Incident, wish: WishOf<"RequestEffect">): Decision => {
  const step = stepOf(incident, wish.step);
  const { status } = step;
  if (incident.closed) return refused(refusal("R-111", `${incident.id} is closed.`));
  if (status.kind !== "approved" || status.vote.planHash !== wish.planHash) {
    return refused(refusal("R-109", "No vote stands for this plan."));
  }
  if (status.proposal.planHash !== wish.planHash || !mayDecide(step, status.vote.by)) {
    return refused(refusal("R-104", "The vote doesn't count any more."));
  }
  if (isSubject(incident, status.vote.by)) {
    return refused(refusal("R-103", "The voter is a subject of this incident."));
  }
  if (wish.at > after(status.vote.at, unusedApprovalMs)) {
    return refused(lapsed(after(status.vote.at, unusedApprovalMs)), {
      type: "StepLapsed",
      step: wish.step,
      reason: "not used",
    });
  }
  return record({
    type: "EffectRequested",
    step: wish.step,
    planHash: wish.planHash,
    fence: wish.fence,
  });
};
