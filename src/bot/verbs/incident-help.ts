import { cardReply, type Verb } from "../bot.ts";

export const incidentHelp: Verb = {
  name: "incident.help",
  open: true,
  run: (deps) => Promise.resolve(cardReply(deps.cards.help("incident"))),
};
