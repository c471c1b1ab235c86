import { phases } from "../../core/incident/types.ts";
import { type Command } from "../bot.ts";
import { changeIncident, intend, misunderstood } from "../incident-command.ts";

export const phase: Command = {
  name: "phase",
  usage: "incident phase <name>",
  help: "Moves to a phase: detection, containment, eradication, recovery or post-incident.",
  run: (deps, call) =>
    changeIncident(deps, call, (_incident, args) => {
      const wanted = args.trim().toLowerCase();
      const fits = phases.filter((name) => wanted !== "" && name.startsWith(wanted));
      const [only, another] = fits;
      return only && !another
        ? intend({ type: "SetPhase", phase: only }, `phase ${only}.`)
        : misunderstood(`Phases are ${phases.join(", ")}.`);
    }),
};
