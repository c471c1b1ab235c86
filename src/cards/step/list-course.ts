/** One step over a whole list: how far it is, and what came of it, in numbers that add up. */
import { type Effect, type Totals } from "../../core/incident/plan.ts";
import { type StepStatus } from "../../core/incident/types.ts";
import { grouped } from "../../core/mass/targets.ts";
import { utcTime } from "../parts/clock.ts";
import { personName } from "../parts/names.ts";
import { bold, line, mono, plain, type Row, row } from "../parts/run.ts";
import { decides, isUndo, type StepContext } from "./context.ts";
import { missLines } from "./list-names.ts";
import { totalsBar, totalsSentence, totalsSum } from "./list-words.ts";
import { type Buttons, type StepParts } from "./parts.ts";
import { residual } from "./residual.ts";
import { approval } from "./votes.ts";

type Running = Extract<StepStatus, { kind: "running" }>;
type Settled = Extract<StepStatus, { kind: "settled" }>;

/** "4,120 of 9,970 observed": accepted ones don't count. */
const head = ({ observed, of }: Totals): string =>
  `${grouped(observed)} of ${grouped(of)} observed`;

const numbers = ({ progress }: StepContext): Pick<StepParts, "bar" | "paragraphs"> =>
  progress
    ? {
        bar: totalsBar(progress),
        paragraphs: [line(plain(`${totalsSentence(progress, "still to go")}.`))],
      }
    : {};

/** Requested account by account; anybody of the step may stop what isn't requested yet. */
export const listRunning = (context: StepContext, status: Running): StepParts => {
  const { clock, progress } = context;
  const { effect, proposal } = status;
  const { stop, requestedAt } = effect;
  const far = progress ? head(progress) : "not observed yet";
  const word = stop ? "Stopping" : "Requested";
  const stopping = stop
    ? `${personName(stop.by)} asked to stop, ${clock(stop.at)}. Requests under way end first`
    : approval(context, status);
  return {
    style: "emphasis",
    state: [plain(`${word}, ${far}`)],
    course: [plain(stopping)],
    // Counts change all the time, so that lock screens leave them out.
    spoken: stop ? `stop asked for by ${personName(stop.by)}` : "requested, not all observed yet",
    rows: [
      row("Began", clock(requestedAt)),
      ...(stop ? [row("Then", "What was requested stays so; the rest isn’t requested.")] : []),
    ],
    ...numbers(context),
    buttons: { stop: stop === undefined, details: "last" },
    handle: { id: proposal.approvalId, nonce: proposal.nonce },
  };
};

const styles = {
  observed: "good",
  "partly observed": "warning",
  "not observed": "warning",
  failed: "attention",
  unknown: "attention",
} as const satisfies Record<NonNullable<Effect["outcome"]>, StepParts["style"]>;

/** What comes after it: nothing where all of it was observed. */
const next = (context: StepContext, totals: Totals): readonly Row[] => {
  const { action, step } = context;
  if (totals.observed === totals.of) {
    const means = `Step ${String(step.number)} doesn’t hold any more. Propose it again to bring it back.`;
    return isUndo(step) ? [row("Means", means)] : [];
  }
  if (totals.unknown > 0 && !action.repeatable) {
    return [row("Now", "A person looks at the unknown ones first: a second request changes more.")];
  }
  return [row("Now", `${decides(context)}. A retry leaves the observed ones alone.`)];
};

const retry = ({ action, step }: StepContext, totals: Totals): Partial<Buttons> => {
  if (totals.observed === totals.of) {
    return isUndo(step)
      ? { propose: "Propose again", details: "last" }
      : { look: true, details: "first" };
  }
  const held = totals.unknown > 0 && !action.repeatable;
  const propose = totals.left > 0 ? "Propose the rest" : "Retry what failed";
  return { propose: held ? "" : propose, look: held, details: "last" };
};

const stoppedRow = ({ clock }: StepContext, { stop }: Effect): readonly Row[] =>
  stop ? [row("Stopped", `${personName(stop.by)} asked for it, ${clock(stop.at)}.`)] : [];

const reportRow = ({ report }: Effect): readonly Row[] =>
  report === undefined
    ? []
    : [row("Report", [plain("Each account’s result, SHA-256 "), mono(report.slice(0, 8))])];

/** Numbers of a list with their sum, for cards on which something else comes first. */
export const totalsRows = ({ totals }: Effect): readonly Row[] =>
  totals
    ? [
        row("Result", [bold(totalsSentence(totals, "never requested")), plain(".")]),
        row("Total", totalsSum(totals)),
      ]
    : [];

/** The end of a list, or of its way back. Green only where all of it was observed. */
export const listSettled = (context: StepContext, status: Settled, totals: Totals): StepParts => {
  const { clock, action } = context;
  const { effect, proposal } = status;
  const undo = isUndo(context.step);
  const whole = totals.observed === totals.of;
  const far = undo ? head(totals).replace("observed", "undone") : head(totals);
  const rest = whole ? "" : `, ${grouped(totals.of - totals.observed)} not`;
  const { over, spoken, ...box } = residual(context, status);
  return {
    style: undo && whole ? "emphasis" : styles[effect.outcome],
    state: [plain(`${far}${rest}`)],
    course: [plain(`Seen ${clock(effect.settledAt)}. ${approval(context, status)}`)],
    spoken: `${far}${rest} at ${utcTime(effect.settledAt)}${spoken}`,
    ...(whole ? {} : { bar: totalsBar(totals) }),
    rows: [
      ...(whole ? [] : totalsRows(effect)),
      ...stoppedRow(context, effect),
      ...next(context, totals),
      ...(undo || totals.observed === 0 ? [] : [row("Undo", action.text.undo)]),
      ...reportRow(effect),
    ],
    remaining: missLines(effect),
    after: over.map(({ label, value }) => line(bold(`${label}: `), ...value)),
    ...box,
    buttons: retry(context, totals),
    handle: { id: proposal.approvalId, nonce: proposal.nonce },
  };
};
