/** What isn't there yet, as the next lead must know it: time first. */
import { type Incident, type Step, type StepStatus } from "../core/incident/types.ts";
import { type Instant } from "../core/shared/ids.ts";
import { askedName, leadAndManagement, personName, title } from "./parts/names.ts";
import { bold, type Line, line, plain } from "./parts/run.ts";

/** A step that isn't there yet: until or since when, and who or what it waits for. */
type Open = {
  readonly step: Step;
  readonly at: Instant;
  readonly waitsFor: string;
  /** Somebody must act now; the rest goes on by itself or stands. */
  readonly isUrgent: boolean;
};

type Status<K extends StepStatus["kind"]> = Extract<StepStatus, { kind: K }>;

const waiting = (step: Step, { votes, proposal }: Status<"waiting">): Open => {
  const owner = step.ownership ? personName(step.ownership.owner) : "no owner";
  const waitsFor = votes.length > 0 ? "a second person" : owner;
  return { step, at: proposal.expiresAt, waitsFor, isUrgent: true };
};

const settled = (step: Step, { effect }: Status<"settled">): Open | undefined =>
  effect.outcome === "observed"
    ? undefined
    : { step, at: effect.settledAt, waitsFor: effect.outcome, isUrgent: true };

const byHand = (
  incident: Incident,
  step: Step,
  { at, looked, never }: Status<"by hand">,
): Open | undefined => {
  if (looked?.outcome === "observed") return undefined;
  const asked = never ? leadAndManagement(incident) : `${askedName(step, incident)}, by hand`;
  const waitsFor = looked ? looked.outcome : asked;
  return { step, at: looked?.at ?? at, waitsFor, isUrgent: true };
};

const openOf = (incident: Incident, step: Step): Open | undefined => {
  const { status } = step;
  switch (status.kind) {
    case "waiting":
      return waiting(step, status);
    case "lapsed":
      return { step, at: status.at, waitsFor: "lapsed", isUrgent: true };
    case "by hand":
      return byHand(incident, step, status);
    case "settled":
      return settled(step, status);
    case "approved":
      return { step, at: status.notBefore, waitsFor: "approved", isUrgent: false };
    case "running":
      return { step, at: status.effect.requestedAt, waitsFor: "requested", isUrgent: false };
    case "deferred":
      return { step, at: status.until, waitsFor: "put off", isUrgent: false };
    case "declined":
      return { step, at: status.at, waitsFor: "declined", isUrgent: false };
    case "not started":
    case "not needed":
      return undefined;
  }
};

/** The steps that aren't there yet: at most so many by name, all in the numbers. */
export const openLines = (
  incident: Incident,
  most: number,
  clock: (at: Instant) => string,
): readonly Line[] => {
  const all = incident.steps
    .flatMap((step) => openOf(incident, step) ?? [])
    .toSorted(
      (a, b) => Number(b.isUrgent) - Number(a.isUrgent) || Date.parse(a.at) - Date.parse(b.at),
    );
  const shown = all.slice(0, most).map(({ step, at, waitsFor }) => {
    const undo = "proposal" in step.status && step.status.proposal.plan.direction === "undo";
    const deed = title(step.definition.title, 40);
    return line(bold(clock(at)), plain(` ${undo ? `Undo: ${deed}` : deed}, ${waitsFor}`));
  });
  const more = all.length - shown.length;
  const later = incident.steps.filter(({ status }) => status.kind === "not started").length;
  const rest = [
    ...(more > 0 ? [`and ${String(more)} more`] : []),
    ...(later > 0 ? [`${String(later)} not started`] : []),
  ].join(", ");
  return rest === "" ? shown : [...shown, line(plain(rest))];
};
