/** Cards of the bot that only say what they were asked to show. */
import { type BotCards } from "../../../src/bot/bot.ts";
import { type CardMessage } from "../../../src/application/ports/chat.ts";

const shown = (name: string, view: unknown): CardMessage => ({
  summary: name,
  card: { type: "AdaptiveCard", name, view },
});

/** Every card is its name and the view it was drawn from. */
export const recordingCards = (): BotCards => ({
  openForm: (values, errors) => shown("open-form", { values, errors }),
  openCheck: (view) => shown("open-check", view),
  unknownCommand: (view) => shown("unknown-command", view),
  help: (group) => shown("help", { group }),
  list: (incidents) => shown("list", incidents),
  notice: (view) => shown("notice", view),
  allSteps: (incident) => shown("all-steps", { id: incident.id }),
  step: (incident, step) =>
    Promise.resolve(
      step.status.kind === "not started"
        ? undefined
        : shown("step", { id: incident.id, step: step.definition.key }),
    ),
  exception: (exception) => shown("exception", exception),
  exceptions: (exceptions, all) =>
    shown("exceptions", { ids: exceptions.map(({ id }) => id), all }),
  exceptionForm: (form, values, errors) => shown("exception-form", { form, values, errors }),
  evidence: (incident) => shown("evidence", { id: incident.id }),
  doctor: (diagnosis) => shown("doctor", diagnosis),
  status: (incident) => Promise.resolve(shown("status", { id: incident.id })),
});
