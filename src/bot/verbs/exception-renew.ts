import { type Verb } from "../bot.ts";
import { renewIntent } from "../exception-intents.ts";
import { pressException } from "../exceptions.ts";

/** For longer, in the name of whoever presses. */
export const exceptionRenew: Verb = {
  name: "exception.renew",
  run: (deps, press, person) =>
    pressException(deps, press, person, (acting, data) =>
      renewIntent(acting, { days: data.renewFor, reason: data.renewReason }),
    ),
};
