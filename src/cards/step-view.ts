import { type Face } from "./parts/face.ts";
import { type CardHandle, type Totals } from "../core/incident/plan.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { isOddName } from "../core/shared/clean-text.ts";
import { type Instant } from "../core/shared/ids.ts";
import { unreachable } from "../core/shared/unreachable.ts";
import { type Segment, type Style } from "./parts/bar.ts";
import { clock } from "./parts/clock.ts";
import { personName, title } from "./parts/names.ts";
import { bold, type Line, plain, type Row, type Run } from "./parts/run.ts";
import { codeOf, isUndo, proposalOf, type StepContext, subjectOf } from "./step/context.ts";
import { detailLines } from "./step/details.ts";
import { byHand, declined, lapsed, notNeeded, skipped } from "./step/ended.ts";
import { deferred } from "./step/deferred.ts";
import { aloneBoxes, reviewedRows } from "./step/emergency.ts";
import { frozen } from "./step/frozen.ts";
import { checkAnswers } from "./step/manual-check.ts";
import {
  type Answers,
  type Box,
  type Buttons,
  type Confirm,
  noButtons,
  type StepParts,
} from "./step/parts.ts";
import { place } from "./step/place.ts";
import { regressedRows } from "./step/regressed.ts";
import { secretRows } from "./step/secrets.ts";
import { approved, running } from "./step/running.ts";
import { settled } from "./step/settled.ts";
import { stopPanel, type StopPanel } from "./step/stop-panel.ts";
import { waiting } from "./step/waiting.ts";

/** A step's card as it is drawn. Lists are empty where the card leaves a part out. */
export type StepView = {
  readonly summary: string;
  readonly style: Style;
  readonly state: readonly Run[];
  readonly course: readonly Run[];
  readonly title: string;
  readonly place: readonly Run[];
  readonly odd: boolean;
  readonly rows: readonly Row[];
  readonly bar: readonly Segment[];
  readonly paragraphs: readonly Line[];
  readonly remaining: readonly Line[];
  readonly after: readonly Line[];
  readonly boxes: readonly Box[];
  readonly buttons: Buttons;
  readonly anyButton: boolean;
  readonly confirm: readonly Confirm[];
  /** One, where the step can be stopped. */
  readonly stop: readonly StopPanel[];
  readonly details: readonly Line[];
  /** Titles in the panel of "I looked". */
  readonly answers: Answers;
  readonly handle: CardHandle;
  readonly foot: string;
};

/** What a step's card needs beyond the incident: now, and the entries of the log that tell of it. */
export type StepFacts = {
  readonly now: Instant;
  readonly entries: readonly number[];
  /** How far a list is that runs. */
  readonly progress?: Totals;
};

const partsOf = (context: StepContext): StepParts | undefined => {
  const { status } = context.step;
  switch (status.kind) {
    case "not started":
      return context.incident.frozen && frozen(context, context.incident.frozen);
    case "waiting":
      return waiting(context, status);
    case "approved":
      return approved(context, status);
    case "running":
      return running(context, status);
    case "settled":
      return settled(context, status);
    case "declined":
      return declined(context, status);
    case "deferred":
      return deferred(context, status);
    case "lapsed":
      return lapsed(context, status);
    case "not needed":
      return notNeeded(context, status);
    case "skipped":
      return skipped(context, status);
    case "by hand":
      return byHand(context, status);
    default:
      return unreachable(status);
  }
};

/** A step that is asked for again says first that it held; a plan's own rows have it in their place. */
const held = (context: StepContext): readonly Row[] =>
  context.step.status.kind === "waiting" ? [] : regressedRows(context);

/** Rows that ask for something, of a person or with a button. */
const asking = new Set(["Now", "Again", "Then"]);

