/** Reads the tenant and proposes what is due: each plan says exactly what would be done. */
import { type Action, type Preview } from "../actions/contract.ts";
import { TenantFault } from "../actions/tenant.ts";
import { type Wish } from "../core/incident/commands.ts";
import { findOwnership, type OwnersDeps } from "../application/owners.ts";
import { canBeCarried, voters, votesNeeded } from "../core/approval/quorum.ts";
import { hasNoVote } from "../core/incident/decision.ts";
import { dueSteps } from "../core/incident/due-steps.ts";
import { type Ownership } from "../core/incident/people.ts";
import { type Plan, type Subject } from "../core/incident/plan.ts";
import { missingFor, subjectOf } from "../core/incident/evidence.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { wayBack } from "../core/incident/way-back.ts";
import { planHash } from "../core/shared/ids.ts";
import { canonicalJson } from "../core/shared/canonical-json.ts";
import { type ClaimedJob } from "../application/ports/store.ts";
import { finished, inMs, type JobHandler, type JobResult, incidentOf } from "./job.ts";
import { type ListWork } from "./list-work.ts";
import { type ListProposal, proposeList, proposeListUndo } from "./propose-list.ts";
import { judgementOf, leaveWish, planOf, previewOf, undoPlanOf } from "./plan.ts";

export type ProposeWork = ListWork & {
  readonly owners: OwnersDeps;
  /** Why nobody could read a secret that a step makes; undefined where somebody can. */
  readonly sealingProblem: string | undefined;
};

const propose = (work: Pick<ProposeWork, "runtime">, step: Step, plan: Plan): Wish => ({
  type: "ProposeStep",
  step: step.definition.key,
  id: work.runtime.id(),
  nonce: work.runtime.nonce(),
  plan,
  planHash: planHash.parse(work.runtime.sha256(canonicalJson(plan))),
});

/** Nobody does alone by hand what takes two here. */
const findSecond =
  "Find a second person first: the lead can assign one, or the directory needs another. Then propose it again.";

/** A plan for which the people can't be found isn't proposed: nobody could ever approve it. */
const notEnough = (
  incident: Incident,
  step: Step,
  plan: Plan,
  ownership: Ownership | undefined,
) => {
  if (!ownership) return undefined;
  const proposal = { plan, proposer: step.askedBy };
  if (canBeCarried(ownership, proposal, (person) => hasNoVote(incident, person))) return undefined;
  const may = voters(ownership, proposal).filter((person) => !hasNoVote(incident, person));
  const needed = `${String(votesNeeded(plan.tier))} people must approve it`;
  const names = may.map(({ name }) => name).join(", ");
  if (may.length === 0) return `${needed}, and nobody may: they asked for it or have no vote here.`;
  return may.length < votesNeeded(plan.tier)
    ? `${needed}, and only ${names} may.`
    : `${needed}, one of them owner or deputy, and ${names} are neither.`;
};

/** Who owns it for this target, then the proposal itself, recorded together. */
const proposeTo = async (
  work: ProposeWork,
  incident: Incident,
  step: Step,
  plan: Plan,
): Promise<readonly Wish[]> => {
  const { traits } = plan;
  const ownership = await findOwnership(work.owners, incident, { step, traits });
  const { key } = step.definition;
  const why = traits.length > 0 ? `the target is ${traits.join(", ")}` : "who is on call now";
  const owner: Wish = { type: "FindOwner", step: key, ownership, why };
  const lacking = notEnough(incident, step, plan, ownership);
  return [
    owner,
    lacking === undefined
      ? propose(work, step, plan)
      : leaveWish(work, step, { reason: lacking, byHand: findSecond }),
  ];
};

const wishesOf = async (
  work: ProposeWork,
  incident: Incident,
  step: Step,
  { action, preview }: { readonly action: Action; readonly preview: Preview },
): Promise<readonly Wish[]> => {
  switch (preview.kind) {
    case "plan": {
      const plan = planOf(incident, step, { action, draft: preview.draft });
      return proposeTo(work, incident, step, plan);
    }
    case "nothing to do":
      return [{ type: "NotNeeded", step: step.definition.key, seen: preview.seen }];
    case "by hand":
      return [leaveWish(work, step, preview)];
  }
};

const missing = (incident: Incident, step: Step): string | undefined => {
  const absent = missingFor(incident, step);
  return absent.length > 0
    ? `Evidence ${absent.join(", ")} isn't kept; the step isn't proposed without it.`
    : undefined;
};

