import { againDirection } from "../../core/incident/decide-step.ts";
import { type Verb } from "../bot.ts";
import { handleData, pressStep } from "../press.ts";

export const stepPropose: Verb = {
  name: "step.propose",
  run: (deps, press, person) =>
    pressStep(deps, { schema: handleData, press, person, onlyNewest: true }, ({ step }) => ({
      wish: { type: "Reopen", step: step.definition.key, direction: againDirection(step) },
      done: "Recorded. The tenant is read again and the step proposed anew.",
    })),
};
