import { cardReply, type Verb } from "../bot.ts";

export const incidentCancel: Verb = {
  name: "incident.cancel",
  open: true,
  run: (deps) =>
    Promise.resolve(
      cardReply(
        deps.cards.notice({
          title: "Nothing was opened",
          lines: ["Type “incident open” to start again."],
        }),
      ),
    ),
};
