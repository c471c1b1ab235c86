import { peopleToLift } from "../../core/approval/limits.ts";
import { type Command } from "../bot.ts";
import { changeIncident, intend } from "../incident-command.ts";

export const unfreeze: Command = {
  name: "unfreeze",
  unlisted: true,
  usage: "incident unfreeze",
  help: "Agrees to lift a freeze. It takes two people; every step is then proposed anew.",
  run: (deps, call) =>
    changeIncident(deps, call, ({ frozen }) => {
      const isLast = (frozen?.lifts.length ?? 0) + 1 >= peopleToLift;
      return intend(
        { type: "LiftFreeze" },
        isLast
          ? "the freeze is lifted. Nothing that stood before counts; steps are proposed anew."
          : "you agreed to lift the freeze. One more person must.",
      );
    }),
};
