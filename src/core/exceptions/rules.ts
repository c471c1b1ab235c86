/** How long an exception may stand, who is called when, and what text fits. All of it from state and time alone. */
import { isSamePerson } from "../approval/quorum.ts";
import { type Refusal } from "../approval/refusals.ts";
import { refusal } from "../approval/sentences.ts";
import { type Actor, type Person } from "../incident/people.ts";
import { isWorse } from "../incident/severity.ts";
import { type Incident, type Severity } from "../incident/types.ts";
import { after, type Instant } from "../shared/ids.ts";
import { type Exception, type ExceptionCall } from "./types.ts";

const hourMs = 60 * 60_000;
export const dayMs = 24 * hourMs;

/** No open end: an accepted risk that nobody looks at for a quarter isn't accepted any more. */
export const longestDays = (severity: Severity): number => (severity === "sev1" ? 7 : 90);
/** The first look comes this soon; every later one after the same time again. */
export const longestReviewDays = (severity: Severity): number => (severity === "sev1" ? 2 : 30);
/** For how long a review may be late before management hears of it. */
export const toleranceMs = (severity: Severity): number => (severity === "sev1" ? 1 : 3) * dayMs;
/** Which of two is worse, and therefore has the shorter limits. */
export const stricter = (one: Severity, other: Severity): Severity =>
  isWorse(one, other) ? one : other;

/** The exception under the limits that count now: its own, or its incident's where that is worse. */
export const underLimitsOf = (
  exception: Exception,
  incident: Pick<Incident, "severity"> | undefined,
): Exception =>
  incident
    ? { ...exception, severity: stricter(exception.severity, incident.severity) }
    : exception;

/** How often an owner is asked for. */
export const ownerWantedEveryMs = (severity: Severity): number =>
  severity === "sev1" || severity === "sev2" ? 2 * hourMs : dayMs;
/** After so many calls in vain management decides. */
const ownerWantedTimes = 5;
/** A second press with the same words in this time is the same press. */
export const samePressMs = hourMs;

/** The person who acts, with their other accounts: owner and asker are compared by all of them. */
export const actingPerson = (actor: Actor): Person => {
  if (actor.kind !== "person") throw new Error("only a person may send this command");
  const { id, name, accounts, employer } = actor;
  return { id, name, ...(accounts && { accounts }), ...(employer !== undefined && { employer }) };
};

/** Is this the exception's accountable owner? */
export const isOwner = ({ terms }: Exception, person: Person): boolean =>
  terms !== undefined && isSamePerson(terms.owner, person);

const isDays = (days: number, most: number): boolean =>
  Number.isInteger(days) && days >= 1 && days <= most;

/** Why an exception may not end in so many days. */
export const badEnd = (severity: Severity, days: number): Refusal | undefined => {
  const most = longestDays(severity);
  return isDays(days, most)
    ? undefined
    : refusal("R-303", `It needs an end in 1 to ${most} days, in whole days.`);
};

/** Why the first review may not be in so many days; the last day that counts is the end itself. */
export const badReview = (
  severity: Severity,
  reviewInDays: number,
  expiresInDays: number,
): Refusal | undefined => {
  const most = Math.min(longestReviewDays(severity), expiresInDays);
  return isDays(reviewInDays, most)
    ? undefined
    : refusal("R-303", `It needs a review in 1 to ${most} days, before its end.`);
};

export const inDays = (at: Instant, days: number): Instant => after(at, days * dayMs);

/** A call with the date that it is for. */
export type DueCall = { readonly call: ExceptionCall; readonly due: Instant };

export type CallsDue = {
  /** To be made now; the newest of those that were missed, not all of them. */
  readonly calls: readonly DueCall[];
  /** The end has come and isn't recorded yet. */
  readonly isOver: boolean;
  /** When to look again, if nothing happens before; undefined where nothing follows. */
  readonly next: Instant | undefined;
};

/** A day before, or half of the time where that is shorter than two days. */
const soon = (from: Instant, to: Instant): Instant => {
  const period = Date.parse(to) - Date.parse(from);
  return after(to, -Math.min(dayMs, period / 2));
};

/** When those who may own it were called often enough, and management is, once. */
export const unownedUntil = ({ askedAt, severity }: Exception): Instant =>
  after(askedAt, ownerWantedTimes * ownerWantedEveryMs(severity));

/** What follows from a date, in the order of time: only the last one reached is still worth a call. */
type Track = readonly DueCall[];

const ownerWanted = (exception: Exception): Track => {
  const { askedAt, severity } = exception;
  const every = ownerWantedEveryMs(severity);
  return [
    ...Array.from({ length: ownerWantedTimes }, (_, times) => ({
      call: "owner wanted" as const,
      due: after(askedAt, times * every),
    })),
    { call: "past tolerance", due: unownedUntil(exception) },
  ];
};

const tracksOf = (exception: Exception, now: Instant): readonly Track[] => {
  const { terms, severity, state } = exception;
  if (state === "closed") return [];
  if (!terms) return [ownerWanted(exception)];
  const { reviewAt, reviewFrom, acceptedAt, expiresAt } = terms;
  const end: Track = [
    { call: "expiry soon", due: soon(acceptedAt, expiresAt) },
    { call: "past tolerance", due: expiresAt },
  ];
  const review: Track = [
    { call: "review soon", due: soon(reviewFrom, reviewAt) },
    { call: "review due", due: reviewAt },
    { call: "past tolerance", due: after(reviewAt, toleranceMs(severity)) },
  ];
  const isReached = ({ due }: DueCall): boolean => Date.parse(due) <= Date.parse(now);
  // Past the end nobody reviews: it is renewed or closed.
  const isPast = state === "expired" || isReached({ call: "past tolerance", due: expiresAt });
  const before = review.filter(({ due }) => Date.parse(due) < Date.parse(expiresAt));
  return isPast ? [end] : [before, end];
};

/**
 * Which calls are due at `now`, and when the next one is. A call that was made for the same date isn't due again.
 * After a pause only the newest of what was missed is due.
 */
export const callsDue = (exception: Exception, now: Instant): CallsDue => {
  const at = Date.parse(now);
  const tracks = tracksOf(exception, now);
  const isMade = ({ call, due }: DueCall): boolean =>
    exception.calls.some((made) => made.call === call && made.due === due);
  const reached = tracks.flatMap((track) => {
    const last = track.filter(({ due }) => Date.parse(due) <= at).at(-1);
    return last ? [last] : [];
  });
  const later = tracks.flat().filter(({ due }) => Date.parse(due) > at);
  const [next] = later.map(({ due }) => due).sort((a, b) => Date.parse(a) - Date.parse(b));
  const { state, terms } = exception;
  return {
    calls: reached.filter((call) => !isMade(call)),
    isOver: state === "in force" && terms !== undefined && Date.parse(terms.expiresAt) <= at,
    next,
  };
};
