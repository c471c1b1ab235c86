import { cardReply, type Verb } from "../bot.ts";
import { readDraft } from "../draft.ts";
import { handleData, unknownCard } from "../press.ts";

/** Back to the form, with what was typed. */
export const incidentChange: Verb = {
  name: "incident.change",
  run: async (deps, press, person) => {
    const parsed = handleData.safeParse(press.data);
    if (!parsed.success) return unknownCard;
    const read = await readDraft(deps, parsed.data, person);
    return read.ok ? cardReply(deps.cards.openForm(read.values, {})) : read.reply;
  },
};
