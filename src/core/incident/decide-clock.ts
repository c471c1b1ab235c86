/** Who is waited for: owners found, people called, "I'm on it". */
import { isSamePerson, mayVote } from "../approval/quorum.ts";
import { notOwner, refusal, utc } from "../approval/sentences.ts";
import { canonicalJson } from "../shared/canonical-json.ts";
import { type WishOf } from "./commands.ts";
import {
  barredRefusal,
  type Decision,
  ignored,
  isBarred,
  mayDecide,
  personOf,
  record,
  refused,
  stepOf,
} from "./decision.ts";
import { type IncidentFact } from "./events.ts";
import { type Ownership } from "./people.ts";
import { type Incident, type Step } from "./types.ts";

/** Do both say the same of who decides? */
export const isSameOwnership = (
  one: Ownership | undefined,
  other: Ownership | undefined,
): boolean =>
  one === other ||
  (one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other));

/**
 * Votes that a new ownership voids. They go at once: kept, they would stand among those of the people who
 * may decide, and the claim would throw out the plan that these carry.
 */
export const votesLost = (
  step: Step,
  ownership: Ownership | undefined,
): readonly IncidentFact[] => {
  const { status, definition } = step;
  if (status.kind !== "waiting" && status.kind !== "approved") return [];
  return status.votes
    .filter((vote) => !vote.emergency && !mayVote(ownership, status.proposal, vote.by))
    .map((vote) => ({
      type: "VoteVoided",
      step: definition.key,
      voter: vote.by,
      why: "may not decide this step any more",
    }));
};

/** States in which somebody decides or looks: an owner is for these, and for whatever else people are called to. */
const waitsForPeople = new Set(["not started", "waiting", "lapsed", "by hand", "deferred"]);

/** Another owner by the target, the time or the directory; the caller keeps whom the lead assigned. */
export const decideFindOwner = (incident: Incident, wish: WishOf<"FindOwner">): Decision => {
  const step = stepOf(incident, wish.step);
  const { ownership, why } = wish;
  if (incident.closed || !(step.clock || waitsForPeople.has(step.status.kind))) return ignored;
  if (isSameOwnership(step.ownership, ownership)) return ignored;
  return record(
    { type: "OwnerFound", step: wish.step, ...(ownership && { ownership }), why },
    ...votesLost(step, ownership),
  );
};

/** Each rung once; `before` says how many calls the caller knew of. */
export const decideCall = (incident: Incident, wish: WishOf<"CallPeople">): Decision => {
  const step = stepOf(incident, wish.step);
  const { rung, people, next } = wish;
  if (incident.closed) return ignored;
  const fact = { type: "PeopleCalled", step: wish.step, rung, people } as const;
  if (rung === "review due") {
    const { emergency } = step;
    return emergency && !emergency.review && emergency.called.length === 0 ? record(fact) : ignored;
  }
  return step.clock?.reminders.length === wish.before
    ? record({ ...fact, ...(next && { next }) })
    : ignored;
};

/** Somebody says that they are on it, once: the next call waits, the step's deadline doesn't. */
export const decideTake = (incident: Incident, wish: WishOf<"TakeStep">): Decision => {
  const step = stepOf(incident, wish.step);
  const person = personOf(wish.actor);
  if (incident.closed) return refused(refusal("R-111", `${incident.id} is closed.`));
  if (isBarred(incident, person)) return refused(barredRefusal);
  if (!mayDecide(step, person) && !isSamePerson(person, incident.lead)) {
    return refused(notOwner(step));
  }
  if (!step.clock) {
    return refused(refusal("R-117", `Step ${String(step.number)} waits for nobody any more.`));
  }
  const { taken } = step.clock;
  if (taken) {
    return refused(refusal("R-106", `${taken.by.name} is on it since ${utc(taken.at)}.`));
  }
  return record({ type: "StepTaken", step: wish.step });
};
