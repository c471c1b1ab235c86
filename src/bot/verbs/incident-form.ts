import { cardReply, type Verb } from "../bot.ts";
import { emptyForm } from "../opening.ts";

export const incidentForm: Verb = {
  name: "incident.form",
  run: (deps) => Promise.resolve(cardReply(deps.cards.openForm(emptyForm, {}))),
};
