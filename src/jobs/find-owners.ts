import { findOwnership, type OwnersDeps } from "../application/owners.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type Trait } from "../core/incident/plan.ts";
import { type Step } from "../core/incident/types.ts";
import { finished, incidentOf, type JobHandler, type TenantWork } from "./job.ts";

/** What was read of the target last; before the first plan nothing is known. */
export const traitsOf = ({ status }: Step): readonly Trait[] =>
  "proposal" in status ? status.proposal.plan.traits : [];

/**
 * Makes the handler of `find-owners`: severity, directory or suspects changed, so every step that waits for
 * people is asked about again. What was decided stays with who decided it.
 */
export const makeFindOwners =
  (work: Pick<TenantWork, "store" | "handle">, owners: OwnersDeps): JobHandler =>
  async (job) => {
    const id = incidentOf(job);
    const incident = await work.store.load(id);
    if (!incident || incident.closed) return finished;
    const wishes: Wish[] = [];
    for (const step of incident.steps) {
      const ownership = await findOwnership(owners, incident, { step, traits: traitsOf(step) });
      const why = "the incident or the directory changed";
      wishes.push({ type: "FindOwner", step: step.definition.key, ownership, why });
    }
    await work.handle({ incident: id, actor: { kind: "cordon" }, wishes, claim: job });
    return finished;
  };
