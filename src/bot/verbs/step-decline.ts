import { z } from "zod/v4";
import { type Verb } from "../bot.ts";
import { handleData, type Pressed, pressStep } from "../press.ts";
import { actionById } from "../../actions/catalogue.ts";

/** What happens instead: an exception, another time, or a person's hands. */
const instead = z
  .enum(["leave open", "by hand"])
  .or(z.string().regex(/^defer \d{1,4}$/u))
  .default("leave open");

/** Teams sends an input that was left empty as "" or not at all. */
const schema = handleData.extend({ reason: z.string().max(20_000).default(""), instead });

const deferred = /^defer (\d+)$/u;

/** Declining, putting off and doing by hand are one panel: each is a decision, and each says why. */
export const stepDecline: Verb = {
  name: "step.decline",
  run: (deps, press, person) =>
    pressStep(deps, { schema, press, person }, ({ data, step }): Pressed => {
      const { id, nonce, reason } = data;
      const common = { step: step.definition.key, id, nonce, reason };
      const minutes = Number(deferred.exec(data.instead)?.[1] ?? 0);
      if (minutes > 0) {
        const done = "Recorded: put off. It is proposed again when its time is over.";
        return { wish: { type: "Defer", ...common, minutes }, done };
      }
      if (data.instead === "by hand") {
        const byHand = actionById(step.definition.action)?.text.byHand ?? "";
        const done = "Recorded: by hand. Do it, then write down what you saw.";
        return { wish: { type: "DoByHand", ...common, byHand }, done };
      }
      return {
        wish: { type: "Decline", ...common },
        done: "Recorded: declined. Nothing was requested.",
      };
    }),
};
