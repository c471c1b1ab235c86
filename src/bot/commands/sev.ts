import { severities } from "../../core/incident/types.ts";
import { type Command } from "../bot.ts";
import { changeIncident, intend, misunderstood } from "../incident-command.ts";
import { isManagement } from "../is-management.ts";

export const sev: Command = {
  name: "sev",
  usage: "incident sev <1-4>",
  help: "Changes the severity: 1 is the worst, 4 the least. Only the lead lowers it.",
  run: (deps, call) =>
    changeIncident(deps, call, (_incident, args) => {
      const wanted = args.trim().toLowerCase().replace(/^sev/u, "");
      const severity = severities.find((name) => name === `sev${wanted}`);
      return severity
        ? intend(
            { type: "SetSeverity", severity, byManagement: isManagement(deps, call.person) },
            `severity ${wanted}.`,
          )
        : misunderstood("Severities are 1, 2, 3 and 4: “incident sev 2”.");
    }),
};
