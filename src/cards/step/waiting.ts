import { type Draft } from "../../actions/contract.ts";
import { votesNeeded } from "../../core/approval/quorum.ts";
import { type Proposal } from "../../core/incident/plan.ts";
import { type StepStatus } from "../../core/incident/types.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { count } from "../../core/timeline/plain-words.ts";
import { address, subjectRuns } from "../parts/names.ts";
import { bold, line, type Line, mono, plain, type Row, row } from "../parts/run.ts";
import { codeOf, isUndo, type StepContext, subjectOf } from "./context.ts";
import { evidenceSentence } from "./evidence.ts";
import { planItems } from "./items.ts";
import { type Confirm, type StepParts } from "./parts.ts";
import { oversight, twoPeople } from "./two-people.ts";
import { waitingFor } from "./waiting-for.ts";

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
  const needed = votesNeeded(proposal.plan.tier);
  const final = !isUndo(context.step) && context.action.undo === undefined;
  return line(
    ...(final ? [bold("This can’t be undone. ")] : []),
    plain("You sign in your own name; your vote is for plan "),
    mono(codeOf(proposal)),
    plain(` only.${needed > 1 ? ` It takes ${String(needed)} people.` : ""}`),
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

type Waiting = Extract<StepStatus, { kind: "waiting" }>;

/** Rows of a plan that takes two people: the playbook's why stands in Details then, six rows are enough. */
const rowsOf = (context: StepContext, { plan }: Proposal): readonly Row[] => {
  const two = twoPeople(context, plan);
  const rows = isUndo(context.step) ? undoRows(context, plan) : applyRows(context, plan);
  const [does, ...others] = rows.filter(({ label }) => two.length === 0 || label !== "Why");
  return [
    ...(does ? [does] : []),
    ...two,
    ...others,
    row("Evidence", evidenceSentence(context.incident)),
  ];
};

/** One right person decides one exact plan; two where it takes two. */
export const waiting = (context: StepContext, status: Waiting): StepParts => {
  const { proposal, votes } = status;
  return {
    style: "accent",
    ...waitingFor(context, status),
    rows: rowsOf(context, proposal),
    paragraphs: oversight(context),
    buttons: { review: true, decline: true, details: "last", withdraw: votes.length > 0 },
    confirm: confirm(context, proposal),
    handle: { id: proposal.approvalId, nonce: proposal.nonce },
  };
};
