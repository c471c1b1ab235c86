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

/**
 * Signs of an intruder in words, most telling first; none for innocent rules and for Exchange's
 * own. A rule with the name of one of those that sends mail outside isn't one of those.
 */
export const signsOf = (rule: MailRule, ownDomains: ReadonlySet<string>): readonly string[] => {
  const outside = rule.sendsTo.filter((address) => isExternal(address, ownDomains));
  if (systemNames.test(rule.name.trim()) && outside.length === 0) return [];
  const burial = hides(rule);
  return [
    ...(rule.hidden ? ["hidden"] : []),
    ...outside.map((address) => `sends to ${address}`),
    ...(rule.deletes ? ["deletes"] : []),
    ...(burial === undefined ? [] : [burial]),
  ];
};
