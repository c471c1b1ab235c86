/** Finds the one person whom a command names, and never guesses between two. */
import { type Person } from "../core/incident/people.ts";
import { ok, refuse, type Result } from "../core/shared/result.ts";
import { type BotDeps, type Call } from "./bot.ts";
import { findPeople } from "./which-person.ts";

/** More words than this are no name. */
const longestName = 6;

/** The one of these; else a sentence that says what to type. */
const only = (people: readonly Person[], usage: string): Result<Person, string> => {
  const [one, another] = people;
  if (!one) return refuse(`Nobody in the directory fits. Mention a person: “${usage}”.`);
  if (!another) return ok(one);
  const names = people
    .slice(0, 5)
    .map((person) => `${person.name} (id ${person.id.slice(-4)})`)
    .join(", ");
  return refuse(`Several people fit: ${names}. Mention one.`);
};

/** The person that the whole text names. */
export const onePerson = (
  { duty }: Pick<BotDeps, "duty">,
  call: Call,
  { text, usage }: { readonly text: string; readonly usage: string },
): Result<Person, string> => only(findPeople(duty.directory(), call, text), usage);

/** A text that starts with a person, and what follows. */
export type Named = { readonly person: Person; readonly rest: string };

/** How many of the first words are the mention's name: Teams leaves it in the text. */
const wordsOfMention = (call: Call, person: Person, words: readonly string[]): number => {
  const names = [...call.message.mentioned.map(({ name }) => name), person.name];
  const start = words.join(" ").toLowerCase();
  const fitting = names
    .map((name) => name.trim().replace(/\s+/gu, " ").toLowerCase())
    .filter((name) => name !== "" && `${start} `.startsWith(`${name} `));
  return Math.max(0, ...fitting.map((name) => name.split(" ").length));
};

/** The person whom the first words of a text name, as many of them as name somebody, and the rest. */
export const personFirst = (
  { duty }: Pick<BotDeps, "duty">,
  call: Call,
  { text, usage }: { readonly text: string; readonly usage: string },
): Result<Named, string> => {
  const words = text.trim().split(/\s+/u);
  const directory = duty.directory();
  const rest = (from: number): string => words.slice(from).join(" ");
  if (call.message.mentioned.length > 0) {
    const found = only(findPeople(directory, call, ""), usage);
    if (!found.ok) return found;
    return ok({ person: found.value, rest: rest(wordsOfMention(call, found.value, words)) });
  }
  const most = Math.min(longestName, words.length);
  for (let n = most; n > 0; n -= 1) {
    const people = findPeople(directory, call, words.slice(0, n).join(" "));
    if (people.length === 0) continue;
    const found = only(people, usage);
    return found.ok ? ok({ person: found.value, rest: rest(n) }) : found;
  }
  return refuse(`Nobody in the directory fits. Mention a person: “${usage}”.`);
};
