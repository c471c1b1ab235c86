import { severities, type Severity } from "../../core/incident/types.ts";
import { type Reply } from "../../application/ports/chat.ts";
import { type BotDeps, type Call, cardReply, type Command, type FormValues } from "../bot.ts";
import { checkForm, emptyForm, openNow } from "../opening.ts";

const usage = "incident open <playbook> <subject> [sev1-sev4] [what was seen]";

/** Words in order: playbook, then subject up to the severity, then what was seen. */
const parse = (args: string): FormValues => {
  const [scenario = "", ...rest] = args.split(/\s+/u);
  const at = rest.findIndex((word) => severities.some((name) => name === word.toLowerCase()));
  if (at >= 0) {
    return {
      scenario: scenario.toLowerCase(),
      subject: rest.slice(0, at).join(" "),
      severity: rest[at]?.toLowerCase() ?? "",
      seen: rest.slice(at + 1).join(" "),
    };
  }
  // Without a severity an address or id ends the subject; a name goes on to the end.
  const [first = "", ...more] = rest;
  const single = /@|^[0-9a-f-]{36}$/iu.test(first);
  const fallback: Severity = "sev3";
  return {
    scenario: scenario.toLowerCase(),
    subject: single ? first : rest.join(" "),
    severity: fallback,
    seen: single ? more.join(" ") : "",
  };
};

/** An address or an object id names one account; a display name has to be confirmed. */
const namesOne = (subject: string, found: { id: string; address: string }): boolean =>
  [found.id, found.address.toLowerCase()].includes(subject.trim().toLowerCase());

const run = async (deps: BotDeps, call: Call): Promise<Reply> => {
  const args = call.args.trim();
  if (args === "") return cardReply(deps.cards.openForm(emptyForm, {}));
  const values = parse(args);
  const checked = await checkForm(deps, values);
  if (checked.kind === "reply") return checked.reply;
  const [only, another] = checked.matches;
  if (only && !another && namesOne(values.subject, only)) {
    return openNow(deps, { checked, subject: only, by: call.person, once: call.message.key });
  }
  return checked.ask(call.person);
};

export const open: Command = {
  name: "open",
  usage,
  help: "Opens an incident. Alone it shows a form; with playbook and subject it opens at once.",
  run,
};
