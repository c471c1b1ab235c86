/** What a wish about an exception leads to. Absent means denied: every check must pass. */
import { isSamePerson } from "../approval/quorum.ts";
import { type Refusal } from "../approval/refusals.ts";
import { alreadyRecorded, refusal, badText } from "../approval/sentences.ts";
import { type Severity } from "../incident/types.ts";
import { after, type Instant, earlier } from "../shared/ids.ts";
import { unreachable } from "../shared/unreachable.ts";
import { checkPress, ended, isSamePress, noteOnce } from "./check-press.ts";
import { type ExceptionCommand } from "./commands.ts";
import { type CommandOf, type ExceptionDecision, type Press, record, refused } from "./decision.ts";
import {
  actingPerson,
  badEnd,
  badReview,
  callsDue,
  inDays,
  longestReviewDays,
  stricter,
  toleranceMs,
} from "./rules.ts";
import { type Exception, type StandingTerms } from "./types.ts";

/** Why nobody can ask for this exception as it is worded. */
export const badAsking = (
  wish: Pick<CommandOf<"AskFor">, "kind" | "title" | "target" | "source" | "justification">,
): Refusal | undefined => {
  if (wish.kind === "declined step" && !wish.source) {
    return refusal("R-205", "A declined step's exception comes from its incident.");
  }
  return (
    badText(wish.title.trim(), "what stays open") ??
    badText(wish.target.trim(), "on what it stays open") ??
    badText(wish.justification.trim(), "why it stays open")
  );
};

const decideAsk = (wish: CommandOf<"AskFor">): ExceptionDecision => {
  const bad = badAsking(wish);
  if (bad) return refused(bad);
  return record({
    type: "ExceptionAskedFor",
    exception: wish.exception,
    kind: wish.kind,
    title: wish.title.trim(),
    target: wish.target.trim(),
    ...(wish.source && { source: wish.source }),
    severity: wish.severity,
    askedBy: actingPerson(wish.actor),
    justification: wish.justification.trim(),
    nonce: wish.nonce,
  });
};

const badTerms = (exception: Exception, press: CommandOf<"Accept">): Refusal | undefined => {
  const { reviewer } = press;
  if (press.nonce !== exception.nonce) {
    return refusal("R-305", "That card is out of date. Open the newest one.");
  }
  if (!reviewer) return refusal("R-307", "Nobody can review it for security.");
  if (isSamePerson(reviewer, actingPerson(press.actor))) {
    return refusal("R-304", "You own it, so name somebody else as security reviewer.");
  }
  const severity = stricter(exception.severity, press.severity);
  return (
    badText(press.controls.trim(), "what protects meanwhile") ??
    badEnd(severity, press.expiresInDays) ??
    badReview(severity, press.reviewInDays, press.expiresInDays)
  );
};

const decideAccept = (exception: Exception, press: CommandOf<"Accept">): ExceptionDecision => {
  const bad = badTerms(exception, press);
  if (bad) return refused(bad);
  if (!press.reviewer) throw new Error("checked above");
  return record({
    type: "ExceptionAccepted",
    terms: {
      owner: actingPerson(press.actor),
      reviewer: press.reviewer,
      controls: press.controls.trim(),
      risk: press.risk,
      reviewAt: inDays(press.at, press.reviewInDays),
      reviewEveryDays: press.reviewInDays,
      expiresAt: inDays(press.at, press.expiresInDays),
    },
  });
};

const standing = ({ id, terms }: Exception): StandingTerms => {
  if (!terms) throw new Error(`${id}: checked above`);
  return terms;
};

const decideReview = (exception: Exception, press: CommandOf<"Review">): ExceptionDecision => {
  const finding = press.finding.trim();
  const bad = badText(finding, "what you looked at and found");
  if (bad) return refused(bad);
  const last = exception.reviews.at(-1);
  if (last?.finding === finding && isSamePress(last, press)) {
    return refused(alreadyRecorded(last.at));
  }
  const { expiresAt, reviewEveryDays } = standing(exception);
  // The end may have come a moment ago, before Cordon recorded it.
  if (Date.parse(press.at) >= Date.parse(expiresAt)) {
    return refused(ended());
  }
  const reviewAt = earlier(inDays(press.at, reviewEveryDays), expiresAt);
  return record({ type: "ExceptionReviewed", finding, reviewAt });
};

