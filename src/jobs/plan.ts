import { type Draft } from "../actions/contract.ts";
import { type Incident, type Plan, type Step } from "../core/incident/types.ts";

/** The plan of a step, from what its action's preview read. Same tenant, same plan, same hash. */
export const planOf = (incident: Incident, step: Step, draft: Draft): Plan => {
  const [subject] = incident.subjects;
  if (!subject) throw new Error(`${incident.id} has no subject`);
  return {
    incident: incident.id,
    step: step.definition.key,
    action: step.definition.action,
    direction: "apply",
    subject: { kind: subject.kind, id: subject.id },
    items: draft.items,
    parameters: draft.parameters,
    before: draft.before,
  };
};
