import { type Command } from "../bot.ts";
import { changeIncident, intend } from "../incident-command.ts";

/** The words that say that nothing happened; the reason follows. */
const falseAlarmWords = /^false\s+alarm\b[\s:,.;-]*/iu;

export const close: Command = {
  name: "close",
  usage: "incident close [false alarm] <reason>",
  help: "Closes the incident. Only the lead; nothing may wait or run, and all must be contained.",
  run: (deps, call) =>
    changeIncident(deps, call, (_incident, args) => {
      const text = args.trim();
      const reason = text.replace(falseAlarmWords, "");
      const falseAlarm = reason !== text;
      return intend(
        { type: "Close", reason, falseAlarm },
        `closed${falseAlarm ? " as a false alarm" : ""}. The log stays open for notes.`,
      );
    }),
};
