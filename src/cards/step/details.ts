import { votesNeeded } from "../../core/approval/quorum.ts";
import { type Plan, type Proposal } from "../../core/incident/plan.ts";
import { canonicalJson, type Json } from "../../core/shared/canonical-json.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { utcDate } from "../parts/clock.ts";
import { address, kindNouns, personName } from "../parts/names.ts";
import { bold, capital, line, type Line, mono, plain } from "../parts/run.ts";
import { proposalOf, type StepContext, subjectOf } from "./context.ts";
import { evidenceLines } from "./evidence.ts";
import { listDetails } from "./list-waiting.ts";
import { inFull } from "./in-full.ts";
import { looksAgain } from "./looks-again.ts";
import { deciders, mayVote, shortList } from "./votes.ts";

/** Longest JSON of a state, in code points; the record has the whole. */
const longestState = 240;

/** A stored state as people read it: its members one after another, without the outer braces. */
const stateText = (state: Json): string => {
  const members =
    state !== null && typeof state === "object" && !Array.isArray(state)
      ? Object.entries(state).map(([key, value]) => `${key}: ${canonicalJson(value)}`)
      : [canonicalJson(state)];
  return cleanText(members.join("; "), longestState) || "none";
};

const after = ({ action, step }: StepContext, plan: Plan): string =>
  plan.direction === "undo"
    ? `${action.text.undone}. The state of step ${String(step.number)} as it was before.`
    : action.text.does;

const hashGroups = ({ planHash }: Proposal): string =>
  `${[0, 4, 8, 12].map((at) => planHash.slice(at, at + 4)).join(" ")} …`;

/** From two votes on, whoever asked for it doesn't vote; who may, in full. */
const voteLines = (context: StepContext, proposal: Proposal): readonly Line[] => {
  const { proposer, plan } = proposal;
  const name = personName(proposer);
  if (votesNeeded(plan.tier) < 2) return [line(bold("Asked for: "), plain(`by ${name}`))];
  const names = shortList(mayVote(context, proposal), 10) || "nobody";
  const one = deciders(context, proposal).slice(0, 10).map(personName).join(" or ") || "nobody";
  return [
    line(bold("Why: "), plain(cleanText(context.step.definition.why, 160))),
    line(bold("Asked for: "), plain(`by ${name}, who may not approve it`)),
    line(bold("May vote: "), plain(`${names}; one of them must be ${one}`)),
  ];
};

const planLines = (context: StepContext, proposal: Proposal): readonly Line[] => [
  ...(proposal.plan.targets
    ? listDetails(proposal.plan)
    : [line(bold("Before: "), mono(stateText(proposal.plan.before)))]),
  line(bold("After: "), plain(cleanText(after(context, proposal.plan), 160))),
  line(bold("Parameters: "), mono(stateText(proposal.plan.parameters))),
  ...voteLines(context, proposal),
  line(bold("Proposed: "), plain(`by Cordon, ${utcDate(proposal.proposedAt)}`)),
  line(bold("Plan hash: "), mono(hashGroups(proposal))),
];

const readAgain = line(
  bold("Read again: "),
  plain("just before it runs; if anything differs, it asks you again"),
);

/** The hidden panel with what people compare before they sign, in UTC. */
export const detailLines = (context: StepContext): readonly Line[] => {
  const subject = subjectOf(context);
  const proposal = proposalOf(context.step);
  return [
    line(bold(`${capital(kindNouns[subject.kind])}: `), mono(address(subject.address))),
    line(bold("Object id: "), mono(subject.id)),
    line(bold("Action: "), mono(context.action.id)),
    ...(proposal ? planLines(context, proposal) : []),
    ...inFull(context),
    ...looksAgain(context),
    ...evidenceLines(context),
    ...(context.step.status.kind === "waiting" ? [readAgain] : []),
  ];
};
