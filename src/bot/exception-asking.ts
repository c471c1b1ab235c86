/** From what people typed to an exception without an incident: it waits for somebody else to accept it. */
import { exceptionKinds } from "../core/exceptions/types.ts";
import { longestText } from "../core/approval/limits.ts";
import { type Person } from "../core/incident/people.ts";
import { type Reply } from "../application/ports/chat.ts";
import {
  type BotDeps,
  cardReply,
  type ExceptionErrors,
  type ExceptionValues,
  line,
} from "./bot.ts";

export const emptyException: ExceptionValues = {
  kind: "",
  title: "",
  target: "",
  justification: "",
};

/** Kinds that people may ask for by hand, by the word that a command uses. */
const words = {
  ca: "conditional access exclusion",
  legacy: "legacy protocol",
  consent: "third-party consent",
  other: "other",
} as const satisfies Record<string, (typeof exceptionKinds)[number]>;

/** The words, for a command's usage. */
export const kindWords = Object.keys(words).join("|");

/** The kind that a word or a whole name means; empty where none does. */
export const kindOf = (word: string): string => {
  const wanted = word.toLowerCase();
  const found = Object.entries(words).find(([short, kind]) => [short, kind].includes(wanted));
  return found?.[1] ?? "";
};

const lack = (text: string, sentence: string): string | undefined => {
  if (text.trim() === "") return sentence;
  return text.length > longestText
    ? `${String(text.length)} characters; at most ${String(longestText)} fit.`
    : undefined;
};

const errorsOf = (values: ExceptionValues): ExceptionErrors => {
  const title = lack(values.title, "Write what stays open.");
  const target = lack(values.target, "Write on what it stays open.");
  const justification = lack(values.justification, "Write why it stays open.");
  return {
    ...(kindOf(values.kind) === "" && { kind: "Choose what kind it is." }),
    ...(title !== undefined && { title }),
    ...(target !== undefined && { target }),
    ...(justification !== undefined && { justification }),
  };
};

/** The form, with what was typed and what is missing. */
export const exceptionForm = (
  deps: BotDeps,
  values: ExceptionValues,
  errors: ExceptionErrors,
): Reply => cardReply(deps.cards.exceptionForm(deps.runtime.id(), values, errors));

/** Asks for the exception, or answers with the form that says what is missing. */
export const askNow = async (
  deps: BotDeps,
  asking: {
    readonly values: ExceptionValues;
    readonly by: Person;
    readonly once: string;
    /** What a repetition is answered with. */
    readonly again: Reply;
  },
): Promise<Reply> => {
  const { values, by, once, again } = asking;
  const errors = errorsOf(values);
  const wanted = kindOf(values.kind);
  const kind = exceptionKinds.find((name) => name === wanted);
  if (Object.keys(errors).length > 0 || !kind) return exceptionForm(deps, values, errors);
  const { title, target, justification } = values;
  const text = { title: title.trim(), target: target.trim(), justification: justification.trim() };
  // An exception without an incident has no severity of its own: the middle one counts.
  const asked = await deps.askException({ kind, ...text, severity: "sev3", by, once });
  if (asked.kind === "refused") return line(asked.refusal.sentence);
  if (asked.kind !== "asked") return again;
  const { id } = asked.exception;
  return cardReply(
    deps.cards.notice({
      title: `${id} is asked for`,
      lines: [
        "It is in force only when somebody else with the authority accepts it and becomes its owner.",
        `Its card is in the team’s General channel; “exception show ${id}” shows it here.`,
      ],
    }),
  );
};
