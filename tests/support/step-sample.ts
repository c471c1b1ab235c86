import { type Action } from "../../src/actions/contract.ts";
import { type Totals } from "../../src/core/incident/plan.ts";
import { type Incident, type Step, type StepStatus } from "../../src/core/incident/types.ts";

/** A step in one of its states, as cards are drawn from it. */
export type StepSample = {
  readonly status: StepStatus;
  readonly step?: Partial<Step>;
  readonly incident?: Partial<Incident>;
  readonly action?: Partial<Action>;
  /** How far a list is. */
  readonly progress?: Totals;
};
