/** The checks that every press on a step's card must pass. Absent means denied. */
import { isSamePerson, mayVote, roleOf } from "../approval/quorum.ts";
import { type Refusal } from "../approval/refusals.ts";
import { alreadyRecorded, lapsed, notOwner, refusal, utc } from "../approval/sentences.ts";
import { after, earlier, type Instant, type StepKey } from "../shared/ids.ts";
import { unusedApprovalMs } from "../approval/limits.ts";
import {
  type Decision,
  barredRefusal,
  hasNoVote,
  isBarred,
  namerRefusal,
  personOf,
  refused,
} from "./decision.ts";
import { refusedPress } from "./evolve-step.ts";
import { type Actor, type Person } from "./people.ts";
import { type CardHandle, type Vote } from "./plan.ts";
import { type Incident, type Step, type StepStatus } from "./types.ts";

/** A press as the rules see it. Only an approval needs a vote of one's own. */
export type Press = CardHandle & {
  readonly type: string;
  readonly step: StepKey;
  readonly at: Instant;
  readonly actor: Actor;
};

type Proposed = Extract<StepStatus, { proposal: unknown }>;

/** A time that every status with votes has. */
const lastVoteAt = (votes: readonly Vote[], fallback: Instant): Instant =>
  votes.at(-1)?.at ?? fallback;

/** When an approval stops counting because nothing used it. */
export const usableUntil = ({ notBefore }: { readonly notBefore: Instant }): Instant =>
  after(notBefore, unusedApprovalMs);

/** Approving: a second press on what stands is neutral, whatever came of it meanwhile. */
const staleVote = (status: Proposed, at: Instant): Refusal | undefined => {
  switch (status.kind) {
    case "waiting":
      return at > status.proposal.expiresAt ? lapsed(status.proposal.expiresAt) : undefined;
    case "lapsed":
      return lapsed(earlier(status.at, status.proposal.expiresAt));
    case "declined":
      return refusal("R-106", `${status.by.name} declined it.`);
    case "deferred":
      return refusal("R-106", `${status.by.name} put it off until ${utc(status.until)}.`);
    case "approved":
    case "running":
    case "settled":
      return alreadyRecorded(lastVoteAt(status.votes, status.proposal.proposedAt));
  }
};

/** Declining stops a proposal, and withdraws an approval until the effect is requested. */
const staleStop = (status: Proposed, at: Instant): Refusal | undefined => {
  switch (status.kind) {
    case "waiting":
    case "lapsed":
      return at > status.proposal.expiresAt ? lapsed(status.proposal.expiresAt) : undefined;
    case "approved":
      return undefined;
    case "declined":
    case "deferred":
      return alreadyRecorded(status.at);
    case "running":
    case "settled":
      return refusal("R-106", `Too late: requested ${utc(status.effect.requestedAt)}.`);
  }
};

/** 1 open · 2 not frozen · 3 still this proposal, of this epoch; the first that fails answers. */
export const foreign = (incident: Incident, step: Step, press: Press): Refusal | undefined => {
  if (incident.closed) return refusal("R-111", `${incident.id} is closed.`);
  if (incident.frozen) {
    return refusal(
      "R-108",
      `${incident.frozen.by.name} froze approvals ${utc(incident.frozen.at)}.`,
    );
  }
  const { status } = step;
  const same =
    "proposal" in status &&
    status.proposal.approvalId === press.id &&
    status.proposal.nonce === press.nonce;
  if (!same) return refusal("R-109", "The plan changed since you opened it. Review it again.");
  return status.proposal.epoch === incident.epoch
    ? undefined
    : refusal("R-108", "Approvals were frozen since. Propose it again.");
};

const stale = (incident: Incident, step: Step, press: Press): Refusal | undefined => {
  const other = foreign(incident, step, press);
  if (other || !("proposal" in step.status)) return other;
  const check = press.type === "Approve" ? staleVote : staleStop;
  return check(step.status, press.at);
};

const wrongVoter = (step: Step, person: Person): Refusal | undefined => {
  if (!("proposal" in step.status))
    return roleOf(step.ownership, person) ? undefined : notOwner(step);
  const { proposal } = step.status;
  if (mayVote(step.ownership, proposal, person)) return undefined;
  const { tier } = proposal.plan;
  const isProposer = isSamePerson(proposal.proposer, person);
  if (tier >= 2 && isProposer && roleOf(step.ownership, person) !== undefined) {
    return refusal("R-102", "You asked for this step; somebody else must approve it.");
  }
  return notOwner(step);
};

/** Neither subject nor suspect, and a person of this step. Any of them may stop it; who may vote is narrower. */
const wrongPerson = (incident: Incident, step: Step, press: Press): Refusal | undefined => {
  const person = personOf(press.actor);
  if (isBarred(incident, person)) return barredRefusal;
  if (press.type === "Approve") {
    const named = hasNoVote(incident, person) ? namerRefusal : undefined;
    return wrongVoter(step, person) ?? named;
  }
  return roleOf(step.ownership, person) ? undefined : notOwner(step);
};

/** Refusals that say something about the presser, the plan or the time; a double press doesn't. */
const isNeutral = ({ code }: Refusal): boolean => code === "R-106";

/**
 * Refuses and notes it, once for a person, a card and a reason: fifty presses are one entry (security
 * rules, approvals 14).
 */
export const refuseAndNote = (step: Step, press: Press, why: Refusal): Decision => {
  const fact = { approvalId: press.id, code: why.code };
  const known = step.refused.includes(refusedPress({ ...fact, actor: press.actor }));
  return isNeutral(why) || known
    ? refused(why)
    : refused(why, { type: "PressRefused", step: press.step, ...fact });
};

/** The checks in order; who may not decide learns only that, whatever else is the case. */
export const checkPress = (incident: Incident, step: Step, press: Press): Decision | undefined => {
  const why = wrongPerson(incident, step, press) ?? stale(incident, step, press);
  return why && refuseAndNote(step, press, why);
};
