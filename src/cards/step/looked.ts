import { type Looked, type Outcome } from "../../core/incident/plan.ts";
import { type StepStatus } from "../../core/incident/types.ts";
import { cleanText, quoted } from "../../core/shared/clean-text.ts";
import { outcomeWord } from "../../core/timeline/words.ts";
import { utcTime } from "../parts/clock.ts";
import { personName } from "../parts/names.ts";
import { capital, plain, type Row, row } from "../parts/run.ts";
import { decides, isUndo, notHolding, type StepContext, undoAgain } from "./context.ts";
import { remaining } from "./items.ts";
import { totalsRows } from "./list-course.ts";
import { type Buttons, type StepParts } from "./parts.ts";
import { undoLeft, undoMeans } from "./undo-left.ts";
import { approval } from "./votes.ts";

type ByHand = Extract<StepStatus, { kind: "by hand" }>;
type Settled = Extract<StepStatus, { kind: "settled" }>;

/** Green is for what Cordon read back itself; a person's word is noted, not coloured. */
const styles = {
  observed: "emphasis",
  "partly observed": "attention",
  "not observed": "attention",
  failed: "attention",
  unknown: "attention",
} as const satisfies Record<Outcome, StepParts["style"]>;

/** The strip of what a person saw: the result, who looked and when, and who is asked now. */
const answer = (
  context: StepContext,
  { by, at }: Looked,
  outcome: Outcome,
): Pick<StepParts, "style" | "state" | "course" | "spoken"> => {
  const word = outcomeWord(outcome, isUndo(context.step) ? "undo" : "apply");
  const first = word === "observed" ? "Observed by hand" : `${capital(word)}, a person looked`;
  const next = outcome === "observed" ? "" : `. ${decides(context)}`;
  return {
    style: styles[outcome],
    state: [plain(first)],
    course: [plain(`${personName(by)} looked, ${context.clock(at)}${next}`)],
    spoken: `${word}, ${personName(by)} looked at ${utcTime(at)}`,
  };
};

const seen = (looked: Looked): Row => row("Seen", quoted(looked.seen, 240));

/** Cordon's reason as it is, a person's in “quotes”. */
export const whyByHand = ({ reason, by }: ByHand): string =>
  by ? quoted(reason, 240) : cleanText(reason, 240);

/** A person did it, or tried, and wrote down what is so. */
export const byHandLooked = (context: StepContext, status: ByHand, looked: Looked): StepParts => ({
  ...answer(context, looked, looked.outcome),
  rows: [seen(looked), row("Why", whyByHand(status)), row("Cordon", "Requested nothing.")],
  buttons: { looked: looked.outcome !== "observed", propose: "Propose again", details: "last" },
  handle: status.handle,
});

const meaning = (context: StepContext, outcome: Outcome): readonly Row[] => {
  const { action, step } = context;
  if (outcome === "unknown") {
    return action.repeatable
      ? []
      : [row("Limits", "Don’t ask for it twice. A second request changes more.")];
  }
  if (outcome !== "observed") {
    return [row("Means", `${notHolding(context)}.`), ...undoAgain(context, "Propose again")];
  }
  return isUndo(step)
    ? [undoMeans(context), row("Now", "Propose it again to bring it back."), ...undoLeft(context)]
    : [row("Limits", action.text.limits), row("Undo", action.text.undo)];
};

/** What a person saw once and a repetition would change again (a password) isn't offered again. */
const buttons = ({ action, step }: StepContext, outcome: Outcome): Partial<Buttons> => {
  const shared = { look: true, details: "last" } as const;
  if (outcome === "unknown") return { ...shared, looked: true };
  if (outcome === "partly observed") return { ...shared, propose: "Retry remaining" };
  const offered = outcome !== "observed" || isUndo(step) || action.repeatable;
  return { ...shared, propose: offered ? "Propose again" : "" };
};

/** Cordon requested it and could not tell; a person looked and answered for what was doubtful. */
export const settledLooked = (context: StepContext, status: Settled, looked: Looked): StepParts => {
  const { effect, proposal } = status;
  const { outcome, items, requestedAt } = effect;
  const isPartly = outcome === "partly observed";
  const requested = `Requested it ${context.clock(requestedAt)}, could not read all of it back.`;
  return {
    ...answer(context, looked, outcome),
    rows: [
      seen(looked),
      row("Cordon", requested),
      row("Vote", approval(context, status)),
      ...totalsRows(effect).slice(0, 1),
      ...(isPartly ? [] : meaning(context, outcome)),
    ],
    remaining: isPartly ? remaining(items, proposal.plan) : [],
    buttons: buttons(context, outcome),
    handle: { id: proposal.approvalId, nonce: proposal.nonce },
  };
};
