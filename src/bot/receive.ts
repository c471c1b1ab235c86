/** The one way in: drop what isn't for us, identify the person, route, answer at once. */
import { personById } from "../core/ownership/directory.ts";
import { refusal } from "../core/approval/sentences.ts";
import { type Person } from "../core/incident/types.ts";
import { type Inbound, type Receive, type Reply } from "../application/ports/chat.ts";
import { asDialog } from "./as-dialog.ts";
import { type BotDeps, cardReply, line, type Press, type TextMessage } from "./bot.ts";
import { commandCatalogue } from "./commands/catalogue.ts";
import { emptyForm } from "./opening.ts";
import { unknownCard } from "./press.ts";
import { routeText } from "./route-text.ts";
import { verbCatalogue } from "./verbs/catalogue.ts";

/** Longest message that is read: the rest of a 10,000 character paste is no command. */
const longestMessage = 4_000;

const stranger = line(
  refusal("R-206", "You aren't in Cordon's directory of responders. Ask the incident's lead.")
    .sentence,
);

const notRecorded: Reply = {
  kind: "fault",
  code: "S-503",
  text: "Not recorded, try again. Nothing was requested. (S-503)",
};

const onMessage = (deps: BotDeps, message: TextMessage, person: Person | undefined) => {
  // People chat in channels; only what is said to Cordon is for Cordon.
  if (message.where.scope !== "personal" && !message.mentionsBot) {
    return Promise.resolve<Reply>({ kind: "nothing" });
  }
  if (message.text.length > longestMessage) {
    const sentence = `Your message has ${String(message.text.length)} characters; at most ${String(longestMessage)} are read. Nothing was done.`;
    return Promise.resolve(line(sentence));
  }
  const routed = routeText(message.text, commandCatalogue);
  if (routed.kind === "unknown") {
    const { nearest } = routed;
    return Promise.resolve(cardReply(deps.cards.unknownCommand({ text: message.text, nearest })));
  }
  const { command, args } = routed;
  if (person) return command.run(deps, { message, person, args });
  if (!command.open) return Promise.resolve(stranger);
  return command.run(deps, { message, person: message.from, args });
};

const onPress = (deps: BotDeps, press: Press, person: Person | undefined): Promise<Reply> => {
  const verb = verbCatalogue.find((entry) => entry.name === press.verb);
  if (!verb) return Promise.resolve(unknownCard);
  if (!person && !verb.open) return Promise.resolve(stranger);
  return verb.run(deps, press, person ?? press.from);
};

type Extension = Extract<Inbound, { kind: "extension" }>;

/** "Open an incident from this message": the same form, the same verbs, shown as a dialog. */
const onExtension = async (
  deps: BotDeps,
  call: Extension,
  person: Person | undefined,
): Promise<Reply> => {
  if (!person) return stranger;
  if (call.stage === "fetch") {
    const seen = call.quoted.slice(0, 500);
    return asDialog(cardReply(deps.cards.openForm({ ...emptyForm, seen }, {})));
  }
  const fields = typeof call.data === "object" && call.data !== null ? call.data : {};
  const { verb, ...data }: Record<string, unknown> = { ...fields };
  if (typeof verb !== "string" || !verb.startsWith("incident.")) return unknownCard;
  const { key, from, where } = call;
  return asDialog(await onPress(deps, { kind: "press", key, from, where, verb, data }, person));
};

const route = (deps: BotDeps, inbound: Inbound): Promise<Reply> => {
  const person = personById(deps.directory, inbound.from.id);
  switch (inbound.kind) {
    case "message":
      return onMessage(deps, inbound, person);
    case "press":
      return onPress(deps, inbound, person);
    case "extension":
      return onExtension(deps, inbound, person);
  }
};

/** Makes the bot. A fault of ours is answered "not recorded", never with its message. */
export const makeReceive =
  (deps: BotDeps): Receive =>
  async (inbound) => {
    try {
      return await route(deps, inbound);
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : "unknown fault";
      deps.log.error({ kind: inbound.kind, person: inbound.from.id, reason }, "not recorded");
      return notRecorded;
    }
  };
