import { type StepStatus } from "../../core/incident/types.ts";
import { cleanText, quoted } from "../../core/shared/clean-text.ts";
import { utcTime } from "../parts/clock.ts";
import { deputies, ownerName, personName } from "../parts/names.ts";
import { capital, plain, row } from "../parts/run.ts";
import { notHolding, type StepContext } from "./context.ts";
import { type StepParts } from "./parts.ts";

type Status<K extends StepStatus["kind"]> = Extract<StepStatus, { kind: K }>;

/** What stays open because nothing was requested. */
const stillOpen = (context: StepContext): StepParts["rows"] => [
  row("Still open", `${notHolding(context)}.`),
  row("Now", `${personName(context.incident.lead)} decides what next.`),
];

/** Somebody said no, with a reason. */
export const declined = (context: StepContext, status: Status<"declined">): StepParts => ({
  style: "warning",
  state: [plain(`Declined by ${personName(status.by)}`)],
  course: [plain(`${context.clock(status.at)}. Nothing was requested`)],
  spoken: `declined by ${personName(status.by)} at ${utcTime(status.at)}`,
  rows: [row("Because", quoted(status.reason, 240)), ...(stillOpen(context) ?? [])],
  buttons: { propose: "again", details: "last" },
  handle: { id: status.proposal.approvalId, nonce: status.proposal.nonce },
});

/** Nobody answered in time, or the approval wasn't used in time. */
export const lapsed = (context: StepContext, status: Status<"lapsed">): StepParts => ({
  style: "emphasis",
  state: [plain(`Lapsed ${context.clock(status.at)}`)],
  course: [plain(`Nothing was requested. It was ${ownerName(context.step.ownership)}’s to decide`)],
  spoken: `lapsed at ${utcTime(status.at)}, nothing was requested`,
  rows: stillOpen(context) ?? [],
  buttons: { propose: "again", details: "last" },
  handle: { id: status.proposal.approvalId, nonce: status.proposal.nonce },
});

/** What was wanted holds already, so nobody is asked. */
export const notNeeded = (context: StepContext, status: Status<"not needed">): StepParts => ({
  style: "emphasis",
  state: [plain(`Not needed, seen ${context.clock(status.at)}`)],
  course: [plain("Nothing was requested")],
  spoken: `not needed, seen at ${utcTime(status.at)}`,
  rows: [row("Seen", cleanText(status.seen, 240)), row("Wanted", context.action.text.does)],
});

type ByHand = Status<"by hand">;

/** Green is for what Cordon read back itself; a person's word is noted, not coloured. */
const lookedStyles = {
  observed: "emphasis",
  "not observed": "attention",
  unknown: "attention",
} as const;

/** A person did it, or tried, and wrote down what is so. */
const afterLook = (
  context: StepContext,
  status: ByHand,
  { by, at, outcome, seen }: NonNullable<ByHand["looked"]>,
): StepParts => ({
  style: lookedStyles[outcome],
  state: [plain(`${capital(outcome)}, by hand`)],
  course: [plain(`${personName(by)} looked, ${context.clock(at)}. Cordon requested nothing`)],
  spoken: `${outcome} by ${personName(by)} at ${utcTime(at)}`,
  rows: [row("Seen", quoted(seen, 240)), row("Why", cleanText(status.reason, 240))],
  buttons: { looked: outcome !== "observed", propose: "again", details: "last" },
  handle: status.handle,
});

/** Cordon can't or must not: a person does it and writes down what is so now. */
export const byHand = (context: StepContext, status: ByHand): StepParts => {
  if (status.looked) return afterLook(context, status, status.looked);
  const { ownership } = context.step;
  return {
    style: "accent",
    state: [plain(`By hand: ${ownerName(ownership)} acts`)],
    course: [plain(`${deputies(ownership)}Cordon requested nothing, ${context.clock(status.at)}`)],
    spoken: `by hand, waiting for ${ownerName(ownership)}`,
    rows: [
      row("Why", cleanText(status.reason, 240)),
      row("Do", cleanText(status.byHand, 600)),
      row("Then", "Press “I looked” and write what is so now."),
    ],
    buttons: { looked: true, propose: "again", details: "last" },
    handle: status.handle,
  };
};
