import { waitingAtOnce } from "../approval/limits.ts";
import { ownEvidenceReady, snapshotReady, subjectOf } from "./evidence.ts";
import { type Incident, phases, type Step } from "./types.ts";

/** Has the step had its turn, so that those after it may be proposed? */
const hadItsTurn = (step: Step): boolean =>
  ["settled", "declined", "deferred", "lapsed", "not needed", "by hand", "skipped"].includes(
    step.status.kind,
  );

/** Is what a step should contain or remove seen to be so, or did somebody answer for leaving it? */
const isAnswered = ({ status }: Step): boolean => {
  switch (status.kind) {
    case "not needed":
    case "skipped":
    case "declined":
      return true;
    case "settled":
      return status.effect.outcome === "observed";
    case "by hand":
      return status.looked?.outcome === "observed";
    default:
      return false;
  }
};

const isCheck = ({ definition }: Step): boolean => definition.check === true;

/**
 * May what comes after it go on? A check that nobody looked at, or that didn't hold, releases nothing: access isn't given
 * back to somebody whose identity wasn't proven.
 */
const releases = (step: Step): boolean => (isCheck(step) ? isAnswered(step) : hadItsTurn(step));

/**
 * Gate G5: what recovery still waits for, of whatever subject. Access isn't given back while persistence may remain; steps that
 * failed or that nobody answered are skipped with a reason, or done. It is the same for every subject: a device or app
 * that isn't contained takes the account back that recovery gives away.
 */
export const recoveryWaitsFor = ({ steps }: Pick<Incident, "steps">): readonly Step[] =>
  steps.filter(
    (step) =>
      (step.definition.phase === "containment" || step.definition.phase === "eradication") &&
      !isAnswered(step),
  );

/** What keeps a step from being read for a proposal, besides the steps before it; undefined where nothing does. */
export const gateOf = (incident: Incident, step: Step): "snapshot" | "recovery" | undefined => {
  const { id } = subjectOf(incident, step);
  if (!snapshotReady(incident, id) || !ownEvidenceReady(incident, step)) return "snapshot";
  const recovers = step.definition.phase === "recovery";
  return recovers && recoveryWaitsFor(incident).length > 0 ? "recovery" : undefined;
};

const order = (step: Step): number => phases.indexOf(step.definition.phase);

/** Nobody is asked what a later phase wants to know while steps of an earlier one haven't had their turn. */
const isTooEarly = (incident: Incident, step: Step): boolean => {
  const { id } = subjectOf(incident, step);
  return incident.steps.some(
    (other) =>
      order(other) < order(step) && subjectOf(incident, other).id === id && !hadItsTurn(other),
  );
};

type Turn = "ahead" | "due" | "soon" | "later";

/** Is it the turn of a step that isn't started? `soon`: what it waits for is approved or runs. */
const turnOf = (incident: Incident, step: Step, byKey: ReadonlyMap<string, Step>): Turn => {
  if (step.status.kind !== "not started") return "later";
  if (step.status.direction === "undo") return "ahead";
  if (gateOf(incident, step) !== undefined) return "later";
  if (isCheck(step) && isTooEarly(incident, step)) return "later";
  const before = step.definition.after.flatMap((key) => byKey.get(key) ?? []);
  if (before.every(releases)) return step.status.ahead ? "ahead" : "due";
  const moving = (other: Step): boolean =>
    releases(other) || other.status.kind === "approved" || other.status.kind === "running";
  return before.every(moving) ? "soon" : "later";
};

/** Does it keep a place among the few that people are asked about at once? */
const waits = ({ status, ...step }: Step): boolean =>
  status.kind === "waiting" ||
  (step.definition.check === true && status.kind === "by hand" && !status.looked);

/** Was it a person's check that it waited for? */
const waitedForCheck = (step: Step, byKey: ReadonlyMap<string, Step>): boolean =>
  step.definition.after.some((key) => {
    const other = byKey.get(key);
    return other !== undefined && isCheck(other);
  });

/**
 * The steps to propose now, in the playbook's order: not started, everything before them had its
 * turn (checks: with an answer that holds), the subject's snapshot is kept, and no more than three wait for people at once. Manual checks have three places
 * of their own, and wait for the phases before theirs: one that nobody answers never holds containment up. A step that is about to
 * become due keeps its place among the three: ending sessions must not queue behind what comes
 * later in the playbook. What somebody asked for doesn't queue (a step that was added, a new proposal, a way back), nor does
 * what was up before and lost its hold, nor what only a person's check held back: others took the places meanwhile.
 */
export const dueSteps = (incident: Incident): readonly Step[] => {
  if (incident.closed || incident.frozen) return [];
  const byKey = new Map<string, Step>(incident.steps.map((step) => [step.definition.key, step]));
  const turns = incident.steps.map((step) => ({ step, turn: turnOf(incident, step, byKey) }));
  const released = turns.filter(({ step, turn }) => turn === "due" && waitedForCheck(step, byKey));
  const queued = turns.filter((one) => !released.includes(one));
  const next = [false, true].flatMap((checks) => {
    const open = incident.steps.filter((step) => isCheck(step) === checks && waits(step)).length;
    return queued
      .filter(({ step, turn }) => isCheck(step) === checks && (turn === "due" || turn === "soon"))
      .slice(0, Math.max(0, waitingAtOnce - open))
      .filter(({ turn }) => turn === "due");
  });
  const first = turns.filter((one) => one.turn === "ahead" || released.includes(one));
  return [...first, ...next].map(({ step }) => step);
};
