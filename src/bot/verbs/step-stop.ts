import { type Verb } from "../bot.ts";
import { handleData, pressStep } from "../press.ts";

/** "Stop: request no more" of a step over a list; what was requested stays as it is. */
export const stepStop: Verb = {
  name: "step.stop",
  run: (deps, press, person) =>
    pressStep(deps, { schema: handleData, press, person, onlyNewest: true }, ({ data, step }) => ({
      wish: { type: "AskStop", step: step.definition.key, ...data },
      done: "It stops after what is being requested.",
    })),
};
