/** What the log says of what was requested and of what came of it. */
import { planCode } from "../approval/plan-code.ts";
import { quoted } from "../shared/clean-text.ts";
import { unreachable } from "../shared/unreachable.ts";
import { type StepEventOf, type StepFacts } from "./facts.ts";
import { type Line } from "./line.ts";
import { lookedWord, outcomeWord, resultWords } from "./words.ts";

export type EffectEvent = StepEventOf<
  "EffectRequested" | "EffectAccepted" | "EffectSettled" | "PersonLooked"
>;

/** The line of a request, its answer, what was read back or what a person saw. */
export const effectEntry = (event: EffectEvent, { deed, direction }: StepFacts): Line => {
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
    default:
      return unreachable(event);
  }
};
