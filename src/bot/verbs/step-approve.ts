import { isCarried, voters } from "../../core/approval/quorum.ts";
import { utc } from "../../core/approval/sentences.ts";
import { isBarred } from "../../core/incident/decision.ts";
import { type Incident, type Step, type StepStatus } from "../../core/incident/types.ts";
import { type Verb } from "../bot.ts";
import { handleData, pressStep } from "../press.ts";

type Waiting = Extract<StepStatus, { kind: "waiting" }>;

/** At most so many people are named: the answer is one line on a phone. */
const mostNames = 2;

/** Whose vote would carry the plan now: after a second's only those who decide. */
const missing = (incident: Incident, { ownership }: Step, status: Waiting): string => {
  const { proposal, votes } = status;
  const { planHash, proposedAt: at } = proposal;
  const names = voters(ownership, proposal)
    .filter((by) => !isBarred(incident, by))
    .filter((by) => isCarried([...votes, { by, at, planHash }], ownership, proposal))
    .map(({ name }) => name);
  const rest = names.length > mostNames ? ["another of its people"] : [];
  return [...names.slice(0, mostNames), ...rest].join(" or ");
};

/** What the vote led to: one more is needed, a cool-off runs, or it is requested now. */
const done = (step: Step, incident: Incident): string => {
  const { status } = step;
  if (status.kind === "waiting") {
    const who = missing(incident, step, status);
    return who === ""
      ? `Recorded. Nobody else may vote on it; ${incident.lead.name} can assign an owner.`
      : `Recorded. It still needs ${who} by ${utc(status.proposal.expiresAt)}.`;
  }
  if (status.kind === "approved") {
    const { notBefore, votes } = status;
    const last = votes.at(-1);
    if (last && notBefore > last.at) {
      return `Recorded. It is requested at ${utc(notBefore)}; two of you can shorten that.`;
    }
  }
  return "Recorded. It is requested now; the card shows what is observed.";
};

export const stepApprove: Verb = {
  name: "step.approve",
  run: (deps, press, person) =>
    pressStep(deps, { schema: handleData, press, person }, ({ data, step }) => ({
      wish: { type: "Approve", step: step.definition.key, ...data },
      done,
    })),
};
