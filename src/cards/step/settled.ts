import { type CardHandle } from "../../core/incident/plan.ts";
import { type StepStatus } from "../../core/incident/types.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { unreachable } from "../../core/shared/unreachable.ts";
import { bar } from "../parts/bar.ts";
import { utcTime } from "../parts/clock.ts";
import { askedName, subjectRuns } from "../parts/names.ts";
import { bold, capital, line, type Line, plain, type Row, row } from "../parts/run.ts";
import { decides, isUndo, notHolding, type StepContext, subjectOf, undoAgain } from "./context.ts";
import { itemCounts, remaining } from "./items.ts";
import { listSettled } from "./list-course.ts";
import { missLines } from "./list-names.ts";
import { settledLooked } from "./looked.ts";
import { type StepParts } from "./parts.ts";
import { residual } from "./residual.ts";
import { undoLeft, undoMeans } from "./undo-left.ts";
import { approval } from "./votes.ts";

/** A step whose effect was read back, or can't be. */
export type Settled = Extract<StepStatus, { kind: "settled" }>;

const seen = ({ effect }: Settled): Row =>
  row("Seen", cleanText(effect.seen, 240) || "Nothing was written down.");

const handle = ({ proposal }: Settled): CardHandle => ({
  id: proposal.approvalId,
  nonce: proposal.nonce,
});

const observed = (context: StepContext, status: Settled): StepParts => {
  const { clock, action } = context;
  const { over, spoken, ...box } = residual(context, status);
  return {
    style: "good",
    state: [plain(`Observed ${clock(status.effect.settledAt)}`)],
    course: [plain(approval(context, status))],
    spoken: `observed at ${utcTime(status.effect.settledAt)}${spoken}`,
    rows: [seen(status), row("Undo", action.text.undo), ...over],
    ...box,
    buttons: { look: true, details: "first" },
    handle: handle(status),
  };
};

const undone = (context: StepContext, status: Settled): StepParts => ({
  style: "emphasis",
  state: [plain(`Undone. ${context.action.text.undone}`)],
  course: [plain(`Seen ${context.clock(status.effect.settledAt)}. ${approval(context, status)}`)],
  spoken: `undone at ${utcTime(status.effect.settledAt)}`,
  rows: [
    seen(status),
    undoMeans(context),
    row("Now", "Propose it again to bring it back."),
    ...undoLeft(context),
  ],
  buttons: { propose: "Propose again", details: "last" },
  handle: handle(status),
});

const retryNote = ({ action, step }: StepContext, { effect }: Settled): Line => {
  const unknown = effect.items.filter(({ state }) => state === "unknown").length;
  if (unknown > 0 && !action.repeatable) {
    return line(bold("Don’t ask for it again before somebody has looked at the unknown ones."));
  }
  if (isUndo(step)) {
    const stays = "what is taken back already stays so.";
    return line(plain(`“Retry remaining” proposes the undo again; ${stays}`));
  }
  return line(plain("A retry is a new proposal for what remains; the observed ones stay."));
};

const partly = (context: StepContext, status: Settled): StepParts => {
  const { clock } = context;
  const { items, settledAt } = status.effect;
  const counts = itemCounts(items);
  const good = counts.find(({ state }) => state === "observed")?.n ?? 0;
  const others = counts.filter(({ state }) => state !== "observed");
  const rest = others.map(({ state, n }) => `${String(n)} ${state}`).join(", ");
  const { over, spoken, ...box } = residual(context, status);
  const held = others.some(({ state }) => state === "unknown") && !context.action.repeatable;
  return {
    style: "warning",
    state: [plain(`${String(good)} of ${String(items.length)} observed, ${rest}`)],
    course: [plain(`${approval(context, status)}. Seen ${clock(settledAt)}`)],
    spoken: `${String(good)} of ${String(items.length)} observed, ${rest}${spoken}`,
    bar: bar([
      { style: "good", n: good },
      { style: "warning", n: items.filter(({ state }) => state === "not observed").length },
      {
        style: "attention",
        n: items.filter(({ state }) => state === "failed" || state === "unknown").length,
      },
    ]),
    remaining: remaining(items, status.proposal.plan),
    after: [retryNote(context, status)],
    rows: over,
    ...box,
    buttons: { propose: held ? "" : "Retry remaining", look: held, details: "last" },
    handle: handle(status),
  };
};

