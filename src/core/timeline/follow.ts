import { type StepEvent } from "../incident/events.ts";
import { type Direction, type Tier } from "../incident/plan.ts";
import { type Step } from "../incident/types.ts";

/** What a step was about when something happened to it: there or back, and how many people it took. */
export type Course = { readonly direction: Direction; readonly tier: Tier };

const start: Course = { direction: "apply", tier: 1 };

/** What the step's last proposal was for, as far as the step itself still knows. */
export const courseOf = ({ status }: Step): Course => {
  if ("proposal" in status) return status.proposal.plan;
  return status.kind === "not started" ? { ...start, direction: status.direction } : start;
};

/** Follows a record in order and tells of each event what its step was about then. */
export const follow = (): ((event: StepEvent) => Course) => {
  const last = new Map<string, Course>();
  return (event) => {
    if (event.type === "StepProposed") last.set(event.step, event.plan);
    if (event.type === "StepReopened") {
      last.set(event.step, { ...start, direction: event.direction });
    }
    return last.get(event.step) ?? start;
  };
};
