/** Who reads what the step makes in secret, said before anybody approves it. */
import { isAmong, isSamePerson, votesNeeded } from "../../core/approval/quorum.ts";
import { readerOf } from "../../core/approval/reader.ts";
import { type Proposal } from "../../core/incident/plan.ts";
import { personName } from "../parts/names.ts";
import { bold, line, type Line, plain, type Run } from "../parts/run.ts";
import { isUndo, type StepContext } from "./context.ts";
import { mayVote, shortList } from "./votes.ts";

/** By the rule of `readerOf`: the owner if they vote, else who votes last. */
const readers = (context: StepContext, proposal: Proposal): readonly Run[] => {
  const { step } = context;
  const owner = step.ownership?.owner;
  const soFar = readerOf(step);
  if (owner && soFar && isSamePerson(soFar, owner)) return [bold(personName(owner)), plain(".")];
  const may = mayVote(context, proposal);
  if (votesNeeded(proposal.plan.tier) === 1) {
    return [
      ...(may.length === 1 ? [] : [plain("whoever of these approves it: ")]),
      bold(shortList(may) || "nobody yet"),
      plain("."),
    ];
  }
  return owner && isAmong(owner, may)
    ? [bold(personName(owner)), plain(" if they approve it, else to who votes last.")]
    : [plain("who votes last.")];
};

/** "The secret is shown once, outside Teams, to Ana Costa.", where the plan makes one. */
export const secretReader = (context: StepContext, proposal: Proposal): readonly Line[] =>
  context.action.seals && !isUndo(context.step)
    ? [line(plain("The secret is shown once, outside Teams, to "), ...readers(context, proposal))]
    : [];
