import { type Command } from "../bot.ts";
import { changeIncident, intend, misunderstood } from "../incident-command.ts";
import { stepNames, whichStep } from "../which-step.ts";

export const undo: Command = {
  name: "undo",
  usage: "incident undo <step>",
  help: "Proposes the way back of an observed step; its owner approves it like any other.",
  run: (deps, call) =>
    changeIncident(deps, call, (incident, args) => {
      const step = whichStep(incident, args.trim());
      return step
        ? intend(
            { type: "Reopen", step: step.definition.key, direction: "undo" },
            `the way back of step ${String(step.number)} is being proposed.`,
          )
        : misunderstood(`Which step? ${stepNames(incident)}: “incident undo 2”.`);
    }),
};
