import { type Verb } from "../bot.ts";
import { handleData, pressStep } from "../press.ts";

/** Takes one's own vote back, until the effect is requested. */
export const stepWithdraw: Verb = {
  name: "step.withdraw",
  run: (deps, press, person) =>
    pressStep(deps, { schema: handleData, press, person }, ({ data, step }) => ({
      wish: { type: "WithdrawVote", step: step.definition.key, ...data },
      done: "Recorded: your vote is taken back. Nothing was requested.",
    })),
};
