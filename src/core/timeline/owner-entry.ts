/** What the log says of whose turn it is, and of who was called. */
import { utc } from "../approval/sentences.ts";
import { cleanName } from "../shared/clean-text.ts";
import { unreachable } from "../shared/unreachable.ts";
import { type StepEventOf, type StepFacts } from "./facts.ts";
import { type Line } from "./line.ts";
import { namesOf, nameWithEmployer, rungWords } from "./plain-words.ts";
import { resultWords } from "./words.ts";

const found = ({ ownership, why }: StepEventOf<"OwnerFound">, deed: string): Line =>
  ownership
    ? {
        action: `${deed}, owner`,
        result: resultWords.found,
        owner: nameWithEmployer(ownership.owner),
        evidence: why,
      }
    : { action: `${deed}, owner`, result: resultWords.noOwner, evidence: why };

/** Who was called and why, and who is next unless somebody decides before. */
const called = ({ rung, people, next }: StepEventOf<"PeopleCalled">, deed: string): Line => ({
  action: deed,
  result: resultWords.called,
  owner: namesOf(people),
  evidence:
    rungWords[rung] +
    (next ? `; next ${rungWords[next.rung]}, ${namesOf(next.people)}, ${utc(next.at)}` : ""),
});

export type OwnerEvent = StepEventOf<"StepAssigned" | "OwnerFound" | "PeopleCalled" | "StepTaken">;

/** The line of a new owner, a call or "I'm on it". */
export const ownerEntry = (event: OwnerEvent, { step, deed }: StepFacts): Line => {
  switch (event.type) {
    case "StepAssigned":
      return {
        action: `${deed}, owner`,
        result: resultWords.assigned,
        owner: cleanName(event.ownership.owner.name),
        evidence: `step ${String(step.number)}`,
      };
    case "OwnerFound":
      return found(event, deed);
    case "PeopleCalled":
      return called(event, deed);
    case "StepTaken":
      return { action: deed, result: resultWords.taken, evidence: "the next call waits" };
    default:
      return unreachable(event);
  }
};
