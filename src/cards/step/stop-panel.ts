/** What somebody who says no chooses from, and what follows. */
import { votesNeeded } from "../../core/approval/quorum.ts";
import { longestDeferralMinutes } from "../../core/approval/limits.ts";
import { line, type Line, plain } from "../parts/run.ts";
import { isUndo, type StepContext } from "./context.ts";

/** `value` is what the verb `step.decline` gets as its input `instead`. */
type Choice = { readonly title: string; readonly value: string };

export type StopPanel = { readonly choices: readonly Choice[]; readonly lines: readonly Line[] };

const deferrals = [
  [15, "15 min"],
  [60, "1 h"],
  [240, "4 h"],
  [1_440, "24 h"],
] as const;

/** Only what isn't contained stays open to an attacker, and needs somebody who accepts that. */
const staysOpen = ({ step }: StepContext): boolean =>
  step.definition.phase === "containment" && !isUndo(step);

/** What two must agree on nobody does alone by hand. */
const takesTwo = ({ step: { status } }: StepContext): boolean =>
  "proposal" in status && votesNeeded(status.proposal.plan.tier) > 1;

/** The default first; then for how long it may be put off; by hand last. */
export const stopPanel = (context: StepContext): StopPanel => {
  const longest = longestDeferralMinutes[context.incident.severity];
  const open = staysOpen(context);
  return {
    choices: [
      { title: open ? "Leave it open" : "Don’t do it", value: "leave open" },
      ...deferrals
        .filter(([minutes]) => minutes <= longest)
        .map(([minutes, text]) => ({
          title: `Ask me again in ${text}`,
          value: `defer ${String(minutes)}`,
        })),
      ...(takesTwo(context) ? [] : [{ title: "I do it by hand", value: "by hand" }]),
    ],
    lines: open
      ? [line(plain("Leaving it open asks somebody with authority to accept the risk."))]
      : [],
  };
};
