import { cardReply, type Command } from "../bot.ts";

export const exceptionHelp: Command = {
  name: "help",
  group: "exception",
  unlisted: true,
  usage: "exception help",
  help: "Shows the commands of the register.",
  open: true,
  run: (deps) => Promise.resolve(cardReply(deps.cards.help("exception"))),
};
