import { type Verb } from "../bot.ts";
import { reviewIntent } from "../exception-intents.ts";
import { pressException } from "../exceptions.ts";

/** Somebody looked, and it may stand until the next review. */
export const exceptionReview: Verb = {
  name: "exception.review",
  run: (deps, press, person) =>
    pressException(deps, press, person, (acting, data) => reviewIntent(acting, data.finding)),
};
