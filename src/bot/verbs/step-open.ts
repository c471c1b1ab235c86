import { z } from "zod/v4";
import { incidentId, stepKey } from "../../core/shared/ids.ts";
import { cardReply, line, type Verb } from "../bot.ts";
import { unknownCard } from "../press.ts";

const schema = z.strictObject({ incident: incidentId, step: stepKey });

/** The step's card as it is now, for the presser only. Its own buttons carry the proposal's handle. */
export const stepOpen: Verb = {
  name: "step.open",
  run: async (deps, press) => {
    const parsed = schema.safeParse(press.data);
    const incident = parsed.success ? await deps.store.load(parsed.data.incident) : undefined;
    const step = incident?.steps.find(({ definition }) => definition.key === parsed.data?.step);
    if (!incident || !step) return unknownCard;
    const card = await deps.cards.step(incident, step);
    return card
      ? cardReply(card)
      : line(`Step ${String(step.number)} isn't proposed at the moment. Nothing waits for you.`);
  },
};
