import { z } from "zod/v4";
import { incidentId } from "../../core/shared/ids.ts";
import { line, type Verb } from "../bot.ts";
import { frozenNow } from "../frozen-now.ts";
import { unknownCard } from "../press.ts";

/** Teams sends an input that was left empty as "" or not at all. */
const schema = z.strictObject({ incident: incidentId, reason: z.string().max(20_000).default("") });

/** Freezing takes no handle: it stops things only, so a copy of the card may do it from anywhere. */
export const incidentFreeze: Verb = {
  name: "incident.freeze",
  run: async (deps, press, person) => {
    const parsed = schema.safeParse(press.data);
    const incident = parsed.success ? await deps.store.load(parsed.data.incident) : undefined;
    if (!incident || !parsed.success) return unknownCard;
    const handled = await deps.handle({
      incident: incident.id,
      actor: { kind: "person", ...person },
      wishes: [{ type: "Freeze", reason: parsed.data.reason }],
    });
    if (handled.kind !== "handled") return { kind: "nothing" };
    return line(handled.refusal?.sentence ?? `${incident.id}: ${frozenNow}`);
  },
};