/** A list's proposal, and the step of its administrators recorded with it. */
const listWishes = async (
  work: ProposeWork,
  incident: Incident,
  step: Step,
  found: ListProposal,
): Promise<readonly Wish[]> => {
  switch (found.kind) {
    case "plan":
      return [
        ...(await proposeTo(work, incident, step, found.plan)),
        ...(found.split ? [found.split] : []),
      ];
    case "nothing to do":
      return [{ type: "NotNeeded", step: step.definition.key, seen: found.seen }];
    case "by hand":
      return [leaveWish(work, step, found)];
  }
};

/** The way back takes its items from what was observed; who may approve it depends on what the target is now. */
const proposeUndo = async (
  work: ProposeWork,
  incident: Incident,
  step: Step,
  { action, subject }: { readonly action: Action; readonly subject: Subject },
): Promise<readonly Wish[]> => {
  const done = wayBack(step);
  if (!action.undo || !done) return [leaveWish(work, step, { reason: action.text.undo })];
  if (done.targets) {
    return listWishes(
      work,
      incident,
      step,
      await proposeListUndo(work, { incident, step, action }, done),
    );
  }
  const target = await judgementOf(work, subject);
  return target.kind === "by hand"
    ? [leaveWish(work, step, target)]
    : proposeTo(work, incident, step, undoPlanOf(action, done, target.traits));
};

const consider = async (
  work: ProposeWork,
  incident: Incident,
  step: Step,
): Promise<readonly Wish[]> => {
  const { status, definition } = step;
  if (definition.check) {
    const check = work.checkById(definition.action);
    if (!check) throw new Error(`${incident.id}: no check ${definition.action}`);
    return [leaveWish(work, step, { reason: check.asks })];
  }
  const action = work.actionById(definition.action);
  if (!action) throw new Error(`${incident.id}: no action ${definition.action}`);
  const subject = subjectOf(incident, step);
  if (status.kind === "not started" && status.direction === "undo") {
    return proposeUndo(work, incident, step, { action, subject });
  }
  const reason = missing(incident, step) ?? (action.seals ? work.sealingProblem : undefined);
  if (reason !== undefined) return [leaveWish(work, step, { reason })];
  if (definition.list) {
    return listWishes(work, incident, step, await proposeList(work, { incident, step, action }));
  }
  const preview = await previewOf(work, action, { subject, input: definition.input });
  return wishesOf(work, incident, step, { action, preview });
};

/** A service that doesn't answer is asked for so many claims; then its step is for people. */
const patience = 6;

type Considered = { readonly wishes: readonly Wish[] } | { readonly fault: TenantFault };

/** One step's fault must not keep the others from being proposed. */
const considerAlone = async (
  work: ProposeWork,
  incident: Incident,
  step: Step,
  patient: boolean,
): Promise<Considered> => {
  try {
    return { wishes: await consider(work, incident, step) };
  } catch (fault) {
    if (!(fault instanceof TenantFault)) throw fault;
    if (patient) return { fault };
    const reason = `It can't be read: ${fault.code}, ${fault.message}`;
    return { wishes: [leaveWish(work, step, { reason })] };
  }
};

/** Makes the handler of `propose-steps`. Steps that are due are read at the same time, committed in order. */
export const makeProposeSteps = (work: ProposeWork): JobHandler => {
  return async (job: ClaimedJob): Promise<JobResult> => {
    const incident = await work.store.load(incidentOf(job));
    if (!incident) throw new Error(`${job.incident} isn't open`);
    const considered = await Promise.all(
      dueSteps(incident).map((step) =>
        considerAlone(work, incident, step, job.attempts < patience),
      ),
    );
    const wishes = considered.flatMap((one) => ("wishes" in one ? one.wishes : []));
    const faults = considered.flatMap((one) => ("fault" in one ? [one.fault] : []));
    if (wishes.length > 0) {
      const id = incidentOf(job);
      await work.handle({ incident: id, actor: { kind: "cordon" }, wishes, claim: job });
    }
    const [fault] = faults;
    if (!fault) return finished;
    const pause = fault.retryAfterMs ?? Math.min(15_000, 1_000 * 2 ** job.attempts);
    return { kind: "again", runAt: inMs(work.runtime, pause), reason: fault.code };
  };
};
