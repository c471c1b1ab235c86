import { type Outcome } from "../incident/plan.ts";
import { type StepStatus } from "../incident/types.ts";
import { unreachable } from "../shared/unreachable.ts";

/** Every word for a result that people read, in cards, log, report and export. There are no others. */
export const resultWords = {
  notStarted: "not started",
  waiting: "waiting",
  approved: "approved",
  requested: "requested",
  accepted: "accepted",
  observed: "observed",
  /** A person's answer that it is so; "observed" is for what Cordon read back itself. */
  seenByPerson: "seen by a person",
  partlyObserved: "partly observed",
  notObserved: "not observed",
  failed: "failed",
  unknown: "unknown",
  undone: "undone",
  declined: "declined",
  refused: "refused",
  lapsed: "lapsed",
  notNeeded: "not needed",
  byHand: "by hand",
  skipped: "skipped",
  /** It held, and it doesn't any more. */
  regressed: "holds no more",
  alarm: "alarm",
  sealed: "sealed",
  revealed: "shown once",
  stopAsked: "stop asked for",
  askedFor: "asked for",
  void: "void, the tenant differs from the plan",
  opened: "opened",
  closed: "closed",
  falseAlarm: "closed as a false alarm",
  found: "found",
  kept: "kept",
  keptInPart: "kept in part",
  notKept: "not kept",
  assigned: "assigned",
  changed: "changed",
  added: "added",
  withdrawn: "withdrawn",
  /** A vote that counts no more. */
  voteVoid: "void",
  reviewed: "reviewed",
  putOff: "put off",
  noOwner: "no owner",
  called: "called",
  taken: "taken",
  named: "named",
  cleared: "cleared",
  frozen: "frozen",
  lifted: "lifted",
  offered: "offered",
  inForce: "in force",
  expired: "expired",
  renewed: "renewed",
} as const;

export type ResultWord = (typeof resultWords)[keyof typeof resultWords];

/** The word for an outcome; the way back of a step is `undone` once it was seen. */
export const outcomeWord = (outcome: Outcome, direction: "apply" | "undo"): ResultWord =>
  direction === "undo" && outcome === "observed" ? resultWords.undone : outcome;

/** The word for what a person saw: only where they say that it holds is it another than Cordon's. */
export const lookedWord = (outcome: Outcome, direction: "apply" | "undo"): ResultWord => {
  const word = outcomeWord(outcome, direction);
  return word === resultWords.observed ? resultWords.seenByPerson : word;
};

/** Where a step stands, in one word. */
export const stepWord = (status: StepStatus): ResultWord => {
  switch (status.kind) {
    case "not started":
    case "waiting":
    case "approved":
    case "declined":
    case "lapsed":
    case "not needed":
    case "skipped":
      return status.kind;
    case "deferred":
      return resultWords.putOff;
    case "by hand":
      return status.looked ? lookedWord(status.looked.outcome, "apply") : status.kind;
    case "running":
      return resultWords.requested;
    case "settled": {
      const word = status.effect.looked ? lookedWord : outcomeWord;
      return word(status.effect.outcome, status.proposal.plan.direction);
    }
    default:
      return unreachable(status);
  }
};
