import { type Command, line } from "../bot.ts";
import { shownException, whichException } from "../exceptions.ts";

const usage = "exception show <number>";

export const exceptionShow: Command = {
  name: "show",
  group: "exception",
  unlisted: true,
  usage,
  help: "Shows an exception with its buttons.",
  run: async (deps, call) => {
    const found = await whichException(deps, call, usage);
    return found.ok ? shownException(deps, found.value.exception) : line(found.refusal);
  },
};
