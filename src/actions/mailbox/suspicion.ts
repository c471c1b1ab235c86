/** Which inbox rules look like an intruder's, and why. */
import { isExternal } from "../account.ts";
import { type MailRule } from "./rules.ts";

/** Exchange's own rules: junk filter, out-of-office, delegates (containment trap 19). */
const systemNames = /^(junk e-?mail rule|microsoft\.exchange\.oof\b.*|delegate rule\b.*)$/i;

/** Folders in which nobody looks; Archive and the bins only count with a second sign. */
const buried = /rss|conversation history/i;
const aside = /archive|junk|deleted items/i;

const hides = (rule: MailRule): string | undefined => {
  if (!rule.moves) return undefined;
  if (rule.folder === undefined) {
    return rule.marksRead && rule.stops ? "marks as read and moves away" : undefined;
  }
  const secondSign = rule.marksRead || rule.stops;
  return buried.test(rule.folder) || (aside.test(rule.folder) && secondSign)
    ? `moves to ${rule.folder}`
    : undefined;
};

const junkName = /^junk/i;
/** Folders to which the junk filter moves nothing, whatever the language of its own folder's name. */
const notJunk = /rss|conversation history|archive|deleted items/i;

/**
 * One of Exchange's own: hidden, and it does no more than those do; only the junk filter moves mail. Anybody may give a
 * rule such a name, so a visible one is judged by what it does, and so is a hidden one that does more.
 */
const isSystems = (rule: MailRule, outside: readonly string[]): boolean => {
  const name = rule.name.trim();
  if (!rule.hidden || !systemNames.test(name) || rule.deletes || outside.length > 0) return false;
  return !rule.moves || (junkName.test(name) && !notJunk.test(rule.folder ?? ""));
};

/**
 * Signs of an intruder in words, most telling first; none for innocent rules and for Exchange's
 * own.
 */
export const signsOf = (rule: MailRule, ownDomains: ReadonlySet<string>): readonly string[] => {
  const outside = rule.sendsTo.filter((address) => isExternal(address, ownDomains));
  if (isSystems(rule, outside)) return [];
  const burial = hides(rule);
  return [
    ...(rule.hidden ? ["hidden"] : []),
    ...outside.map((address) => `sends to ${address}`),
    ...(rule.deletes ? ["deletes"] : []),
    ...(burial === undefined ? [] : [burial]),
  ];
};
