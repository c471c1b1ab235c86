import {
  type IncidentId,
  type Instant,
  type ObjectId,
  type PlanHash,
  type StepKey,
} from "../../core/shared/ids.ts";

/** How far one target of a list is. `requested` without anything after it: nobody knows whether it was done. */
export const targetStates = [
  "requested",
  "accepted",
  "observed",
  "not observed",
  "failed",
  "unknown",
] as const;
export type TargetState = (typeof targetStates)[number];

export type TargetProgress = {
  readonly id: ObjectId;
  readonly state: TargetState;
  /** In words for Details; empty where there is nothing to say. */
  readonly why: string;
  /** The service's request id; empty before its answer. */
  readonly requestId: string;
  readonly at: Instant;
};

/** One run of one approved list. Another plan of the same step is another run. */
export type ListRun = {
  readonly incident: IncidentId;
  readonly step: StepKey;
  readonly planHash: PlanHash;
};

/** How far the targets of a list are, kept over crashes. Targets that nothing was asked for have no row. All throw on a store that is down. */
export type Targets = {
  /** Saves all of them in one statement; what a target had before is replaced. */
  save(run: ListRun, progress: readonly TargetProgress[]): Promise<void>;
  counts(run: ListRun): Promise<Readonly<Record<TargetState, number>>>;
  /** In the order of their ids, those after `after`, at most `limit`; `states` leaves out the others. */
  page(
    run: ListRun,
    page: {
      readonly states?: readonly TargetState[];
      readonly after?: string;
      readonly limit: number;
    },
  ): Promise<readonly TargetProgress[]>;
  /** Targets that any plan of a step was observed for, in the order of their ids. */
  observed(incident: IncidentId, step: StepKey): Promise<readonly ObjectId[]>;
  clear(run: ListRun): Promise<void>;
};
