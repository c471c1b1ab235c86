import { closest } from "fastest-levenshtein";
import { type Command } from "./bot.ts";

export type Routed =
  | { readonly kind: "command"; readonly command: Command; readonly args: string }
  | { readonly kind: "unknown"; readonly nearest: string };

/** "/incident open x", "incident open x" and a lone "help" all start with these words. */
const opening = /^\/?\s*incident\b\s*/iu;

/**
 * The command that a text means. Case and the leading slash don't matter; what follows the name is
 * left as it was typed. Nothing near is ever run: the nearest name is only offered.
 */
export const routeText = (text: string, commands: readonly Command[]): Routed => {
  const lone = /^\/?\s*help$/iu.test(text);
  const called = opening.test(text);
  const rest = lone ? "help" : text.replace(opening, "");
  const [word = ""] = rest.split(/\s+/u);
  const name = word === "" && called ? "help" : word.toLowerCase();
  const command = called || lone ? commands.find((entry) => entry.name === name) : undefined;
  if (command) return { kind: "command", command, args: rest.slice(word.length).trim() };
  const names = commands.map((entry) => entry.name);
  return { kind: "unknown", nearest: closest(name.slice(0, 40), names) };
};
