/** The card of one step in one state, and what tests look at in it. */
import { type Action } from "../../src/actions/contract.ts";
import { type Drawn } from "../../src/cards/drawn.ts";
import { stepView } from "../../src/cards/step-view.ts";
import { renderStep } from "../../src/cards/step.ts";
import { type Incident, type Step, type StepStatus } from "../../src/core/incident/types.ts";
import { type Totals } from "../../src/core/incident/plan.ts";
import { type Instant } from "../../src/core/shared/ids.ts";
import { anAction } from "./an-action.ts";
import { firstRow, ofType, readable, stripOf } from "./card-tree.ts";
import { templates } from "./cards.ts";
import { anIncident, aStep, at, everyStatus } from "./incidents.ts";
import { stepSamples } from "./step-samples.ts";

export type Given = {
  readonly step?: Partial<Step>;
  readonly incident?: Partial<Incident>;
  readonly action?: Partial<Action>;
  readonly now?: Instant;
  readonly progress?: Totals;
};

export const statusOf = (state: string): StepStatus => {
  const status = everyStatus()[state];
  if (!status) throw new Error(`no state ${state}`);
  return status;
};

/** One of the samples of rules about people. */
export const drawnSample = (name: string, given: Given = {}): Drawn => {
  const sample = stepSamples()[name];
  if (!sample) throw new Error(`no sample ${name}`);
  const { status, step, incident, action, progress } = sample;
  return drawn(status, {
    ...(progress && { progress }),
    ...given,
    step: { ...step, ...given.step },
    incident: { ...incident, ...given.incident },
    action: { ...action, ...given.action },
  });
};

export const drawn = (state: string | StepStatus, given: Given = {}): Drawn => {
  const status = typeof state === "string" ? statusOf(state) : state;
  const incident = anIncident([status], given.incident);
  const step = { ...aStep(status), ...given.step };
  const { now = at("03:18"), progress } = given;
  const facts = { now, entries: [38, 43], ...(progress && { progress }) };
  const view = stepView(incident, step, anAction(given.action), facts);
  if (!view) throw new Error("not drawn");
  return renderStep(templates, view);
};

export const strip = (card: Drawn): string => readable(stripOf(card.card) ?? {});
export const titles = (card: Drawn): readonly unknown[] =>
  firstRow(card.card).map(({ title }) => title);
export const verbs = (card: Drawn): readonly unknown[] =>
  ofType(card.card, "Action.Execute").map(({ verb }) => verb);
