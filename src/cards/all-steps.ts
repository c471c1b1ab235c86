import { gateOf, recoveryWaitsFor } from "../core/incident/due-steps.ts";
import { subjectOf } from "../core/incident/evidence.ts";
import { type Incident, phases, type Step } from "../core/incident/types.ts";
import { type Instant } from "../core/shared/ids.ts";
import { stepWord } from "../core/timeline/words.ts";
import { chosenSteps, leftOutSentence } from "./all-steps-fit.ts";
import { type Drawn } from "./drawn.ts";
import { clock } from "./parts/clock.ts";
import { personName, subjectRuns, title } from "./parts/names.ts";
import { bold, capital, line, type Line, numberList, plain, type Run } from "./parts/run.ts";
import { type Templates } from "./templates.ts";

/** The steps of one phase, those of each subject together. */
export type StepGroup = {
  readonly title: string;
  readonly parts: readonly {
    /** Whose steps they are; none where the incident has one subject. */
    readonly whose: readonly Line[];
    readonly steps: readonly Line[];
  }[];
};

/** Every step of an incident, one line each, as far as a card has room. */
export type AllStepsView = {
  readonly summary: string;
  readonly title: string;
  readonly groups: readonly StepGroup[];
  readonly more: string;
  readonly foot: string;
};

/** What a step that isn't started waits for, besides its turn. */
const waitsFor = (incident: Incident, step: Step): string => {
  if (step.status.kind !== "not started") return "";
  const gate = gateOf(incident, step);
  if (gate === "snapshot") return ", after the snapshot";
  if (gate === undefined) return "";
  const before = recoveryWaitsFor(incident);
  const steps = before.length === 1 ? "step" : "steps";
  return `, after ${steps} ${numberList(before.map(({ number }) => number))}`;
};

const stepLine = (incident: Incident, step: Step, at: (time: Instant) => string): Line => {
  const { status, definition, ownership, number } = step;
  const owner = ownership
    ? `${personName(ownership.owner)} (${ownership.how}, ${title(ownership.team, 40)})`
    : `no owner (${title(definition.team, 40)})`;
  const until = status.kind === "waiting" ? `, by ${at(status.proposal.expiresAt)}` : "";
  const lost = step.regressed ? ", held before" : "";
  return line(
    plain(`${String(number)}. ${title(definition.title)}: `),
    bold(stepWord(status)),
    plain(`${lost}, ${owner}${until}${waitsFor(incident, step)}`),
  );
};

const whose = (incident: Incident, id: string): readonly Line[] => {
  const subject = incident.subjects.find((one) => one.id === id);
  if (!subject || incident.subjects.length < 2) return [];
  return [line(...subjectRuns(subject, incident).map((run): Run => ({ ...run, subtle: true })))];
};

const groupsOf = (
  incident: Incident,
  steps: readonly Step[],
  lineOf: (step: Step) => Line,
): readonly StepGroup[] =>
  phases.flatMap((phase) => {
    const own = steps.filter(({ definition }) => definition.phase === phase);
    const ids = [...new Set(own.map((step) => subjectOf(incident, step).id))];
    const parts = ids.map((id) => ({
      whose: whose(incident, id),
      steps: own.filter((step) => subjectOf(incident, step).id === id).map(lineOf),
    }));
    return parts.length > 0 ? [{ title: capital(phase), parts }] : [];
  });

/**
 * All steps at `now`, by phase and subject. Up to 200 don't fit on one card: those that nobody has to act on any more are
 * left out first, then those that aren't started, and the card says how many of what.
 */
export const allStepsView = (
  incident: Incident,
  { now }: { readonly now: Instant },
): AllStepsView => {
  const at = clock(now);
  const lineOf = (step: Step): Line => stepLine(incident, step, at);
  const { shown, left } = chosenSteps(
    incident.steps.map((step) => ({
      step,
      line: lineOf(step),
      heading: whose(incident, subjectOf(incident, step).id),
    })),
  );
  const number = incident.steps.length;
  return {
    summary: `${incident.id}: all ${String(number)} steps.`,
    title: `${incident.id}, all ${String(number)} steps`,
    groups: groupsOf(incident, shown, lineOf),
    more: leftOutSentence(left),
    foot: `as of ${at(now)}`,
  };
};

/** Draws the list of steps. */
export const renderAllSteps = (templates: Templates, view: AllStepsView): Drawn =>
  templates.draw("all-steps", view);
