/** Reads the tenant and proposes what is due: each plan says exactly what would be done. */
import { type Action, type Preview, TenantFault } from "../actions/contract.ts";
import { type Wish } from "../core/incident/commands.ts";
import { dueSteps } from "../core/incident/due-steps.ts";
import { type Incident, type Plan, type Step } from "../core/incident/types.ts";
import { planHash } from "../core/shared/ids.ts";
import { canonicalJson } from "../core/shared/canonical-json.ts";
import { type ClaimedJob } from "../application/ports/store.ts";
import { finished, inMs, type JobHandler, type JobResult, type TenantWork } from "./job.ts";
import { leaveWish, planOf, previewOf } from "./plan.ts";

const propose = (work: TenantWork, step: Step, plan: Plan): Wish => ({
  type: "ProposeStep",
  step: step.definition.key,
  id: work.runtime.id(),
  nonce: work.runtime.nonce(),
  plan,
  planHash: planHash.parse(work.runtime.sha256(canonicalJson(plan))),
});

const wishOf = (work: TenantWork, incident: Incident, step: Step, preview: Preview): Wish => {
  switch (preview.kind) {
    case "plan":
      return propose(work, step, planOf(incident, step, preview.draft));
    case "nothing to do":
      return { type: "SkipStep", step: step.definition.key, seen: preview.seen };
    case "by hand":
      return leaveWish(work, step, preview.reason);
  }
};

const missing = (incident: Incident, step: Step): string | undefined => {
  const kept = new Set(incident.artefacts.map((artefact) => artefact.kind));
  const absent = step.definition.needsEvidence.filter((kind) => !kept.has(kind));
  return absent.length > 0
    ? `Evidence ${absent.join(", ")} isn't kept, and this step destroys what it would show.`
    : undefined;
};

/** The way back takes its plan from what was observed, never from a new look. */
const proposeUndo = (work: TenantWork, step: Step, action: Action): Wish =>
  action.undo && step.done
    ? propose(work, step, { ...step.done.plan, direction: "undo" })
    : leaveWish(work, step, action.text.undo);

const consider = async (work: TenantWork, incident: Incident, step: Step): Promise<Wish> => {
  const action = work.actionById(step.definition.action);
  const [subject] = incident.subjects;
  if (!action || !subject) throw new Error(`${incident.id}: no action ${step.definition.action}`);
  const { status } = step;
  if (status.kind === "not started" && status.direction === "undo") {
    return proposeUndo(work, step, action);
  }
  const absent = missing(incident, step);
  if (absent !== undefined) return leaveWish(work, step, absent);
  return wishOf(work, incident, step, await previewOf(work, action, subject));
};

/** A service that doesn't answer is asked for so many claims; then its step is for people. */
const patience = 6;

type Considered = { readonly wish: Wish } | { readonly fault: TenantFault };

/** One step's fault must not keep the others from being proposed. */
const considerAlone = async (
  work: TenantWork,
  incident: Incident,
  step: Step,
  patient: boolean,
): Promise<Considered> => {
  try {
    return { wish: await consider(work, incident, step) };
  } catch (fault) {
    if (!(fault instanceof TenantFault)) throw fault;
    if (patient) return { fault };
    return { wish: leaveWish(work, step, `It can't be read: ${fault.code}, ${fault.message}`) };
  }
};

/** Makes the handler of `propose-steps`. Steps that are due are read at the same time, committed in order. */
export const makeProposeSteps = (work: TenantWork): JobHandler => {
  return async (job: ClaimedJob): Promise<JobResult> => {
    const incident = await work.store.load(job.incident);
    if (!incident) throw new Error(`${job.incident} isn't open`);
    const considered = await Promise.all(
      dueSteps(incident).map((step) =>
        considerAlone(work, incident, step, job.attempts < patience),
      ),
    );
    const wishes = considered.flatMap((one) => ("wish" in one ? [one.wish] : []));
    const faults = considered.flatMap((one) => ("fault" in one ? [one.fault] : []));
    if (wishes.length > 0) {
      const { incident: id } = job;
      await work.handle({ incident: id, actor: { kind: "cordon" }, wishes, claim: job });
    }
    const [fault] = faults;
    if (!fault) return finished;
    const pause = fault.retryAfterMs ?? Math.min(15_000, 1_000 * 2 ** job.attempts);
    return { kind: "again", runAt: inMs(work.runtime, pause), reason: fault.code };
  };
};
