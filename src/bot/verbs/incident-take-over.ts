import { line, type Verb } from "../bot.ts";
import { readHandoverPress } from "../handover-press.ts";
import { unknownCard } from "../press.ts";

/** Responsibility moves on this press, and to the person the handover is for only. */
export const incidentTakeOver: Verb = {
  name: "incident.take-over",
  run: async (deps, press, person) => {
    const found = await readHandoverPress(deps, press);
    if (!found) return unknownCard;
    const handled = await deps.handle({
      incident: found.incident.id,
      actor: { kind: "person", ...person },
      wishes: [{ type: "TakeOver", ...found.handle }],
    });
    if (handled.kind !== "handled") return { kind: "nothing" };
    return line(handled.refusal?.sentence ?? `Recorded: you lead ${found.incident.id} now.`);
  },
};
