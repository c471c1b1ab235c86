import { z } from "zod/v4";
import { type Person } from "../../core/incident/people.ts";
import { type Reply } from "../../application/ports/chat.ts";
import { type BotDeps, type Press, type Verb } from "../bot.ts";
import { readDraft } from "../draft.ts";
import { checkForm, openNow } from "../opening.ts";
import { handleData, unknownCard } from "../press.ts";

const choice = handleData.extend({ choice: z.string().regex(/^\d{1,2}$/) });

const run = async (deps: BotDeps, press: Press, person: Person): Promise<Reply> => {
  const chosen = choice.safeParse(press.data);
  const parsed = chosen.success ? chosen : handleData.safeParse(press.data);
  if (!parsed.success) return unknownCard;
  const read = await readDraft(deps, { id: parsed.data.id, nonce: parsed.data.nonce }, person);
  if (!read.ok) return read.reply;
  // Looked up again: between question and answer an account may have gone or changed its name.
  const checked = await checkForm(deps, read.values);
  if (checked.kind === "reply") return checked.reply;
  // What was shown counts, by object id: a place in a list may mean somebody else by now.
  const index = chosen.success ? Number(chosen.data.choice) : 0;
  const isClear = chosen.success || read.shown.length === 1;
  const wanted = isClear ? read.shown[index] : undefined;
  const subject = checked.matches.find((match) => match.id === wanted);
  if (!subject) return checked.ask(person);
  return openNow(deps, { checked, subject, by: person, once: `draft:${parsed.data.id}` });
};

/** "Yes, this account." The same check card opens one incident, however often it is pressed. */
export const incidentConfirm: Verb = { name: "incident.confirm", run };

/** One of several accounts that fitted. */
export const incidentChoose: Verb = { name: "incident.choose", run };
