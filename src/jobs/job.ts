import { findStep } from "../core/incident/decision.ts";
import { type ActionContext } from "../actions/context.ts";
import { type Action } from "../actions/contract.ts";
import { type Collector, type ManualCheck } from "../actions/library.ts";
import { subjectOf } from "../core/incident/evidence.ts";
import { type ArtefactKind, type Subject, type SubjectKind } from "../core/incident/plan.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { after, type IncidentId, incidentId, type Instant, stepKey } from "../core/shared/ids.ts";
import { type HandleOrder } from "../application/handle.ts";
import { type Log, type Runtime } from "../application/ports/runtime.ts";
import { type ClaimedJob, type Store } from "../application/ports/store.ts";

/** How a job ended: finished, or to be run again at a time, with the reason. */
export type JobResult =
  | { readonly kind: "finished" }
  | { readonly kind: "again"; readonly runAt: Instant; readonly reason: string };

export const finished: JobResult = { kind: "finished" };

/** Does one kind of job. A throw means: again later, and given up after the worker's limit. */
export type JobHandler = (job: ClaimedJob) => Promise<JobResult>;

/** What jobs that touch the tenant work with. */
export type TenantWork = {
  readonly store: Pick<Store, "load" | "events">;
  readonly handle: HandleOrder;
  readonly runtime: Runtime;
  readonly log: Log;
  readonly context: ActionContext;
  readonly actionById: (id: string) => Action | undefined;
  readonly checkById: (id: string) => ManualCheck | undefined;
  readonly collectorFor: (kind: ArtefactKind, subject: SubjectKind) => Collector | undefined;
  /** Waits in milliseconds; tests pass one that doesn't. */
  readonly wait: (ms: number) => Promise<void>;
};

/** The incident that a job is about. Throws on a job of something else. */
export const incidentOf = (job: ClaimedJob): IncidentId => incidentId.parse(job.incident);

/** The step that a job is about, with all that is needed to work on it. */
export type StepWork = {
  readonly incident: Incident;
  readonly step: Step;
  readonly subject: Subject;
  readonly action: Action;
};

/** Loads the step of a job; a job about something that isn't there is a fault. */
export const stepWork = async (work: TenantWork, job: ClaimedJob): Promise<StepWork> => {
  const key = stepKey.parse(job.payload["step"]);
  const incident = await work.store.load(incidentOf(job));
  const step = incident && findStep(incident, key);
  const action = step && work.actionById(step.definition.action);
  if (!incident || !step || !action) {
    throw new Error(`${job.incident}: step ${key} or its action isn't there`);
  }
  return { incident, step, subject: subjectOf(incident, step), action };
};

/** The time so many milliseconds from now. */
export const inMs = (runtime: Runtime, ms: number): Instant => {
  return after(runtime.now(), ms);
};
