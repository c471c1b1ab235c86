import { type Verb } from "../bot.ts";
import { closeIntent } from "../exception-intents.ts";
import { pressException } from "../exceptions.ts";

/** Ends it before its end. */
export const exceptionClose: Verb = {
  name: "exception.close",
  run: (deps, press, person) =>
    pressException(deps, press, person, (acting, data) => closeIntent(acting, data.closeReason)),
};
