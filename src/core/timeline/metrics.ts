/** How long an incident's steps took, from its record: what the report and the lessons begin with. */
import { type IncidentEvent, type StepEvent } from "../incident/events.ts";
import { type Incident, type Step } from "../incident/types.ts";
import { type Instant } from "../shared/ids.ts";
import { follow } from "./follow.ts";
import { type ResultWord, stepWord } from "./words.ts";

/** Times of one step; what didn't happen is left out, and its way back isn't counted. Seconds are whole. */
export type StepMetrics = {
  readonly number: number;
  readonly code: string;
  readonly title: string;
  /** As the cards say it: "observed", "undone", "by hand". */
  readonly result: ResultWord;
  readonly proposedAt?: Instant;
  readonly approvedAt?: Instant;
  readonly requestedAt?: Instant;
  readonly observedAt?: Instant;
  /** From the proposal to the last vote that was needed: how long people took. */
  readonly decidedInSeconds?: number;
  /** From the opening to the first time that it was observed: its time to contain. */
  readonly observedInSeconds?: number;
};

export type IncidentMetrics = {
  readonly openedAt: Instant;
  readonly closedAt?: Instant;
  /** From the opening until every containment step that was observed was so for the first time. */
  readonly containedInSeconds?: number;
  readonly regressions: number;
  readonly steps: readonly StepMetrics[];
};

const secondsBetween = (from: Instant, to: Instant): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 1_000);

const firstAt = (
  events: readonly StepEvent[],
  fits: (event: StepEvent) => boolean,
): Instant | undefined => events.find(fits)?.at;

const metricsOf = (step: Step, events: readonly StepEvent[], openedAt: Instant): StepMetrics => {
  const { definition, number } = step;
  const own = events.filter((event) => event.step === definition.key);
  const proposedAt = firstAt(own, ({ type }) => type === "StepProposed");
  const approvedAt = firstAt(
    own,
    (event) => event.type === "StepApproved" && event.notBefore !== undefined,
  );
  const requestedAt = firstAt(own, ({ type }) => type === "EffectRequested");
  const observedAt = firstAt(
    own,
    (event) => event.type === "EffectSettled" && event.outcome === "observed",
  );
  return {
    number,
    code: definition.code,
    title: definition.title,
    result: stepWord(step.status),
    ...(proposedAt && { proposedAt }),
    ...(approvedAt && { approvedAt }),
    ...(requestedAt && { requestedAt }),
    ...(observedAt && { observedAt }),
    ...(proposedAt && approvedAt && { decidedInSeconds: secondsBetween(proposedAt, approvedAt) }),
    ...(observedAt && { observedInSeconds: secondsBetween(openedAt, observedAt) }),
  };
};

/** The metrics of a whole record: its events from the first and in order, with the state after the last. */
export const incidentMetrics = (
  incident: Incident,
  events: readonly IncidentEvent[],
): IncidentMetrics => {
  const ofSteps = events.filter((event): event is StepEvent => "step" in event);
  const course = follow();
  const there = ofSteps.filter((event) => course(event).direction === "apply");
  const steps = incident.steps.map((step) => metricsOf(step, there, incident.openedAt));
  const contained = incident.steps.flatMap(({ definition }, index) =>
    definition.phase === "containment" ? (steps[index]?.observedInSeconds ?? []) : [],
  );
  return {
    openedAt: incident.openedAt,
    ...(incident.closed && { closedAt: incident.closed.at }),
    ...(contained.length > 0 && { containedInSeconds: Math.max(...contained) }),
    regressions: ofSteps.filter(({ type }) => type === "EffectRegressed").length,
    steps,
  };
};
