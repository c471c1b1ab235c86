import { waitingAtOnce } from "../approval/limits.ts";
import { type Incident, type Step } from "./types.ts";

/** Has the step had its turn, so that those after it may be proposed? */
const hadItsTurn = (step: Step): boolean =>
  ["settled", "declined", "deferred", "lapsed", "not needed", "by hand"].includes(step.status.kind);

/** Gate G1: the fast snapshot is kept, or known not to be had, before anything is contained. */
export const snapshotReady = (incident: Incident): boolean =>
  incident.evidence.every(
    (kind) =>
      incident.missedEvidence.includes(kind) ||
      incident.artefacts.some((artefact) => artefact.kind === kind),
  );

type Turn = "undo" | "due" | "soon" | "later";

/** Is it the turn of a step that isn't started? `soon`: what it waits for is approved or runs. */
const turnOf = (step: Step, byKey: ReadonlyMap<string, Step>): Turn => {
  if (step.status.kind !== "not started") return "later";
  if (step.status.direction === "undo") return "undo";
  const before = step.definition.after.flatMap((key) => byKey.get(key) ?? []);
  if (before.every(hadItsTurn)) return "due";
  const moving = (other: Step): boolean =>
    hadItsTurn(other) || other.status.kind === "approved" || other.status.kind === "running";
  return before.every(moving) ? "soon" : "later";
};

/**
 * The steps to propose now, in the playbook's order: not started, everything before them had its
 * turn, the snapshot is kept, and no more than three wait for people at once. A step that is about to
 * become due keeps its place among the three: ending sessions must not queue behind what comes
 * later in the playbook. A way back that somebody asked for doesn't queue.
 */
export const dueSteps = (incident: Incident): readonly Step[] => {
  if (incident.closed || incident.frozen || !snapshotReady(incident)) return [];
  const byKey = new Map<string, Step>(incident.steps.map((step) => [step.definition.key, step]));
  const turns = incident.steps.map((step) => ({ step, turn: turnOf(step, byKey) }));
  const waiting = incident.steps.filter((step) => step.status.kind === "waiting").length;
  const next = turns
    .filter(({ turn }) => turn === "due" || turn === "soon")
    .slice(0, Math.max(0, waitingAtOnce - waiting))
    .filter(({ turn }) => turn === "due");
  return [...turns.filter(({ turn }) => turn === "undo"), ...next].map(({ step }) => step);
};
