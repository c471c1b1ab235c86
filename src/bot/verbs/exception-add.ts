import { z } from "zod/v4";
import { cardReply, line, type Verb } from "../bot.ts";
import { askNow } from "../exception-asking.ts";
import { unknownCard } from "../press.ts";

const field = z.string().max(20_000).default("");
const schema = z.strictObject({
  form: z.string().min(1).max(64),
  kind: field,
  title: field,
  target: field,
  justification: field,
});

/** The form was sent. One form asks once, however often it is pressed. */
export const exceptionAdd: Verb = {
  name: "exception.add",
  run: (deps, press, person) => {
    const parsed = schema.safeParse(press.data);
    if (!parsed.success) return Promise.resolve(unknownCard);
    const { form, ...values } = parsed.data;
    const again = line("Already recorded. Nothing was added twice.");
    return askNow(deps, { values, by: person, once: `exception-form:${form}`, again });
  },
};

export const exceptionCancel: Verb = {
  name: "exception.cancel",
  open: true,
  run: (deps) =>
    Promise.resolve(
      cardReply(
        deps.cards.notice({
          title: "Nothing was added",
          lines: ["Type “exception add” to start again."],
        }),
      ),
    ),
};
