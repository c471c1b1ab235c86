import { type Face } from "../parts/face.ts";
import { type Proposal, type Subject, type Totals } from "../../core/incident/plan.ts";
import { subjectOf as subjectOfStep } from "../../core/incident/evidence.ts";
import { type Incident, type Step } from "../../core/incident/types.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { planCode } from "../../core/approval/plan-code.ts";
import { leadName } from "../parts/names.ts";
import { type Row, row } from "../parts/run.ts";

/** What the drawing of one step knows. `clock` writes a time as the reader's own. */
export type StepContext = {
  readonly incident: Incident;
  readonly step: Step;
  readonly action: Face;
  readonly now: Instant;
  readonly clock: (at: Instant) => string;
  /** How far a list is that runs, where that is known. */
  readonly progress?: Totals;
};

/** The proposal that the step's state carries, if it has one. */
export const proposalOf = ({ status }: Step): Proposal | undefined =>
  "proposal" in status ? status.proposal : undefined;

/** The subject that the step is about. */
export const subjectOf = ({ incident, step }: StepContext): Subject =>
  subjectOfStep(incident, step);

/** Is the step on its way back? */
export const isUndo = (step: Step): boolean =>
  step.status.kind === "not started"
    ? step.status.direction === "undo"
    : proposalOf(step)?.plan.direction === "undo";

/** The world while the step doesn't hold, or while its way back doesn't. */
export const notHolding = ({ step, action }: StepContext): string =>
  isUndo(step) ? "It isn’t taken back" : action.text.notHolding;

/** "Priya Nair decides what next". */
export const decides = ({ incident }: StepContext): string =>
  `${leadName(incident)} decides what next`;

/** On a way back that wasn't seen to hold, this button asks for the way back once more. */
export const undoAgain = ({ step }: StepContext, button: string): readonly Row[] =>
  isUndo(step) ? [row("Again", `“${button}” proposes the undo again.`)] : [];

export const codeOf = ({ planHash }: Proposal): string => planCode(planHash);
