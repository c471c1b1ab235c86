/** What the log says of what was requested and of what came of it. */
import { planCode } from "../approval/plan-code.ts";
import { cleanName, quoted } from "../shared/clean-text.ts";
import { unreachable } from "../shared/unreachable.ts";
import { type StepEventOf, type StepFacts } from "./facts.ts";
import { type Line } from "./line.ts";
import { lookedWord, outcomeWord, resultWords } from "./words.ts";

export type EffectEvent = StepEventOf<
  | "EffectRequested"
  | "EffectAccepted"
  | "EffectSettled"
  | "EffectRegressed"
  | "StopAsked"
  | "SecretSealed"
  | "SecretEnded"
  | "PersonLooked"
>;

type SecretEvent = StepEventOf<"SecretSealed" | "SecretEnded">;

/** That there is a secret, for whom and what became of it; never the secret. */
const secretLine = (event: SecretEvent, { step }: StepFacts): Line => {
  const known = step.secrets.find(({ id }) => id === event.secret);
  const label = event.type === "SecretSealed" ? event.label : (known?.label ?? "Secret");
  const to = event.type === "SecretSealed" ? event.to : known?.to;
  const action = to ? `${label} for ${cleanName(to.name)}` : label;
  if (event.type === "SecretSealed") {
    return { action, result: resultWords.sealed, evidence: "outside Teams" };
  }
  const result = event.how === "revealed" ? resultWords.revealed : resultWords.expired;
  return { action, result, evidence: "" };
};

/** The line of a request, its answer, what was read back or what a person saw. */
export const effectEntry = (event: EffectEvent, facts: StepFacts): Line => {
  const { deed, direction } = facts;
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
    case "EffectRegressed":
      return {
        action: deed,
        result: resultWords.regressed,
        evidence: [event.seen, ...(event.changedBy ? [`By: ${event.changedBy}`] : [])].join(" "),
      };
    case "StopAsked":
      return { action: deed, result: resultWords.stopAsked, evidence: "" };
    case "SecretSealed":
    case "SecretEnded":
      return secretLine(event, facts);
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
