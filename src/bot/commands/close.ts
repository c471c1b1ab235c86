import { type Command } from "../bot.ts";
import { changeIncident, intend } from "../incident-command.ts";

export const close: Command = {
  name: "close",
  usage: "incident close <reason>",
  help: "Closes the incident. Only the lead; no step may wait or run.",
  run: (deps, call) =>
    changeIncident(deps, call, (_incident, reason) =>
      intend({ type: "Close", reason }, "closed. The log stays open for notes."),
    ),
};
