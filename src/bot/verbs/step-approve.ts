import { utc } from "../../core/approval/sentences.ts";
import { type Step } from "../../core/incident/types.ts";
import { type Verb } from "../bot.ts";
import { handleData, pressStep } from "../press.ts";

/** What the vote led to: one more is needed, a cool-off runs, or it is requested now. */
const done = ({ status, number }: Step): string => {
  if (status.kind === "waiting") {
    const until = utc(status.proposal.expiresAt);
    return `Recorded. One more person must approve step ${String(number)} by ${until}.`;
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
