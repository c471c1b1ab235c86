import { type Action, type ByHand, type Draft, type Preview } from "../actions/contract.ts";
import { type Judgement, judgeTarget } from "../actions/guards.ts";
import { type Wish } from "../core/incident/commands.ts";
import { isFinal } from "../actions/read.ts";
import { tierOf } from "../core/approval/tier.ts";
import { type Plan, type Subject } from "../core/incident/plan.ts";
import { ownerOf, subjectOf } from "../core/incident/evidence.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { type TenantWork } from "./job.ts";

/** An action, and what its preview read. */
export type Planned = { readonly action: Pick<Action, "tier">; readonly draft: Draft };

/** The newest file of each kind that the step needs, by its SHA-256. */
const evidenceOf = (incident: Incident, step: Step): NonNullable<Plan["evidence"]> => {
  const { id } = subjectOf(incident, step);
  return step.definition.needsEvidence.flatMap((kind) => {
    const kept = incident.artefacts.findLast(
      (artefact) => artefact.kind === kind && ownerOf(incident, artefact) === id,
    );
    return kept ? [{ kind, sha256: kept.sha256 }] : [];
  });
};

/** The plan of a step, from what its action's preview read. Same tenant, same plan, same hash. */
export const planOf = (incident: Incident, step: Step, { action, draft }: Planned): Plan => {
  const subject = subjectOf(incident, step);
  const evidence = evidenceOf(incident, step);
  return {
    incident: incident.id,
    step: step.definition.key,
    action: step.definition.action,
    direction: "apply",
    subject: { kind: subject.kind, id: subject.id },
    tier: tierOf(action.tier, draft.traits),
    traits: draft.traits,
    items: draft.items,
    parameters: draft.parameters,
    before: draft.before,
    ...(evidence.length > 0 && { evidence }),
  };
};

/** A way back: what was done is taken back, by as many people as the target asks for now. */
export const undoPlanOf = (
  action: Pick<Action, "tier">,
  done: Plan,
  traits: Plan["traits"],
): Plan => ({ ...done, direction: "undo", tier: tierOf(action.tier, traits), traits });

/** What asking again won't change is for people. Throws TenantFault for everything else. */
const orByHand = async <T>(ask: Promise<T>): Promise<T | ByHand> => {
  try {
    return await ask;
  } catch (fault) {
    if (isFinal(fault)) return { kind: "by hand", reason: `${fault.code}: ${fault.message}` };
    throw fault;
  }
};

/**
 * What the action would do now. A refusal, or a target that is gone, won't change by asking again:
 * it is for people. Throws TenantFault for everything else, which the worker tries again.
 */
export const previewOf = (
  { context }: Pick<TenantWork, "context">,
  action: Action,
  { subject, input }: { readonly subject: Subject; readonly input: string | undefined },
): Promise<Preview> => orByHand(action.preview(context, subject, input));

/** What the target is now, for a way back; refused reads are for people like a preview's. */
export const judgementOf = (
  { context }: Pick<TenantWork, "context">,
  subject: Subject,
): Promise<Judgement> => orByHand(judgeTarget(context, subject));

/** What people read who may not act either. */
const neverByHand =
  "Change this account alone, or let anybody do so. The lead and management decide together, outside Cordon.";

/** Why a step goes to people; `byHand` is what they do instead, where it isn't what the action says. */
export type Leaving = Pick<ByHand, "reason" | "never"> & { readonly byHand?: string };

/** The step goes to people: why, and what they do instead, or that nobody does it alone. */
export const leaveWish = (work: TenantWork, step: Step, leaving: Leaving): Wish => {
  const { reason, never } = leaving;
  const { action } = step.definition;
  const usual = work.actionById(action)?.text.byHand ?? work.checkById(action)?.byHand ?? "";
  return {
    type: "LeaveToPeople",
    step: step.definition.key,
    handle: { id: work.runtime.id(), nonce: work.runtime.nonce() },
    reason,
    byHand: never ? neverByHand : (leaving.byHand ?? usual),
    ...(never && { never }),
  };
};