/** A closed incident decides nothing: the last state stays readable, without a button. */
const whenClosed = (parts: StepParts, { incident, clock: at }: StepContext): StepParts => {
  if (!incident.closed) return parts;
  const { rows, bar, paragraphs, remaining, residual } = parts;
  return {
    ...(rows && { rows: rows.filter(({ label }) => !asking.has(label)) }),
    ...(bar && { bar }),
    ...(paragraphs && { paragraphs }),
    ...(remaining && { remaining }),
    ...(residual && { residual }),
    style: "emphasis",
    state: [plain(`Closed ${at(incident.closed.at)}`)],
    course: [
      plain(`By ${personName(incident.closed.by)}. Nothing can be decided here. Last: `),
      ...parts.state,
    ],
    spoken: `closed; last ${parts.spoken}`,
  };
};

/** While approvals are frozen nothing can be proposed, so no button and no row offers it. */
const whenFrozen = (parts: StepParts, { incident }: StepContext): StepParts => {
  const { buttons, rows } = parts;
  if (!incident.frozen || !buttons?.propose) return parts;
  return {
    ...parts,
    // What the button does: without it there is nothing to say.
    after: [],
    ...(rows && { rows: rows.filter(({ label }) => label !== "Again") }),
    buttons: { ...buttons, propose: "" },
  };
};

const spelt = (entries: readonly number[]): readonly string[] => {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined) return [];
  const one = first === last;
  return [one ? `entry ${String(first)}` : `entries ${String(first)}–${String(last)}`];
};

const foot = (
  { incident, step, now, clock: at }: StepContext,
  entries: readonly number[],
): string => {
  const { definition } = step;
  const proposal = proposalOf(step);
  const middle = proposal ? [`plan ${codeOf(proposal)}`, ...spelt(entries)] : [definition.phase];
  return [incident.id, definition.code, ...middle, `drawn ${at(now)}`].join(" · ");
};

const residualBoxes = (residual: StepParts["residual"]): readonly Box[] =>
  residual ? [{ head: [bold(residual.until)], text: [plain(residual.why)] }] : [];

const answers: Answers = { changed: "It changed", notChanged: "It did not" };

type Pressable = Pick<
  StepView,
  "buttons" | "anyButton" | "confirm" | "stop" | "details" | "answers" | "handle"
>;

/** The buttons, the panels that they open, and what each of them carries. */
const pressable = (
  context: StepContext,
  { confirm, handle, buttons }: { readonly [K in "confirm" | "handle" | "buttons"]: StepParts[K] },
): Pressable => ({
  buttons: { ...noButtons, ...buttons },
  anyButton: buttons !== undefined,
  confirm: confirm ? [confirm] : [],
  stop: buttons?.decline ? [stopPanel(context)] : [],
  details: buttons?.details ? detailLines(context) : [],
  answers: context.step.definition.check ? checkAnswers : answers,
  handle: handle ?? { id: "", nonce: "" },
});

/**
 * The card of a step in its present state; undefined for one that isn't started, which has no card unless
 * approvals are frozen: then what waited before keeps its card, and shows it.
 * `entries` are the numbers of the step's log entries, ascending.
 */
export const stepView = (
  incident: Incident,
  step: Step,
  action: Face,
  { now, entries, progress }: StepFacts,
): StepView | undefined => {
  const context: StepContext = {
    ...{ incident, step, action, now, clock: clock(now) },
    ...(progress && { progress }),
  };
  const drawn = partsOf(context);
  if (!drawn) return undefined;
  const standing = whenFrozen(whenClosed(drawn, context), context);
  const { spoken, confirm, residual, handle, buttons, rows, ...parts } = standing;
  const heading = isUndo(step) ? `Undo: ${step.definition.title}` : step.definition.title;
  return {
    bar: [],
    paragraphs: [],
    remaining: [],
    after: [],
    ...parts,
    rows: [...held(context), ...(rows ?? []), ...secretRows(context), ...reviewedRows(context)],
    summary: `${incident.id}, step ${String(step.number)}: ${spoken}.`,
    title: title(heading),
    place: place(context),
    odd: isOddName(subjectOf(context).name),
    boxes: [...residualBoxes(residual), ...aloneBoxes(context)],
    ...pressable(context, { confirm, handle, buttons }),
    foot: foot(context, entries),
  };
};
