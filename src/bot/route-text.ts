import { closest, distance } from "fastest-levenshtein";
import { type Command, type CommandGroup, fullName } from "./bot.ts";

export type Routed =
  | { readonly kind: "command"; readonly command: Command; readonly args: string }
  | { readonly kind: "unknown"; readonly nearest: Command };

const groups: readonly CommandGroup[] = ["incident", "exception"];

/** "/incident open x", "exception list" and a lone "help" all start with these words. */
const opening = /^\/?\s*(incident|exception)\b\s*/iu;
/** A lone "help" is the incident's. */
const loneHelp = /^\/?\s*help$/iu;
/** Longest word that is compared; a name has fewer than twenty letters. */
const longestWord = 40;

const firstWord = (text: string): string => (text.split(/\s+/u)[0] ?? "").toLowerCase();

/** Of the group that was named, or that a misspelt first word is nearest to. */
const nearestOf = (
  text: string,
  called: CommandGroup | undefined,
  commands: readonly Command[],
): Command => {
  const words = text.trim().slice(0, 200).toLowerCase().split(/\s+/u);
  const [first = "", second = ""] = words.map((word) =>
    word.replace("/", "").slice(0, longestWord),
  );
  // Two letters wrong or missing are a slip; more is another word.
  const misspelt = groups.find((group) => distance(first, group) <= 2);
  const group = called ?? misspelt ?? "incident";
  const name = called === undefined && misspelt === undefined ? first : second;
  const ofGroup = commands.filter((entry) => (entry.group ?? "incident") === group);
  const wanted = closest(
    name,
    ofGroup.map((entry) => entry.name),
  );
  const nearest = ofGroup.find((entry) => entry.name === wanted);
  if (!nearest) throw new Error(`no command of ${group}`);
  return nearest;
};

/**
 * The command that a text means. Case and the leading slash don't matter; what follows the name is
 * left as it was typed. Nothing near is ever run: the nearest name is only offered.
 */
export const routeText = (text: string, commands: readonly Command[]): Routed => {
  const lone = loneHelp.test(text);
  const word = lone ? "incident" : opening.exec(text)?.[1]?.toLowerCase();
  const called = groups.find((group) => group === word);
  if (!called) return { kind: "unknown", nearest: nearestOf(text, undefined, commands) };
  const rest = lone ? "help" : text.replace(opening, "");
  const name = firstWord(rest);
  const wanted = `${called} ${name === "" ? "help" : name}`;
  const command = commands.find((entry) => fullName(entry) === wanted);
  return command
    ? { kind: "command", command, args: rest.slice(name.length).trim() }
    : { kind: "unknown", nearest: nearestOf(text, called, commands) };
};
