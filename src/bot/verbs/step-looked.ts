import { z } from "zod/v4";
import { type Verb } from "../bot.ts";
import { handleData, pressStep } from "../press.ts";

const answers = {
  changed: "observed",
  "not changed": "not observed",
  "can't tell": "unknown",
} as const;

const schema = handleData.extend({
  answer: z.enum(["changed", "not changed", "can't tell"]),
  seen: z.string().max(20_000).default(""),
});

/** What a person saw where Cordon could not tell. */
export const stepLooked: Verb = {
  name: "step.looked",
  run: (deps, press, person) =>
    pressStep(deps, { schema, press, person, onlyNewest: true }, ({ data, step }) => ({
      wish: {
        type: "RecordLook",
        step: step.definition.key,
        outcome: answers[data.answer],
        seen: data.seen,
      },
      done: "Recorded under your name.",
    })),
};
