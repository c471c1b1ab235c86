import { type Command } from "../bot.ts";
import { suspectCommand } from "../suspect-command.ts";

export const clearSuspect: Command = suspectCommand({
  name: "clear-suspect",
  help: "Gives a suspect the say back. The lead or management, but not who named them.",
  wish: "ClearSuspect",
  done: "has a say here again. Votes from before stay void.",
});
