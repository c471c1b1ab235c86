import { type Command } from "../bot.ts";
import { askNow, emptyException, exceptionForm, kindOf, kindWords } from "../exception-asking.ts";

const usage = `exception add <${kindWords}> <what>; <on what>; <why>`;

export const exceptionAdd: Command = {
  name: "add",
  group: "exception",
  unlisted: true,
  usage,
  help: "Asks for an exception without an incident. Alone it shows a form.",
  run: (deps, { args, person, message }) => {
    if (args.trim() === "") return Promise.resolve(exceptionForm(deps, emptyException, {}));
    const [word = "", ...rest] = args.trim().split(/\s+/u);
    const kind = kindOf(word);
    // Without a kind the first word belongs to what stays open; the form then asks.
    const [title = "", target = "", ...why] = (kind === "" ? args : rest.join(" ")).split(";");
    const values = { kind, title, target, justification: why.join(";") };
    const again = { kind: "nothing" } as const;
    return askNow(deps, { values, by: person, once: message.key, again });
  },
};
