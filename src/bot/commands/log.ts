import { type Command } from "../bot.ts";
import { changeIncident, intend } from "../incident-command.ts";

export const log: Command = {
  name: "log",
  usage: "incident log <text>",
  help: "Adds a line to the running log, under your name.",
  run: (deps, call) =>
    changeIncident(deps, call, (_incident, text) =>
      intend({ type: "AddNote", text }, "the log has your line."),
    ),
};
