import { type Draft } from "../../actions/contract.ts";
import { type Proposal } from "../../core/incident/types.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { count } from "../../core/timeline/plain-words.ts";
import { utcTime } from "../parts/clock.ts";
import { address, deputies, ownerName, personName, subjectRuns } from "../parts/names.ts";
import { bold, line, type Line, mono, plain, type Row, row } from "../parts/run.ts";
import { codeOf, isUndo, type StepContext, subjectOf } from "./context.ts";
import { evidenceSentence } from "./evidence.ts";
import { planItems } from "./items.ts";
import { type Confirm, type StepParts } from "./parts.ts";

const applyRows = ({ action, step }: StepContext, draft: Draft): readonly Row[] => [
  row("Does", action.text.does),
  row("Why", cleanText(step.definition.why, 160)),
  // Counts come from the tenant's data, so the sentence is cleaned like data.
  row("Affects", cleanText(action.text.affects(draft), 160)),
  row("Limits", action.text.limits),
  row("Undo", action.text.undo),
];

const undoRows = ({ action, step }: StepContext, draft: Draft): readonly Row[] => [
  row("Does", `Takes step ${String(step.number)} back. Then: ${action.text.undone}.`),
  row("Affects", `${count(draft.items.length, "item")}, back to the state before.`),
  row("Limits", "What happened meanwhile stays as it is."),
  row("Undo", "Propose the step again."),
];

const signature = (context: StepContext, proposal: Proposal): Line => {
  const final = !isUndo(context.step) && context.action.undo === undefined;
  return line(
    ...(final ? [bold("This can’t be undone. ")] : []),
    plain("You sign in your own name; your vote is for plan "),
    mono(codeOf(proposal)),
    plain(" only."),
  );
};

const confirm = (context: StepContext, proposal: Proposal): Confirm => {
  const { action, step, incident } = context;
  const undo = isUndo(step);
  const subject = subjectOf(context);
  const question = undo
    ? `Undo step ${String(step.number)}? Then: ${action.text.undone}.`
    : action.text.question(proposal.plan);
  return {
    question: [bold(cleanText(question, 120))],
    lines: [
      ...(subject
        ? [
            line(plain("For "), ...subjectRuns(subject, incident)),
            line(mono(address(subject.address))),
          ]
        : []),
      ...planItems(proposal.plan),
      signature(context, proposal),
    ],
    deed: undo ? "Approve: undo" : `Approve: ${action.verb}`,
    style: undo || action.undo !== undefined ? "positive" : "destructive",
  };
};

/** One right person decides one exact plan. */
export const waiting = (context: StepContext, proposal: Proposal): StepParts => {
  const { step, incident, clock } = context;
  const { ownership } = step;
  const rows = isUndo(step) ? undoRows(context, proposal.plan) : applyRows(context, proposal.plan);
  return {
    style: "accent",
    state: [plain(`Waiting for ${ownerName(ownership)}`)],
    course: [
      plain(
        ownership
          ? deputies(ownership)
          : `Nobody is assigned; ${personName(incident.lead)} can assign one. `,
      ),
      plain("Decide by "),
      bold(clock(proposal.expiresAt)),
      plain(" or it lapses"),
    ],
    spoken: `waiting for ${ownerName(ownership)}, decide by ${utcTime(proposal.expiresAt)}`,
    rows: [...rows, row("Evidence", evidenceSentence(incident))],
    buttons: { review: true, decline: true, details: "last" },
    confirm: confirm(context, proposal),
    handle: { id: proposal.approvalId, nonce: proposal.nonce },
  };
};
