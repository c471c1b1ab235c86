import { type Action, type Draft, type Preview } from "../actions/contract.ts";
import { type Wish } from "../core/incident/commands.ts";
import { isFinal } from "../actions/read.ts";
import { tierOf } from "../core/approval/tier.ts";
import { type Plan, type Subject } from "../core/incident/plan.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { type TenantWork } from "./job.ts";

/** An action, and what its preview read. */
export type Planned = { readonly action: Pick<Action, "tier">; readonly draft: Draft };

/** The plan of a step, from what its action's preview read. Same tenant, same plan, same hash. */
export const planOf = (incident: Incident, step: Step, { action, draft }: Planned): Plan => {
  const [subject] = incident.subjects;
  if (!subject) throw new Error(`${incident.id} has no subject`);
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
  };
};

/**
 * What the action would do now. A refusal, or a target that is gone, won't change by asking again:
 * it is for people. Throws TenantFault for everything else, which the worker tries again.
 */
export const previewOf = async (
  { context }: Pick<TenantWork, "context">,
  action: Action,
  subject: Subject,
): Promise<Preview> => {
  try {
    return await action.preview(context, subject);
  } catch (fault) {
    if (isFinal(fault)) return { kind: "by hand", reason: `${fault.code}: ${fault.message}` };
    throw fault;
  }
};

/** The step goes to people: why, and what they do instead. */
export const leaveWish = (work: TenantWork, step: Step, reason: string): Wish => ({
  type: "LeaveToPeople",
  step: step.definition.key,
  handle: { id: work.runtime.id(), nonce: work.runtime.nonce() },
  reason,
  byHand: work.actionById(step.definition.action)?.text.byHand ?? "",
});
