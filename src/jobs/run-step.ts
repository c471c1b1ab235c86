/**
 * Runs an approved step: reads the state again, writes the intent, requests, reads back. One request, or a list of them.
 */
import { applyAndSettle, type ApplyWork, resume } from "./apply-step.ts";
import { commit } from "./commit.ts";
import { finished, type JobHandler, type JobResult, stepWork, type StepWork } from "./job.ts";
import { type ListWork } from "./list-work.ts";
import { objections, type ObjectionWork } from "./objections.ts";
import { runList } from "./run-list.ts";
import { type StepStatus } from "../core/incident/types.ts";
import { type ClaimedJob } from "../application/ports/store.ts";

export type RunWork = ObjectionWork & ApplyWork & ListWork;

type Running = Extract<StepStatus, { kind: "running" }>;

/** Requested before this claim. */
const goOn = (
  work: RunWork,
  job: ClaimedJob,
  found: StepWork,
  { proposal, effect }: Running,
): Promise<JobResult> => {
  const run = { found, proposal, since: effect.requestedAt };
  return proposal.plan.targets ? runList(work, job, run) : resume(work, job, run);
};

/** Makes the handler of `run-step`, the only job that changes the tenant. */
export const makeRunStep = (work: RunWork): JobHandler => {
  return async (job) => {
    const found = await stepWork(work, job);
    const { status } = found.step;
    if (!("proposal" in status) || status.proposal.planHash !== job.payload["planHash"]) {
      return finished;
    }
    if (status.kind === "running") return goOn(work, job, found, status);
    if (status.kind !== "approved") return finished;
    if (work.runtime.now() < status.notBefore) {
      return { kind: "again", runAt: status.notBefore, reason: "the cool-off runs" };
    }
    const against = await objections(work, found, status);
    if (against.length > 0) {
      await commit(work, job, ...against);
      return finished;
    }
    const intent = await commit(work, job, {
      type: "RequestEffect",
      step: found.step.definition.key,
      planHash: status.proposal.planHash,
      fence: job.fence,
    });
    if (!intent) return finished;
    const requested = await stepWork(work, job);
    if (requested.step.status.kind !== "running") return finished;
    const since = requested.step.status.effect.requestedAt;
    const run = { found: requested, proposal: status.proposal, since };
    return run.proposal.plan.targets ? runList(work, job, run) : applyAndSettle(work, job, run);
  };
};
