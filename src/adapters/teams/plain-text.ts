/** Text from people, made plain. Nothing in it is ever interpreted: no HTML, no entity but the non-breaking blank. */

/** Longest message looked at. Teams itself ends a person's message at about 28 KB. */
const longestMessage = 10_000;
const longestQuote = 2_000;

const blanks = (text: string): string => text.replaceAll(/&nbsp;|\s/g, " ").replaceAll(/ +/g, " ");
/** `[^<>]` and not `[^>]`: a run of `<` would otherwise cost quadratic time. */
const withoutMentionTags = (text: string): string => text.replaceAll(/<\/?at\b[^<>]*>/gi, "");

/**
 * A message without the bot's own mentions; other mentions keep their name as plain words.
 * `ownMentions` are the texts of the bot's mention entities, for example `<at>Cordon</at>`.
 */
export const messageText = (text: string, ownMentions: readonly string[]): string => {
  const whole = text.slice(0, 2 * longestMessage);
  const unaddressed = ownMentions
    // A forged entity text such as "a" would eat the sentence.
    .filter((mention) => /^<at\b[^<>]*>[^<>]*<\/at>$/i.test(mention))
    .reduce((rest, mention) => rest.replaceAll(mention, () => " "), whole);
  return blanks(withoutMentionTags(unaddressed)).trim().slice(0, longestMessage);
};

const named = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["amp", "&"],
]);

/** The sign behind `lt` or `#60`; a blank for control signs and for numbers that are no sign at all. */
const signOf = (entity: string): string => {
  const code = Number(entity.slice(1));
  const isSign = code >= 32 && code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff);
  return named.get(entity) ?? (isSign ? String.fromCodePoint(code) : " ");
};

/** Words of a quoted message's HTML: tags become blanks, mentions lose their meaning, 2,000 characters at most. */
export const quotedText = (html: string): string => {
  const words = html
    .slice(0, 100_000)
    .replaceAll(/<(script|style)\b[^<>]*>/gi, " ")
    .replaceAll(/<[^<>]*>/g, " ")
    .replaceAll(/&(lt|gt|quot|amp|#\d{1,7});/g, (_, entity: string) => signOf(entity));
  return blanks(withoutMentionTags(words)).trim().slice(0, longestQuote);
};

/** Signs that mean something in HTML or anywhere in Markdown. */
const signs = /[&<>"*_[\]~`|\\]/g;
/** What would start a list or a heading. */
const lineStart = /^(\s*)([-+#]|\d+(?=[.)]))/gm;

const entityOf = (sign: string): string => `&#${sign.charCodeAt(0)};`;

/**
 * Text for a message of format `xml`: shown as it is, whatever it holds. Numeric entities, because the Playground
 * (and any client that ignores the format) reads such text as Markdown, where they are plain signs too.
 */
export const escapeXml = (text: string): string =>
  text
    .replaceAll(signs, entityOf)
    .replaceAll(
      lineStart,
      (_, blank: string, start: string) => blank + Array.from(start, entityOf).join(""),
    )
    .replaceAll(/\r?\n/g, "<br/>");
