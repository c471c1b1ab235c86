import { z } from "zod/v4";
import { type Verb } from "../bot.ts";
import { handleData, pressStep } from "../press.ts";

/** Teams sends an input that was left empty as "" or not at all. */
const schema = handleData.extend({ reason: z.string().max(20_000).default("") });

export const stepDecline: Verb = {
  name: "step.decline",
  run: (deps, press, person) =>
    pressStep(deps, { schema, press, person }, ({ data, step }) => ({
      wish: { type: "Decline", step: step.definition.key, ...data },
      done: "Recorded: declined. Nothing was requested.",
    })),
};
