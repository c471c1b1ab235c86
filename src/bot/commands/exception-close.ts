import { type Command } from "../bot.ts";
import { closeIntent } from "../exception-intents.ts";
import { changeException } from "../exceptions.ts";

const usage = "exception close <number> <reason>";

export const exceptionClose: Command = {
  name: "close",
  group: "exception",
  unlisted: true,
  usage,
  help: "Ends an exception; a declined step is proposed again while its incident is open.",
  run: (deps, call) => changeException(deps, call, usage, closeIntent),
};
