import { type Command } from "../bot.ts";
import { changeIncident, intend, misunderstood } from "../incident-command.ts";
import { stepNames, whichStep } from "../which-step.ts";

const usage = "incident break-glass <step> <plan code> <reason>";

export const breakGlass: Command = {
  name: "break-glass",
  unlisted: true,
  usage,
  help: "Approves ending sessions or blocking sign-in alone. Somebody else reviews it within 24 h.",
  run: (deps, call) =>
    changeIncident(deps, call, (incident, args) => {
      const [word = "", code = "", ...reason] = args.trim().split(/\s+/u);
      const step = whichStep(incident, word);
      if (!step) return misunderstood(`Which step? ${stepNames(incident)}: “${usage}”.`);
      if (code === "") return misunderstood(`Which plan? Its code stands on the card: “${usage}”.`);
      return intend(
        { type: "ApproveAlone", step: step.definition.key, code, reason: reason.join(" ") },
        `step ${String(step.number)} approved by you alone. Somebody else reviews it within 24 h.`,
      );
    }),
};
