/** Steps and subjects as they join an incident. */
import { isSameNeed, subjectOf, wantedEvidence } from "./evidence.ts";
import { type IncidentEvent, type NewStep } from "./events.ts";
import { type Person, personIn } from "./people.ts";
import { type ArtefactKind, type EvidenceNeed, type Subject } from "./plan.ts";
import { type Incident, type Step } from "./types.ts";

/** Steps that join an incident, numbered on from the last. */
export const numbered = (
  steps: readonly NewStep[],
  from: number,
  askedBy: Person,
): readonly Step[] =>
  steps.map(({ definition, ownership }, index) => ({
    definition,
    number: from + index,
    ownership,
    askedBy,
    status: { kind: "not started", direction: "apply" },
    clock: undefined,
    refused: [],
    regressed: undefined,
    secrets: [],
    done: [],
    lost: [],
    emergency: undefined,
  }));

/** Somebody asked for it by name: it doesn't queue behind the playbook. */
const ahead = (step: Step): Step => ({
  ...step,
  status: { kind: "not started", direction: "apply", ahead: true },
});

/** Evidence of these kinds, of one subject. */
export const needsOf = (
  kinds: readonly ArtefactKind[],
  subject: Subject | undefined,
): readonly EvidenceNeed[] => (subject ? kinds.map((kind) => ({ kind, subject: subject.id })) : []);

type Widening = Extract<IncidentEvent, { type: "SubjectAdded" | "StepAdded" }>;

/** Another subject with its steps, or a step that no playbook foresaw. */
export const widen = (incident: Incident, event: Widening): Partial<Incident> => {
  const asked = event.type === "StepAdded" ? event.askedBy : undefined;
  const by = personIn(event.actor) ?? asked ?? incident.lead;
  const added = event.type === "StepAdded" ? [event] : event.steps;
  const joined = numbered(added, incident.steps.length + 1, by);
  const steps = [...incident.steps, ...(event.type === "StepAdded" ? joined.map(ahead) : joined)];
  if (event.type === "StepAdded") {
    // What it destroys is read before it is proposed, also where the playbook didn't ask for it.
    const owner = subjectOf(incident, event);
    const wanted = needsOf(event.definition.needsEvidence, owner).filter(
      (need) => !wantedEvidence(incident).some((known) => isSameNeed(known, need)),
    );
    return { steps, stepEvidence: [...incident.stepEvidence, ...wanted] };
  }
  const { subject, evidence, slowEvidence } = event;
  return {
    steps,
    subjects: [...incident.subjects, subject],
    evidence: [...incident.evidence, ...needsOf(evidence, subject)],
    slowEvidence: [...incident.slowEvidence, ...needsOf(slowEvidence, subject)],
  };
};
