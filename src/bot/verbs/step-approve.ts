import { type Verb } from "../bot.ts";
import { handleData, pressStep } from "../press.ts";

export const stepApprove: Verb = {
  name: "step.approve",
  run: (deps, press, person) =>
    pressStep(deps, { schema: handleData, press, person }, ({ data, step }) => ({
      wish: { type: "Approve", step: step.definition.key, ...data },
      done: "Recorded. It is requested now; the card shows what is observed.",
    })),
};
