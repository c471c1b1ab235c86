import { longestText } from "./limits.ts";
import { type Instant } from "../shared/ids.ts";
import { type Ownership } from "../incident/people.ts";
import { type Step } from "../incident/types.ts";
import { type Refusal, type RefusalCode } from "./refusals.ts";

/** "02:14 UTC": lines in answer to a press can't use the reader's own time. */
export const utc = (at: Instant): string => `${at.slice(11, 16)} UTC`;

const deciders = ({ owner, deputies }: Ownership): string => {
  const [deputy] = deputies;
  return deputy ? `${owner.name} or deputy ${deputy.name}` : owner.name;
};

/**
 * A refusal as the presser reads it: outcome, reason, code; at most 110 characters with usual names.
 * It takes nothing from anybody and names no subject.
 */
export const refusal = (code: RefusalCode, reason: string): Refusal => ({
  code,
  sentence: `Not recorded. ${reason} (${code})`,
});

export const notOwner = (step: Step): Refusal =>
  step.ownership
    ? refusal("R-104", `Step ${String(step.number)} belongs to ${deciders(step.ownership)}.`)
    : refusal("R-105", `Step ${String(step.number)} has no owner yet. The lead can assign one.`);

export const lapsed = (at: Instant): Refusal => refusal("R-107", `It lapsed at ${utc(at)}.`);

/** Why a text of a person can't stand in the record; `what` completes "Write …". */
export const badText = (text: string, what: string): Refusal | undefined => {
  if (text === "") return refusal("R-205", `Write ${what}.`);
  return text.length > longestText
    ? refusal("R-205", `${String(text.length)} characters; at most ${String(longestText)} fit.`)
    : undefined;
};

/** A second press on what stands already: neutral, not an error. */
export const alreadyRecorded = (at: Instant): Refusal => ({
  code: "R-106",
  sentence: `Already recorded at ${utc(at)}. Nothing was requested twice.`,
});
