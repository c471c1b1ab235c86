import { type Verb } from "../bot.ts";
import { handleData, pressStep } from "../press.ts";

/** Shortens the cool-off of an approved step: it takes two of those who may vote. */
export const stepWaive: Verb = {
  name: "step.waive",
  run: (deps, press, person) =>
    pressStep(deps, { schema: handleData, press, person }, ({ data, step }) => ({
      wish: { type: "WaiveCoolOff", step: step.definition.key, ...data },
      done: "Recorded. When two people agree it is requested at once.",
    })),
};
