import { z } from "zod/v4";
import { type Verb } from "../bot.ts";
import { checkForm } from "../opening.ts";
import { unknownCard } from "../press.ts";

const field = z.string().max(20_000).default("");
const schema = z.strictObject({
  scenario: field,
  subject: field,
  severity: field,
  seen: field,
});

/** The form was sent: errors beside the fields, or the check card. Nothing is open yet. */
export const incidentCheck: Verb = {
  name: "incident.check",
  run: async (deps, press, person) => {
    const parsed = schema.safeParse(press.data);
    if (!parsed.success) return unknownCard;
    const checked = await checkForm(deps, parsed.data);
    return checked.kind === "reply" ? checked.reply : checked.ask(person);
  },
};
