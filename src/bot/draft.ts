/** An opening that waits for its "yes", as it is kept between two presses. */
import { z } from "zod/v4";
import { refusal } from "../core/approval/sentences.ts";
import { type Person } from "../core/incident/people.ts";
import { type CardHandle } from "../core/incident/plan.ts";
import { type Reply } from "../application/ports/chat.ts";
import { type BotDeps, type FormValues, line } from "./bot.ts";
import { knownHandle, unknownCard } from "./press.ts";

const draft = z.object({
  scenario: z.string(),
  subject: z.string(),
  severity: z.string(),
  seen: z.string(),
  by: z.string(),
  until: z.string(),
  shown: z.array(z.string()),
});

type Read =
  | { readonly ok: true; readonly values: FormValues; readonly shown: readonly string[] }
  | { readonly ok: false; readonly reply: Reply };

/** The draft behind a check card: only for the person who filled in the form, and not for ever. */
export const readDraft = async (
  deps: BotDeps,
  claimed: CardHandle,
  person: Person,
): Promise<Read> => {
  const stored = draft.safeParse((await knownHandle(deps, claimed))?.payload);
  if (!stored.success) return { ok: false, reply: unknownCard };
  const { by, until, shown, ...values } = stored.data;
  if (by !== person.id) {
    const no = refusal("R-104", "Somebody else filled in this form. Start your own.");
    return { ok: false, reply: line(no.sentence) };
  }
  if (deps.runtime.now() > until) {
    const no = refusal("R-107", "The form is older than half an hour. Start again.");
    return { ok: false, reply: line(no.sentence) };
  }
  return { ok: true, values, shown };
};
