/** What the log says of a step being asked for, put aside or left to people. */
import { planCode } from "../approval/plan-code.ts";
import { utc } from "../approval/sentences.ts";
import { cleanName, quoted } from "../shared/clean-text.ts";
import { unreachable } from "../shared/unreachable.ts";
import { type StepEventOf, type StepFacts } from "./facts.ts";
import { type Line } from "./line.ts";
import { type ResultWord, resultWords } from "./words.ts";

const waitsFor = ({ step }: StepFacts): Pick<Line, "owner"> => ({
  owner: step.ownership ? cleanName(step.ownership.owner.name) : "no owner",
});

/** A person's choice stands under their name and in their words, Cordon's under the owner's. */
const byHand = (event: StepEventOf<"StepLeftToPeople">, facts: StepFacts): Line => {
  const line = { action: facts.deed, result: resultWords.byHand };
  return event.actor.kind === "person"
    ? { ...line, evidence: quoted(event.reason) }
    : { ...line, ...waitsFor(facts), evidence: event.reason };
};

const exceptionWords: Readonly<Record<string, ResultWord>> = {
  "asked for": resultWords.askedFor,
  accepted: resultWords.accepted,
  reviewed: resultWords.reviewed,
  renewed: resultWords.renewed,
  expired: resultWords.expired,
  closed: resultWords.closed,
  called: resultWords.called,
};

/** By what happened to it; where that has no word of ours, by how it stands since. */
const exception = ({ exception: id, what, state, text }: StepEventOf<"ExceptionNoted">): Line => ({
  action: `Exception ${id}`,
  result: exceptionWords[what] ?? state,
  evidence: text,
});

type Asked = StepEventOf<"StepProposed" | "StepReopened" | "StepNotNeeded" | "StepLeftToPeople">;

/** The line of a step that is asked for, or that nobody is asked for. */
export const askedEntry = (event: Asked, facts: StepFacts): Line => {
  const { deed } = facts;
  switch (event.type) {
    case "StepProposed":
      return {
        action: deed,
        result: resultWords.waiting,
        ...waitsFor(facts),
        evidence: `plan ${planCode(event.planHash)}`,
      };
    case "StepReopened":
      return { action: deed, result: resultWords.askedFor, evidence: "" };
    case "StepNotNeeded":
      return { action: deed, result: resultWords.notNeeded, evidence: event.seen };
    case "StepLeftToPeople":
      return byHand(event, facts);
    default:
      return unreachable(event);
  }
};

type Stopped = StepEventOf<
  "StepDeclined" | "StepSkipped" | "StepDeferred" | "StepLapsed" | "PlanDrifted" | "ExceptionNoted"
>;

/** The line of a step that isn't done now, and why. */
export const stoppedEntry = (event: Stopped, { deed }: StepFacts): Line => {
  switch (event.type) {
    case "StepDeclined":
      return { action: deed, result: resultWords.declined, evidence: quoted(event.reason) };
    case "StepSkipped":
      return { action: deed, result: resultWords.skipped, evidence: quoted(event.reason) };
    case "StepDeferred":
      return {
        action: deed,
        result: resultWords.putOff,
        evidence: `until ${utc(event.until)}: ${quoted(event.reason)}`,
      };
    case "StepLapsed":
      return {
        action: deed,
        result: resultWords.lapsed,
        evidence: event.reason === "no answer" ? "no answer" : "the approval wasn't used in time",
      };
    case "PlanDrifted":
      return { action: deed, result: resultWords.void, evidence: event.what };
    case "ExceptionNoted":
      return exception(event);
    default:
      return unreachable(event);
  }
};
