import { type Command } from "../bot.ts";
import { suspectCommand } from "../suspect-command.ts";

export const suspect: Command = suspectCommand({
  name: "suspect",
  help: "Takes a person's say here away, and unused votes. Only the lead, who votes no more here.",
  wish: "NameSuspect",
  done: "has no say here any more. Check who can read this place.",
});
