/** What evidence an incident wants, has, and knows that it can't have. */
import { type ObjectId } from "../shared/ids.ts";
import { type Artefact, type ArtefactKind, type EvidenceNeed, type Subject } from "./plan.ts";
import { type Incident, type Step } from "./types.ts";

/** The incident's first subject; a record always has one. */
export const firstSubject = ({ id, subjects }: Pick<Incident, "id" | "subjects">): Subject => {
  const [first] = subjects;
  if (!first) throw new Error(`${id} has no subject`);
  return first;
};

/** Whose step it is. */
export const subjectOf = (
  incident: Pick<Incident, "id" | "subjects">,
  { definition }: Pick<Step, "definition">,
): Subject => {
  const { subject: id } = definition;
  if (id === undefined) return firstSubject(incident);
  const found = incident.subjects.find((subject) => subject.id === id);
  if (!found) throw new Error(`${incident.id}: step ${definition.key} is of no subject`);
  return found;
};

/** Whose evidence it is. */
export const ownerOf = (
  incident: Pick<Incident, "id" | "subjects">,
  { subject }: Pick<Artefact, "subject">,
): ObjectId => subject ?? firstSubject(incident).id;

export const isSameNeed = (one: EvidenceNeed, other: EvidenceNeed): boolean =>
  one.kind === other.kind && one.subject === other.subject;

/** Is a file of this kind kept for this subject? */
export const isKept = (incident: Incident, need: EvidenceNeed): boolean =>
  incident.artefacts.some(
    (artefact) => artefact.kind === need.kind && ownerOf(incident, artefact) === need.subject,
  );

export const isMissed = (incident: Incident, need: EvidenceNeed): boolean =>
  incident.missedEvidence.some((missed) => isSameNeed(missed, need));

/** What is read at once: the snapshots of the subjects, and what single steps need besides. */
export const wantedEvidence = (
  incident: Pick<Incident, "evidence" | "stepEvidence">,
): readonly EvidenceNeed[] => [...incident.evidence, ...incident.stepEvidence];

/** Gate G1: the fast snapshot of this subject is kept, or known not to be had. */
export const snapshotReady = (incident: Incident, subject: ObjectId): boolean =>
  incident.evidence
    .filter((need) => need.subject === subject)
    .every((need) => isMissed(incident, need) || isKept(incident, need));

/** Is what this step needs besides the snapshot kept, or known not to be had? The other steps don't wait for it. */
export const ownEvidenceReady = (incident: Incident, step: Step): boolean => {
  const { id } = subjectOf(incident, step);
  return incident.stepEvidence
    .filter((need) => need.subject === id && step.definition.needsEvidence.includes(need.kind))
    .every((need) => isMissed(incident, need) || isKept(incident, need));
};

/** Gate G2: what a step destroys and nobody kept; empty when it may be proposed. */
export const missingFor = (incident: Incident, step: Step): readonly ArtefactKind[] => {
  const subject = subjectOf(incident, step).id;
  return step.definition.needsEvidence.filter((kind) => !isKept(incident, { kind, subject }));
};
