import { line, type Verb } from "../bot.ts";
import { readHandoverPress } from "../handover-press.ts";
import { unknownCard } from "../press.ts";

/** Whom to ask; it changes nothing. */
export const handoverAsk: Verb = {
  name: "handover.ask",
  run: async (deps, press) => {
    const found = await readHandoverPress(deps, press);
    if (!found) return unknownCard;
    const { lead } = found.incident;
    return line(`Ask ${lead.name} in this thread; nothing changes until you take over.`);
  },
};
