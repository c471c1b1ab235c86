import { type Command } from "../bot.ts";
import { reviewIntent } from "../exception-intents.ts";
import { changeException } from "../exceptions.ts";

const usage = "exception review <number> <finding>";

export const exceptionReview: Command = {
  name: "review",
  group: "exception",
  unlisted: true,
  usage,
  help: "Keeps an exception after a look: what was looked at, and what was found. Not its owner.",
  run: (deps, call) => changeException(deps, call, usage, reviewIntent),
};
