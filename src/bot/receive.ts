/** The one way in: drop what isn't for us, identify the person, route, answer at once. */
import { type Inbound, type Receive, type Reply } from "../application/ports/chat.ts";
import { asDialog } from "./as-dialog.ts";
import { type BotDeps, cardReply, line, type Press, type TextMessage } from "./bot.ts";
import { commandCatalogue } from "./commands/catalogue.ts";
import { noteRefusedException } from "./exceptions.ts";
import { emptyForm } from "./opening.ts";
import { noteRefusedPress, unknownCard } from "./press.ts";
import { routeText } from "./route-text.ts";
import { verbCatalogue } from "./verbs/catalogue.ts";
import { whoSpeaks } from "./who.ts";

/** Longest message that is read: the rest of a 10,000 character paste is no command. */
const longestMessage = 4_000;

const notRecorded: Reply = {
  kind: "fault",
  code: "S-503",
  text: "Not recorded, try again. Nothing was requested. (S-503)",
};

const onMessage = async (deps: BotDeps, message: TextMessage): Promise<Reply> => {
  // People chat in channels; only what is said to Cordon is for Cordon.
  if (message.where.scope !== "personal" && !message.mentionsBot) return { kind: "nothing" };
  const { length } = message.text;
  const routed = routeText(message.text, commandCatalogue);
  const { longest = longestMessage } = routed.kind === "command" ? routed.command : {};
  if (length > longest) {
    const sentence = `Your message has ${String(length)} characters; at most ${String(longest)} are read. Nothing was done.`;
    return line(sentence);
  }
  if (routed.kind === "unknown") {
    const { nearest } = routed;
    return cardReply(deps.cards.unknownCommand({ text: message.text, nearest }));
  }
  const { command, args } = routed;
  if (command.open) return command.run(deps, { message, person: message.from, args });
  const who = await whoSpeaks(deps, message.from);
  return who.kind === "responder"
    ? command.run(deps, { message, person: who.person, args })
    : who.reply;
};

/** A press is on a step's card or on an exception's: whichever it is notes it. */
const noteRefused: typeof noteRefusedPress = async (deps, press, by) => {
  await noteRefusedPress(deps, press, by);
  await noteRefusedException(deps, press, by);
};

const onPress = async (deps: BotDeps, press: Press): Promise<Reply> => {
  const verb = verbCatalogue.find((entry) => entry.name === press.verb);
  if (!verb) return unknownCard;
  if (verb.open) return verb.run(deps, press, press.from);
  const who = await whoSpeaks(deps, press.from);
  if (who.kind === "responder") return verb.run(deps, press, who.person);
  if (who.code) await noteRefused(deps, press, { person: press.from, code: who.code });
  return who.reply;
};

type Extension = Extract<Inbound, { kind: "extension" }>;

/** "Open an incident from this message": the same form, the same verbs, shown as a dialog. */
const onExtension = async (deps: BotDeps, call: Extension): Promise<Reply> => {
  const who = await whoSpeaks(deps, call.from);
  if (who.kind === "nobody") return who.reply;
  if (call.stage === "fetch") {
    const seen = call.quoted.slice(0, 500);
    return asDialog(cardReply(deps.cards.openForm({ ...emptyForm, seen }, {})));
  }
  const fields = typeof call.data === "object" && call.data !== null ? call.data : {};
  const { verb, ...data }: Record<string, unknown> = { ...fields };
  if (typeof verb !== "string" || !verb.startsWith("incident.")) return unknownCard;
  const { key, from, where } = call;
  return asDialog(await onPress(deps, { kind: "press", key, from, where, verb, data }));
};

const route = (deps: BotDeps, inbound: Inbound): Promise<Reply> => {
  switch (inbound.kind) {
    case "message":
      return onMessage(deps, inbound);
    case "press":
      return onPress(deps, inbound);
    case "extension":
      return onExtension(deps, inbound);
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
