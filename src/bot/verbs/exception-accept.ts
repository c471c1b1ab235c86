import { type Verb } from "../bot.ts";
import { acceptIntent } from "../exception-intents.ts";
import { pressException } from "../exceptions.ts";

/** Accepts the risk: whoever presses becomes its accountable owner. */
export const exceptionAccept: Verb = {
  name: "exception.accept",
  run: (deps, press, person) => pressException(deps, press, person, acceptIntent),
};
