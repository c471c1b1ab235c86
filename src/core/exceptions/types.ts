/**
 * The words of the register of exceptions.
 *
 * exception: a risk that somebody accepted, with an owner, compensating controls, a review date and an end ·
 * owner: who accepted it and answers for it · reviewer: who looks for security whether it still holds ·
 * review: a look with a finding · register: all of them, across incidents.
 */
import { type ExceptionState, type Severity } from "../incident/types.ts";
import { type Person } from "../incident/people.ts";
import { type ExceptionId, type IncidentId, type Instant, type StepKey } from "../shared/ids.ts";

export const riskLevels = ["low", "medium", "high", "critical"] as const;
export type RiskLevel = (typeof riskLevels)[number];

/** What kind of thing stays open. All but the first can be added without an incident. */
export const exceptionKinds = [
  "declined step",
  "conditional access exclusion",
  "legacy protocol",
  "third-party consent",
  "other",
] as const;
export type ExceptionKind = (typeof exceptionKinds)[number];

/** The step whose decline left something open. `number` as people say it. */
export type ExceptionSource = {
  readonly incident: IncidentId;
  readonly step: StepKey;
  readonly number: number;
  readonly title: string;
  /** The proposal that was declined: one exception for each. */
  readonly approvalId: string;
};

/** What an owner accepts: without an end it isn't accepted. */
export type Terms = {
  readonly owner: Person;
  readonly reviewer: Person;
  readonly controls: string;
  readonly risk: RiskLevel;
  /** The next review; never after the end. */
  readonly reviewAt: Instant;
  /** Days from one review to the next, as the owner chose them. */
  readonly reviewEveryDays: number;
  readonly expiresAt: Instant;
};

/** Terms as they stand: since when, and since when the next review is waited for. */
export type StandingTerms = Terms & {
  /** When the owner accepted these terms: the acceptance, or the last renewal. */
  readonly acceptedAt: Instant;
  readonly reviewFrom: Instant;
};

export type Review = {
  readonly by: Person;
  readonly at: Instant;
  /** What was looked at and what was found: the evidence of the review. */
  readonly finding: string;
};

/** Somebody with the authority accepted it for a further time, and is its owner since. */
export type Renewal = {
  readonly by: Person;
  readonly at: Instant;
  readonly reason: string;
  readonly expiresAt: Instant;
};

/** Calls that were made, so that each is made once. `due` names the date that it was for. */
export const exceptionCalls = [
  "owner wanted",
  "review soon",
  "review due",
  "expiry soon",
  "past tolerance",
] as const;
export type ExceptionCall = (typeof exceptionCalls)[number];

export type Exception = {
  readonly id: ExceptionId;
  readonly kind: ExceptionKind;
  /** What stays open: "The account is still enabled". */
  readonly title: string;
  /** On what: a name with its short id, an application, a policy. */
  readonly target: string;
  readonly source: ExceptionSource | undefined;
  /** Of the incident, or sev3 for one without: decides how long it may last. */
  readonly severity: Severity;
  readonly askedBy: Person;
  readonly askedAt: Instant;
  readonly justification: string;
  readonly state: ExceptionState;
  /** Undefined until somebody with the authority accepts it. */
  readonly terms: StandingTerms | undefined;
  readonly reviews: readonly Review[];
  readonly renewals: readonly Renewal[];
  /** Of "owner wanted" only the last: it is repeated until somebody accepts. */
  readonly calls: readonly { readonly call: ExceptionCall; readonly due: Instant }[];
  /** Without a person it was Cordon: the step was observed after all. */
  readonly closed:
    { readonly by: Person | undefined; readonly at: Instant; readonly reason: string } | undefined;
  /** "person verb" of presses that were refused and noted, so that a repetition isn't noted again. */
  readonly refused: readonly string[];
  /** One-time value of its card's buttons. */
  readonly nonce: string;
  readonly version: number;
};
