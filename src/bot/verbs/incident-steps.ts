import { z } from "zod/v4";
import { incidentId } from "../../core/shared/ids.ts";
import { cardReply, type Verb } from "../bot.ts";
import { unknownCard } from "../press.ts";

const schema = z.strictObject({ incident: incidentId });

/** All steps with their state, for the presser only. */
export const incidentSteps: Verb = {
  name: "incident.steps",
  run: async (deps, press) => {
    const parsed = schema.safeParse(press.data);
    const incident = parsed.success ? await deps.store.load(parsed.data.incident) : undefined;
    return incident ? cardReply(deps.cards.allSteps(incident)) : unknownCard;
  },
};
