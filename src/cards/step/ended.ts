import { type KnownException, type StepStatus } from "../../core/incident/types.ts";
import { type Person } from "../../core/incident/people.ts";
import { wayBack } from "../../core/incident/way-back.ts";
import { cleanText, quoted } from "../../core/shared/clean-text.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { utcTime } from "../parts/clock.ts";
import { askedName, deputies, leadAndManagement, ownerName, personName } from "../parts/names.ts";
import { plain, type Row, row } from "../parts/run.ts";
import { decides, isUndo, notHolding, type StepContext, undoAgain } from "./context.ts";
import { byHandLooked, whyByHand } from "./looked.ts";
import { manualCheck } from "./manual-check.ts";
import { type StepParts } from "./parts.ts";

type Status<K extends StepStatus["kind"]> = Extract<StepStatus, { kind: K }>;

/** What stays open because nothing was requested. */
const stillOpen = (context: StepContext): readonly Row[] => [
  row("Still open", `${notHolding(context)}.`),
  row("Now", `${decides(context)}.`),
  ...undoAgain(context, "Propose again"),
];

/** What the register says of the risk that the decline left; nothing once nobody accepts it any more. */
const exceptionOf = ({ incident, step }: StepContext): KnownException | undefined =>
  incident.exceptions.findLast(
    (known) => known.step === step.definition.key && known.state !== "closed",
  );

/** "Exception EX-3 in force". */
const exceptionState = ({ id, state }: KnownException): string =>
  `Exception ${id} ${state === "asked for" ? "waits for an owner" : state}`;

/** Somebody said no, with a reason. What stays open because of it is an exception, which its own card tells of. */
export const declined = (context: StepContext, status: Status<"declined">): StepParts => {
  const exception = isUndo(context.step) ? undefined : exceptionOf(context);
  const who = personName(status.by);
  const rows = stillOpen(context);
  return {
    style: "warning",
    state: [plain(exception ? `Declined. ${exceptionState(exception)}` : `Declined by ${who}`)],
    course: [
      plain(`${exception ? `${who}, ` : ""}${context.clock(status.at)}. Nothing was requested`),
    ],
    spoken: `declined by ${who} at ${utcTime(status.at)}`,
    rows: [
      row("Because", quoted(status.reason, 240)),
      // Who answers for an exception is named on its card, not decided by the lead.
      ...(exception ? rows.filter(({ label }) => label !== "Now") : rows),
    ],
    buttons: {
      propose: "Propose again",
      details: "last",
      ...(exception && { exception: exception.id }),
    },
    handle: { id: status.proposal.approvalId, nonce: status.proposal.nonce },
  };
};

const wasAsked = ({ step: { ownership } }: StepContext): string =>
  ownership ? `It was ${ownerName(ownership)}’s to decide` : "Nobody was assigned";

/** Nobody answered in time, or the approval wasn't used in time. */
export const lapsed = (context: StepContext, status: Status<"lapsed">): StepParts => ({
  style: "emphasis",
  state: [plain(`Lapsed ${context.clock(status.at)}`)],
  course: [plain(`Nothing was requested. ${wasAsked(context)}`)],
  spoken: `lapsed at ${utcTime(status.at)}, nothing was requested`,
  rows: stillOpen(context),
  buttons: { propose: "Propose again", details: "last" },
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

/** What was observed stays; what wasn't, or was lost since, is open. */
const stayed = (context: StepContext): readonly Row[] => {
  const { step } = context;
  const stays = "What was observed before it was skipped stays as it is.";
  const isObserved = wayBack(step) !== undefined;
  return [
    ...(isObserved ? [row("Stays", stays)] : []),
    ...(isObserved && step.lost.length === 0 ? [] : [row("Still open", `${notHolding(context)}.`)]),
  ];
};

/** A person left it out, and said why. */
export const skipped = (context: StepContext, status: Status<"skipped">): StepParts => ({
  style: "emphasis",
  state: [plain(`Skipped by ${personName(status.by)}`)],
  course: [plain(`${context.clock(status.at)}. Nothing is requested`)],
  spoken: `skipped by ${personName(status.by)} at ${utcTime(status.at)}`,
  rows: [row("Because", quoted(status.reason, 240)), ...stayed(context)],
  buttons: { propose: "Propose again", details: "last" },
  handle: status.handle,
});

/** A person chose to do it: under their name, with their reason. */
const chosen = (
  { clock }: StepContext,
  by: Person,
  at: Instant,
): Pick<StepParts, "state" | "course" | "spoken"> => ({
  state: [plain(`By hand: ${personName(by)} does it`)],
  course: [plain(`Chosen ${clock(at)}. Cordon requested nothing`)],
  spoken: `by hand, ${personName(by)} does it`,
});

/** No vote reaches this target, and nobody acts on it by hand on their own either. */
const nobodyAlone = (context: StepContext, status: Status<"by hand">): StepParts => ({
  style: "warning",
  state: [plain("Nobody acts alone")],
  course: [
    plain(
      `${leadAndManagement(context.incident)} decide. Cordon requested nothing, ${context.clock(status.at)}`,
    ),
  ],
  spoken: "nobody acts alone, the lead and management decide",
  rows: [
    row("Why", whyByHand(status)),
    row("Don’t", cleanText(status.byHand, 900)),
    row("Then", "Press “I looked” and write what was decided."),
  ],
  buttons: { looked: true, propose: "Propose again", details: "last" },
  handle: status.handle,
});

/** Cordon can't or must not: a person does it and writes down what is so now. */
export const byHand = (context: StepContext, status: Status<"by hand">): StepParts => {
  if (context.step.definition.check) return manualCheck(context, status);
  if (status.looked) return byHandLooked(context, status, status.looked);
  if (status.never) return nobodyAlone(context, status);
  const { step, incident } = context;
  const who = askedName(step, incident);
  const others = step.ownership ? deputies(step.ownership) : "Nobody is assigned. ";
  return {
    style: "accent",
    state: [plain(`By hand: ${who} acts`)],
    course: [plain(`${others}Cordon requested nothing, ${context.clock(status.at)}`)],
    spoken: `by hand, waiting for ${who}`,
    ...(status.by && chosen(context, status.by, status.at)),
    rows: [
      row(status.by ? "Because" : "Why", whyByHand(status)),
      row("Do", cleanText(status.byHand, 900)),
      row("Then", "Press “I looked” and write what is so now."),
    ],
    buttons: { looked: true, propose: "Propose again", details: "last" },
    handle: status.handle,
  };
};
