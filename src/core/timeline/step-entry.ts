import { planCode } from "../approval/plan-code.ts";
import { refusalCodes } from "../approval/refusals.ts";
import { type StepEvent } from "../incident/evolve-step.ts";
import { type Direction, type Incident, type Step } from "../incident/types.ts";
import { cleanName, quoted } from "../shared/clean-text.ts";
import { unreachable } from "../shared/unreachable.ts";
import { type Line } from "./line.ts";
import { lookedWord, outcomeWord, resultWords } from "./words.ts";

/** What the step's last proposal was for, as far as the step itself still knows. */
const directionOf = ({ status }: Step): Direction => {
  if ("proposal" in status) return status.proposal.plan.direction;
  return status.kind === "not started" ? status.direction : "apply";
};

/** Follows a record in order and tells of each event which direction its step had then. */
export const directions = (): ((event: StepEvent) => Direction) => {
  const last = new Map<string, Direction>();
  return (event) => {
    if (event.type === "StepProposed") last.set(event.step, event.plan.direction);
    if (event.type === "StepReopened") last.set(event.step, event.direction);
    return last.get(event.step) ?? "apply";
  };
};

type Facts = { readonly step: Step; readonly deed: string; readonly direction: Direction };

const voteLine = (
  event: Extract<StepEvent, { type: "StepApproved" | "StepDeclined" | "PressRefused" }>,
  { step, deed }: Facts,
): Line => {
  switch (event.type) {
    case "StepApproved":
      return {
        action: `Vote on plan ${planCode(event.planHash)}`,
        result: resultWords.approved,
        evidence: event.onBehalfOf
          ? `step ${String(step.number)}, for ${cleanName(event.onBehalfOf.name)}`
          : `step ${String(step.number)}`,
      };
    case "StepDeclined":
      return { action: deed, result: resultWords.declined, evidence: quoted(event.reason) };
    case "PressRefused":
      return {
        action: `Vote on step ${String(step.number)}`,
        result: `${resultWords.refused} ${event.code}`,
        evidence: refusalCodes[event.code],
      };
  }
};

const effectLine = (
  event: Extract<
    StepEvent,
    { type: "EffectRequested" | "EffectAccepted" | "EffectSettled" | "PersonLooked" }
  >,
  { deed, direction }: Facts,
): Line => {
  switch (event.type) {
    case "EffectRequested":
      return {
        action: deed,
        result: resultWords.requested,
        evidence: `plan ${planCode(event.planHash)}`,
      };
    case "EffectAccepted":
      return { action: deed, result: resultWords.accepted, evidence: event.answer };
    case "EffectSettled":
      return {
        action: deed,
        result: outcomeWord(event.outcome, direction),
        evidence: event.seen,
      };
    case "PersonLooked":
      return {
        action: `${deed}, a person looked`,
        result: lookedWord(event.outcome, direction),
        evidence: quoted(event.seen),
      };
  }
};

const courseLine = (
  event: Exclude<StepEvent, Parameters<typeof voteLine>[0] | Parameters<typeof effectLine>[0]>,
  { step, deed }: Facts,
): Line => {
  const waitsFor = step.ownership ? { owner: step.ownership.owner.name } : { owner: "no owner" };
  switch (event.type) {
    case "StepProposed":
      return {
        action: deed,
        result: resultWords.waiting,
        ...waitsFor,
        evidence: `plan ${planCode(event.planHash)}`,
      };
    case "StepReopened":
      return { action: deed, result: resultWords.askedFor, evidence: "" };
    case "StepNotNeeded":
      return { action: deed, result: resultWords.notNeeded, evidence: event.seen };
    case "StepLeftToPeople":
      return { action: deed, result: resultWords.byHand, ...waitsFor, evidence: event.reason };
    case "StepLapsed":
      return {
        action: deed,
        result: resultWords.lapsed,
        evidence: event.reason === "no answer" ? "no answer" : "the approval wasn't used in time",
      };
    case "PlanDrifted":
      return { action: deed, result: resultWords.void, evidence: event.what };
    case "StepAssigned":
      return {
        action: `${deed}, owner`,
        result: resultWords.assigned,
        owner: event.ownership.owner.name,
        evidence: `step ${String(step.number)}`,
      };
    default:
      return unreachable(event);
  }
};

/** What an event of one step says. `direction` is what the step was about at that time. */
export const stepEntry = (event: StepEvent, incident: Incident, direction?: Direction): Line => {
  const step = incident.steps.find((candidate) => candidate.definition.key === event.step);
  if (!step) throw new Error(`${incident.id} has no step ${event.step}`);
  const way = direction ?? directionOf(step);
  const deed = way === "undo" ? `Undo: ${step.definition.title}` : step.definition.title;
  const facts: Facts = { step, deed, direction: way };
  switch (event.type) {
    case "StepApproved":
    case "StepDeclined":
    case "PressRefused":
      return voteLine(event, facts);
    case "EffectRequested":
    case "EffectAccepted":
    case "EffectSettled":
    case "PersonLooked":
      return effectLine(event, facts);
    default:
      return courseLine(event, facts);
  }
};
