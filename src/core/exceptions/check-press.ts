/** Who may press what on an exception, and when. Absent means denied. */
import { isSamePerson } from "../approval/quorum.ts";
import { type Refusal } from "../approval/refusals.ts";
import { alreadyRecorded, refusal, utc } from "../approval/sentences.ts";
import { type Person } from "../incident/people.ts";
import { after, type Instant } from "../shared/ids.ts";
import { unreachable } from "../shared/unreachable.ts";
import { type CommandOf, type ExceptionDecision, type Press, refused } from "./decision.ts";
import { type ExceptionFact, type ExceptionVerb } from "./events.ts";
import { refusedVerb } from "./evolve.ts";
import { actingPerson, isOwner, samePressMs } from "./rules.ts";
import { type Exception, type StandingTerms } from "./types.ts";

const verbOf: Readonly<Record<Press["type"], ExceptionVerb>> = {
  Accept: "accept",
  Review: "review",
  Renew: "renew",
  CloseException: "close",
};

const notAccepted = (): Refusal => refusal("R-305", "Nobody accepted it yet.");
export const ended = (): Refusal => refusal("R-305", "It has ended. Renew it or close it.");

const isAsker = (exception: Exception, press: Press): boolean =>
  isSamePerson(exception.askedBy, actingPerson(press.actor));

const whoAccepts = (exception: Exception, press: CommandOf<"Accept">): Refusal | undefined => {
  if (!press.authority.mayAccept) {
    return refusal("R-301", "The owning team's lead or management accepts a risk.");
  }
  return isAsker(exception, press)
    ? refusal("R-302", "You asked for it, so somebody else accepts it.")
    : undefined;
};

const whoReviews = (exception: Exception, press: CommandOf<"Review">): Refusal | undefined => {
  if (isOwner(exception, actingPerson(press.actor))) {
    return refusal("R-304", "You own it, so somebody else reviews it.");
  }
  return press.authority.mayReview
    ? undefined
    : refusal("R-308", "Somebody of the security team reviews it.");
};

/** Who renews accepts the risk anew, and owns it from then on. */
const whoRenews = (exception: Exception, press: CommandOf<"Renew">): Refusal | undefined => {
  if (!press.authority.mayAccept) {
    return refusal("R-308", "The owning team's lead or management renews it.");
  }
  if (isAsker(exception, press)) {
    return refusal("R-302", "You asked for it, so somebody else renews it.");
  }
  const reviewer = exception.terms?.reviewer;
  return reviewer && isSamePerson(reviewer, actingPerson(press.actor))
    ? refusal("R-304", "You review it for security, so somebody else renews it.")
    : undefined;
};

const whoCloses = (
  exception: Exception,
  press: CommandOf<"CloseException">,
): Refusal | undefined => {
  const { mayAccept, mayReview } = press.authority;
  // Else one person could decline a step and take the risk off the register alone.
  if (exception.state === "asked for" && isAsker(exception, press)) {
    return refusal("R-308", "You asked for it: somebody else owns it or closes it.");
  }
  return isOwner(exception, actingPerson(press.actor)) || mayReview || mayAccept
    ? undefined
    : refusal("R-308", "Its owner, its team's lead, security or management closes it.");
};

/** A subject or suspect has no say at all; then each verb has its own people. */
const wrongPerson = (exception: Exception, press: Press): Refusal | undefined => {
  if (press.authority.isBarred) {
    return refusal("R-306", "You can't decide on exceptions of this incident.");
  }
  switch (press.type) {
    case "Accept":
      return whoAccepts(exception, press);
    case "Review":
      return whoReviews(exception, press);
    case "Renew":
      return whoRenews(exception, press);
    case "CloseException":
      return whoCloses(exception, press);
    default:
      return unreachable(press);
  }
};

/** A second press by the same person, a moment after the first. */
export const isSamePress = (
  last: { readonly by: Person | undefined; readonly at: Instant } | undefined,
  { at, actor }: Press,
): boolean =>
  last?.by?.id === actingPerson(actor).id &&
  Date.parse(at) <= Date.parse(after(last.at, samePressMs));

const onClosed = (
  { id }: Exception,
  closed: NonNullable<Exception["closed"]>,
  press: Press,
): Refusal =>
  press.type === "CloseException" && isSamePress(closed, press)
    ? alreadyRecorded(closed.at)
    : refusal("R-305", `${id} is closed since ${utc(closed.at)}.`);

const onAccepted = (terms: StandingTerms, press: Press): Refusal =>
  isSamePress({ by: terms.owner, at: terms.acceptedAt }, press)
    ? alreadyRecorded(terms.acceptedAt)
    : refusal("R-305", `${terms.owner.name} accepted it already.`);

/** What a press meets in a state that isn't for it; a repetition by the same person is neutral. */
const wrongState = ({ state, terms }: Exception, press: Press): Refusal | undefined => {
  switch (press.type) {
    case "CloseException":
      return undefined;
    case "Accept":
      return terms && onAccepted(terms, press);
    case "Renew":
      return terms ? undefined : notAccepted();
    case "Review":
      if (!terms) return notAccepted();
      return state === "expired" ? ended() : undefined;
    default:
      return unreachable(press);
  }
};

/** What is noted of somebody who is refused: once for a person and a verb, so fifty presses are one entry. */
export const noteOnce = (
  { refused: known }: Exception,
  { actor, verb, code }: Pick<CommandOf<"RefusePress">, "actor" | "verb" | "code">,
): readonly ExceptionFact[] =>
  known.includes(refusedVerb(actingPerson(actor), verb))
    ? []
    : [{ type: "ExceptionPressRefused", code, verb }];

/**
 * 1 not closed, which is no secret · 2 the person · 3 the state. The first that fails answers; who may not decide learns
 * only that.
 */
export const checkPress = (exception: Exception, press: Press): ExceptionDecision | undefined => {
  const { closed } = exception;
  if (closed) return refused(onClosed(exception, closed, press));
  const who = wrongPerson(exception, press);
  if (who) {
    const { actor, type } = press;
    return refused(who, ...noteOnce(exception, { actor, verb: verbOf[type], code: who.code }));
  }
  const what = wrongState(exception, press);
  return what && refused(what);
};
