import { cardReply, type Command } from "../bot.ts";

const open = ["asked for", "in force", "expired"] as const;

export const exceptionList: Command = {
  name: "list",
  group: "exception",
  usage: "exception list [all]",
  help: "Lists the accepted risks of all incidents; “all” adds the closed ones.",
  run: async ({ register, cards }, { args }) => {
    const all = args.trim().toLowerCase() === "all";
    return cardReply(cards.exceptions(await register.list(all ? {} : { states: open }), all));
  },
};
