import { wayBack } from "../../core/incident/way-back.ts";
import { count } from "../../core/shared/count.ts";
import { type Row, row } from "../parts/run.ts";
import { type StepContext } from "./context.ts";

/** What an undo that was observed means: for the whole step, or for the part that its plan had. */
export const undoMeans = ({ step }: StepContext): Row => {
  const number = String(step.number);
  const what = wayBack(step) ? `This part of step ${number}` : `Step ${number}`;
  return row("Means", `${what} doesn’t hold any more.`);
};

/** An undo takes one plan back: what an earlier one changed is undone by the next. Nothing where nothing is left. */
export const undoLeft = ({ step }: StepContext): readonly Row[] => {
  const plan = wayBack(step);
  if (!plan) return [];
  const what = plan.targets ? "a list" : count(plan.items.length, "item");
  const command = `incident undo ${String(step.number)}`;
  return [
    row("Left", `What was approved earlier still holds: ${what}.`),
    row("Then", `“${command}” proposes the way back of that.`),
  ];
};
