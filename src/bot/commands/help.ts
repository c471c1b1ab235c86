import { cardReply, type Command } from "../bot.ts";

export const help: Command = {
  name: "help",
  usage: "incident help",
  help: "Shows the commands.",
  open: true,
  run: (deps) => Promise.resolve(cardReply(deps.cards.help("incident"))),
};
