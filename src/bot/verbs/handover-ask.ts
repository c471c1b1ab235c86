import { leadName } from "../../cards/parts/names.ts";
import { line, type Verb } from "../bot.ts";
import { readHandoverPress } from "../handover-press.ts";
import { unknownCard } from "../press.ts";

/** Whom to ask; it changes nothing. */
export const handoverAsk: Verb = {
  name: "handover.ask",
  run: async (deps, press) => {
    const found = await readHandoverPress(deps, press);
    if (!found) return unknownCard;
    const { incident } = found;
    return line(
      `Ask ${leadName(incident, "management")} in this thread; nothing changes until you take over.`,
    );
  },
};
