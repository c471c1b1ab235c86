import { type Draft } from "../../actions/contract.ts";
import { votesNeeded } from "../../core/approval/quorum.ts";
import { type Plan, type Proposal } from "../../core/incident/plan.ts";
import { type StepStatus } from "../../core/incident/types.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { address, subjectRuns } from "../parts/names.ts";
import { bold, line, type Line, mono, plain, type Row, row } from "../parts/run.ts";
import { codeOf, isUndo, type StepContext, subjectOf } from "./context.ts";
import { evidenceSentence } from "./evidence.ts";
import { planItems } from "./items.ts";
import { leftOut, listLines, listQuestion, listRows } from "./list-waiting.ts";
import { type Confirm, type StepParts } from "./parts.ts";
import { secretReader } from "./reader.ts";
import { regressedRows } from "./regressed.ts";
import { oversight, twoPeople } from "./two-people.ts";
import { waitingFor } from "./waiting-for.ts";
import { count } from "../../core/shared/count.ts";

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

const questionOf = (context: StepContext, plan: Plan): string => {
  const { action, step } = context;
  if (plan.targets) return listQuestion(context, plan.targets);
  return isUndo(step)
    ? `Undo step ${String(step.number)}? Then: ${action.text.undone}.`
    : action.text.question(plan);
};

/** What the vote is for: the subject with what is touched of it, or the list. */
const confirmed = (context: StepContext, plan: Plan): readonly Line[] => {
  if (plan.targets) return listLines(plan.targets);
  const subject = subjectOf(context);
  return [
    line(plain("For "), ...subjectRuns(subject, context.incident)),
    line(mono(address(subject.address))),
    ...planItems(plan),
  ];
};

const confirm = (context: StepContext, proposal: Proposal): Confirm => {
  const { action, step } = context;
  const undo = isUndo(step);
  const question = questionOf(context, proposal.plan);
  return {
    question: [bold(cleanText(question, 120))],
    lines: [
      ...confirmed(context, proposal.plan),
      ...secretReader(context, proposal),
      signature(context, proposal),
    ],
    deed: undo ? "Approve: undo" : `Approve: ${action.verb}`,
    style: undo || action.undo !== undefined ? "positive" : "destructive",
  };
};

type Waiting = Extract<StepStatus, { kind: "waiting" }>;

const planRows = (context: StepContext, plan: Plan): readonly Row[] => {
  if (plan.targets) return listRows(context, plan.targets);
  return isUndo(context.step) ? undoRows(context, plan) : applyRows(context, plan);
};

/** Six rows are enough. */
const mostRows = 6;
/** What stands in Details too, in the order in which it makes room. */
const inDetails = ["Why", "Evidence"];

/** What held before comes first, then the plan; what Details has as well makes room for it. */
const rowsOf = (context: StepContext, { plan }: Proposal): readonly Row[] => {
  const [does, ...others] = planRows(context, plan);
  const rows = [
    ...regressedRows(context),
    ...(does ? [does] : []),
    ...twoPeople(context, plan),
    ...others,
    row("Evidence", evidenceSentence(context)),
  ];
  const spare = inDetails.filter((label) => rows.some((one) => one.label === label));
  const out = spare.slice(0, Math.max(0, rows.length - mostRows));
  return rows.filter(({ label }) => !out.includes(label));
};

/** One right person decides one exact plan; two where it takes two. */
export const waiting = (context: StepContext, status: Waiting): StepParts => {
  const { proposal, votes } = status;
  return {
    style: "accent",
    ...waitingFor(context, status),
    rows: rowsOf(context, proposal),
    paragraphs: [
      ...(proposal.plan.targets ? leftOut(proposal.plan.targets) : []),
      ...oversight(context),
    ],
    buttons: { review: true, decline: true, details: "last", withdraw: votes.length > 0 },
    confirm: confirm(context, proposal),
    handle: { id: proposal.approvalId, nonce: proposal.nonce },
  };
};