const notObserved = (context: StepContext, status: Settled): StepParts => {
  const { clock } = context;
  const { requestedAt, settledAt } = status.effect;
  return {
    style: "warning",
    state: [plain(`Not observed ${clock(settledAt)}`)],
    course: [plain(`Asked ${clock(requestedAt)}. ${approval(context, status)}`)],
    spoken: `not observed at ${utcTime(settledAt)}`,
    rows: [
      seen(status),
      row("Means", `${notHolding(context)}.`),
      row("Now", `${decides(context)}.`),
      ...undoAgain(context, "Propose again"),
    ],
    buttons: { propose: "Propose again", details: "last" },
    handle: handle(status),
  };
};

const needs = ({ action }: StepContext): string => {
  const { least, role } = action.permissions;
  return `Permission ${least.join(", ")}${role === undefined ? "" : ` and role ${role}`}.`;
};

const failed = (context: StepContext, status: Settled): StepParts => {
  const { clock } = context;
  const { items, settledAt, seen: readBack } = status.effect;
  const why = items.find((item) => item.state === "failed")?.why ?? readBack;
  return {
    style: "attention",
    state: [plain(`Failed. ${notHolding(context)}`)],
    course: [plain(`Read back ${clock(settledAt)}. ${decides(context)}`)],
    spoken: `failed at ${utcTime(settledAt)}, ${decides(context)}`,
    rows: [
      row("Why", cleanText(why, 240) || "No reason was given."),
      row("Needs", cleanText(needs(context), 160)),
      row("Changed", "Nothing was observed to change."),
      ...undoAgain(context, "Retry"),
    ],
    buttons: { propose: "Retry", details: "last" },
    handle: handle(status),
  };
};

const whereToLook = (context: StepContext, status: Settled): readonly Line[] => {
  const subject = subjectOf(context);
  const { action, step, clock, incident } = context;
  const wanted = isUndo(step) ? `${action.text.undone}.` : action.text.does;
  return [
    line(plain("1. Open "), ...subjectRuns(subject, incident), plain(" in its admin centre.")),
    // Numbered in a run: a TextBlock that starts with "2." becomes an indented list.
    line(
      plain(`2. Look whether this is so since `),
      bold(clock(status.effect.requestedAt)),
      plain(`: ${wanted}`),
    ),
  ];
};

const unknown = (context: StepContext, status: Settled): StepParts => {
  const { action, step, incident } = context;
  const who = askedName(step, incident);
  return {
    style: "attention",
    state: [plain("Unknown. A person must look")],
    course: [plain(`${who}, please look. Asked ${context.clock(status.effect.requestedAt)}`)],
    spoken: `unknown, ${who} must look`,
    paragraphs: [
      line(
        plain(
          `It can’t be read from here whether it took effect. ${capital(cleanText(status.effect.seen, 240))}`,
        ),
      ),
      ...(action.repeatable
        ? []
        : [line(bold("Don’t ask for it twice. A second request changes more."))]),
      ...whereToLook(context, status),
    ],
    remaining: missLines(status.effect),
    buttons: { looked: true, look: true, details: "last" },
    handle: handle(status),
  };
};

/** What came of an effect, as it was read back or as a person saw it, in the words of the record. */
export const settled = (context: StepContext, status: Settled): StepParts => {
  const { outcome, looked, totals } = status.effect;
  if (looked) return settledLooked(context, status, looked);
  if (totals && outcome !== "unknown") return listSettled(context, status, totals);
  switch (outcome) {
    case "observed":
      return isUndo(context.step) ? undone(context, status) : observed(context, status);
    case "partly observed":
      return partly(context, status);
    case "not observed":
      return notObserved(context, status);
    case "failed":
      return failed(context, status);
    case "unknown":
      return unknown(context, status);
    default:
      return unreachable(outcome);
  }
};
