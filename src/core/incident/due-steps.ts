import { waitingAtOnce } from "../approval/limits.ts";
import { type Incident, type Step } from "./types.ts";

/** Has the step had its turn, so that those after it may be proposed? */
const hadItsTurn = (step: Step): boolean =>
  ["settled", "declined", "lapsed", "not needed", "by hand"].includes(step.status.kind);

/** Gate G1: the fast snapshot is kept, or known not to be had, before anything is contained. */
export const snapshotReady = (incident: Incident): boolean =>
  incident.evidence.every(
    (kind) =>
      incident.missedEvidence.includes(kind) ||
      incident.artefacts.some((artefact) => artefact.kind === kind),
  );

/**
 * The steps to propose now, in the playbook's order: not started, everything before them had its
 * turn, the snapshot is kept, and no more than three wait for people at once. A way back that
 * somebody asked for doesn't queue.
 */
export const dueSteps = (incident: Incident): readonly Step[] => {
  if (incident.closed || !snapshotReady(incident)) return [];
  const turns = new Set(incident.steps.filter(hadItsTurn).map((step) => step.definition.key));
  const ready = incident.steps.filter(
    (step) =>
      step.status.kind === "not started" &&
      (step.status.direction === "undo" || step.definition.after.every((key) => turns.has(key))),
  );
  const waiting = incident.steps.filter((step) => step.status.kind === "waiting").length;
  const undo = ready.filter(
    (step) => step.status.kind === "not started" && step.status.direction === "undo",
  );
  const next = ready
    .filter((step) => !undo.includes(step))
    .slice(0, Math.max(0, waitingAtOnce - waiting));
  return [...undo, ...next];
};