/** A renewal is no review: a date to come stays, and one that passed comes within the tolerance. */
const reviewAfterRenewal = (
  severity: Severity,
  { reviewAt, reviewEveryDays }: Pick<StandingTerms, "reviewAt" | "reviewEveryDays">,
  at: Instant,
): Instant => {
  const isToCome = Date.parse(reviewAt) > Date.parse(at);
  return earlier(
    isToCome ? reviewAt : after(at, toleranceMs(severity)),
    inDays(at, reviewEveryDays),
  );
};

const decideRenew = (exception: Exception, press: CommandOf<"Renew">): ExceptionDecision => {
  const reason = press.reason.trim();
  const severity = stricter(exception.severity, press.severity);
  const bad =
    badText(reason, "why it is needed for longer") ?? badEnd(severity, press.expiresInDays);
  if (bad) return refused(bad);
  const last = exception.renewals.at(-1);
  if (last?.reason === reason && isSamePress(last, press)) {
    return refused(alreadyRecorded(last.at));
  }
  const before = standing(exception);
  const expiresAt = inDays(press.at, press.expiresInDays);
  const reviewEveryDays = Math.min(before.reviewEveryDays, longestReviewDays(severity));
  const { reviewAt } = before;
  const next = reviewAfterRenewal(severity, { reviewAt, reviewEveryDays }, press.at);
  return record({
    type: "ExceptionRenewed",
    reason,
    terms: {
      owner: actingPerson(press.actor),
      reviewer: before.reviewer,
      controls: before.controls,
      risk: before.risk,
      reviewAt: earlier(next, expiresAt),
      reviewEveryDays,
      expiresAt,
    },
  });
};

const decideClose = (press: CommandOf<"CloseException">): ExceptionDecision => {
  const reason = press.reason.trim();
  const bad = badText(reason, "why it is closed");
  return bad ? refused(bad) : record({ type: "ExceptionClosed", reason });
};

const decidePress = (exception: Exception, press: Press): ExceptionDecision => {
  const no = checkPress(exception, press);
  if (no) return no;
  switch (press.type) {
    case "Accept":
      return decideAccept(exception, press);
    case "Review":
      return decideReview(exception, press);
    case "Renew":
      return decideRenew(exception, press);
    case "CloseException":
      return decideClose(press);
    default:
      return unreachable(press);
  }
};

/** Only what is due, and each once: a call that came too late or twice is nothing. */
const decideCall = (exception: Exception, wish: CommandOf<"Call">): ExceptionDecision => {
  const { call, due, people } = wish;
  const isDue = callsDue(exception, wish.at).calls.some(
    (waiting) => waiting.call === call && waiting.due === due,
  );
  return isDue ? record({ type: "ExceptionCalled", call, due, people }) : record();
};

/** Closes what comes from a step; anything else, and what is closed already, stays as it is. */
const decideSettle = (
  { source, state }: Exception,
  { actor, reason }: CommandOf<"Settle">,
): ExceptionDecision => {
  // A person closes with an authority that was checked, never this way.
  if (actor.kind !== "cordon") throw new Error("only Cordon settles an exception");
  return source && state !== "closed" ? record({ type: "ExceptionClosed", reason }) : record();
};

/** Decides one command on an exception; `undefined` is the one that nobody asked for yet. */
export const decideException = (
  exception: Exception | undefined,
  command: ExceptionCommand,
): ExceptionDecision => {
  if (command.type === "AskFor") {
    return exception
      ? refused(refusal("R-305", `${exception.id} exists already.`))
      : decideAsk(command);
  }
  if (!exception) throw new Error(`${command.type} before the exception was asked for`);
  switch (command.type) {
    case "Expire":
      return callsDue(exception, command.at).isOver
        ? record({ type: "ExceptionExpired" })
        : record();
    case "Call":
      return decideCall(exception, command);
    case "Settle":
      return decideSettle(exception, command);
    case "RefusePress":
      return exception.closed ? record() : record(...noteOnce(exception, command));
    default:
      return decidePress(exception, command);
  }
};
