/** The strip of a step that waits: for whom, until when, and what happens then. */
import { canBeCarried, votesNeeded } from "../../core/approval/quorum.ts";
import { isBarred } from "../../core/incident/decision.ts";
import { type Ownership } from "../../core/incident/people.ts";
import { type StepStatus } from "../../core/incident/types.ts";
import { utcTime } from "../parts/clock.ts";
import { deputies, leadName, ownerName, personName } from "../parts/names.ts";
import { bold, plain } from "../parts/run.ts";
import { type StepContext } from "./context.ts";
import { type StepParts } from "./parts.ts";
import { deciders, lastVoters, mayVote, shortList } from "./votes.ts";

type Waiting = Extract<StepStatus, { kind: "waiting" }>;
type Strip = Pick<StepParts, "state" | "course" | "spoken">;

const strip = (
  { clock }: StepContext,
  { proposal }: Waiting,
  [state, who]: readonly [string, string],
): Strip => ({
  state: [plain(`Waiting for ${state}`)],
  course: [plain(`${who}Decide by `), bold(clock(proposal.expiresAt)), plain(" or it lapses")],
  spoken: `waiting for ${state}, decide by ${utcTime(proposal.expiresAt)}`,
});

/** Nobody may decide it: who was told of that, and who can help. */
const nobody = ({ step, incident, clock }: StepContext): string => {
  const called = step.clock?.reminders.findLast(({ rung }) => rung === "no owner");
  const who = called ? shortList(called.people) : leadName(incident, "management");
  const told = called ? `was told at ${clock(called.at)} and ` : "";
  return `Nobody can decide this; ${who} ${told}can assign one. `;
};

/** Before any vote: who decides, and who may give the other one. */
const needsTwo = (context: StepContext, status: Waiting, ownership: Ownership): string => {
  const { proposal } = status;
  const { incident } = context;
  if (!canBeCarried(ownership, proposal, (person) => isBarred(incident, person))) {
    return `Too few people may vote; ${leadName(incident, "management")} can assign an owner. `;
  }
  const deciding = deciders(context, proposal);
  const others = mayVote(context, proposal).filter((person) => !deciding.includes(person));
  if (others.length === 0) return `2 of: ${shortList(deciding)}. `;
  const first = deciding.map(personName).slice(0, 3).join(" or ");
  return `${first}, and one more of: ${shortList(others)}. `;
};

/** After a vote: whose it was, and whose would carry the plan now. */
const needsMore = (context: StepContext, status: Waiting): Strip => {
  const { clock } = context;
  const { votes, proposal } = status;
  const given = votes.map(({ by, at }) => `${personName(by)}, ${clock(at)}`).join("; ");
  const state = votes.length === 1 ? "a second person" : "one more person";
  const needed = lastVoters(context, status);
  const needs =
    needed.length > 0 ? `Needs 1 of: ${shortList(needed)}.` : "Nobody else may vote on it.";
  return {
    state: [plain(`Waiting for ${state}`)],
    course: [
      plain(`${votes.length === 1 ? "First vote" : "Votes"}: ${given}. ${needs} By `),
      bold(clock(proposal.expiresAt)),
    ],
    spoken: `waiting for ${state}, by ${utcTime(proposal.expiresAt)}`,
  };
};

/** Line one says whom it waits for, line two who may vote and until when. */
export const waitingFor = (context: StepContext, status: Waiting): Strip => {
  const { ownership } = context.step;
  const { votes, proposal } = status;
  if (!ownership) return strip(context, status, ["an owner", nobody(context)]);
  if (votes.length > 0) return needsMore(context, status);
  return votesNeeded(proposal.plan.tier) > 1
    ? strip(context, status, ["2 people", needsTwo(context, status, ownership)])
    : strip(context, status, [ownerName(ownership), deputies(ownership)]);
};
