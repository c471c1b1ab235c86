import { type Command } from "../bot.ts";
import { changeIncident, intend, misunderstood } from "../incident-command.ts";
import { stepNames, whichStep } from "../which-step.ts";

const usage = "incident reviewed <step> <finding>";

export const reviewed: Command = {
  name: "reviewed",
  unlisted: true,
  usage,
  help: "Reviews what one person approved alone: what you looked at, and what you found.",
  run: (deps, call) =>
    changeIncident(deps, call, (incident, args) => {
      const [word = "", ...finding] = args.trim().split(/\s+/u);
      const step = whichStep(incident, word);
      return step
        ? intend(
            { type: "ReviewAlone", step: step.definition.key, finding: finding.join(" ") },
            `the emergency approval of step ${String(step.number)} is reviewed.`,
          )
        : misunderstood(`Which step? ${stepNames(incident)}: “${usage}”.`);
    }),
};
