import { type Verb } from "../bot.ts";
import { handleData, pressStep } from "../press.ts";

/** "I'm on it": the next call waits; the step still waits for its decision. */
export const stepTake: Verb = {
  name: "step.take",
  run: (deps, press, person) =>
    pressStep(deps, { schema: handleData, press, person, onlyNewest: true }, ({ data, step }) => ({
      wish: { type: "TakeStep", step: step.definition.key, ...data },
      done: "Recorded: you are on it. The step still waits for its decision.",
    })),
};
