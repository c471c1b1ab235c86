import { cardReply, type Command } from "../bot.ts";

export const list: Command = {
  name: "list",
  usage: "incident list [all]",
  help: "Lists the open incidents; “all” adds the closed ones.",
  run: async (deps, call) => {
    const all = call.args.trim().toLowerCase() === "all";
    return cardReply(deps.cards.list(await deps.store.list(all ? {} : { open: true })));
  },
};
