import { refuse } from "../../core/shared/result.ts";
import { type Command } from "../bot.ts";
import { renewIntent } from "../exception-intents.ts";
import { changeException } from "../exceptions.ts";

const usage = "exception renew <number> <days> <reason>";

export const exceptionRenew: Command = {
  name: "renew",
  group: "exception",
  unlisted: true,
  usage,
  help: "Lets an exception stand so many days from now, and makes you its owner.",
  run: (deps, call) =>
    changeException(deps, call, usage, (acting, rest) => {
      const [, days, reason] = /^(\d{1,3})(?:\s+days?\b)?\s*([\s\S]*)$/iu.exec(rest) ?? [];
      return days === undefined
        ? refuse(`For how many days? “${usage}”. Nothing was done.`)
        : renewIntent(acting, { days, reason: reason ?? "" });
    }),
};
