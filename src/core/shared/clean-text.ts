/**
 * Cleaning of data before people see it: names, addresses, quotes and errors were chosen by
 * somebody else, perhaps by the attacker.
 */

/** Longest name on a card; a phone shows about 40 characters in two lines. */
const longestName = 40;
/** More than any cap below; what lies beyond is never looked at. */
const longestInput = 10_000;

/** Control, format (bidi, zero-width), private, surrogate halves, and letters that draw nothing. */
const invisible =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Variation_Selector}\u115F\u1160\u2800\u3164\uFFA0]|\u034F/gu;
/** Overrides and isolates: never needed in a name, only to turn it round. */
const turning = /[\u202A-\u202E\u2066-\u2069]/u;
/** Line breaks of any kind and tabs become a blank. */
const breaks = /[\t-\r\u0085\p{Z}]+/gu;
/** More than three marks on one letter: they run over the lines above and below. */
const piled = /(\p{M}{3})\p{M}+/gu;

const braces = (text: string): string =>
  // `{{TIME(…)}}` works even from data, and `${…}` belongs to templates: no two braces in a row.
  text
    .replace(/\$+(?=\{)/gu, "")
    .replace(/\{{2,}/gu, "{")
    .replace(/\}{2,}/gu, "}");

/** From so many code points on a text is a sentence, and ends after a word; a name is cut where it is. */
const shortestSentence = 80;
/** A longer word is cut: an address, or letters without blanks. */
const longestWord = 20;

const cut = (text: string, cap: number): string => {
  const letters = Array.from(text);
  if (letters.length <= cap) return text;
  const kept = letters.slice(0, cap - 1);
  const blank = letters[cap - 1] === " " ? kept.length : kept.lastIndexOf(" ");
  const atWord = cap >= shortestSentence && blank >= kept.length - longestWord;
  return `${kept
    .slice(0, atWord ? blank : kept.length)
    .join("")
    .trimEnd()}…`;
};

/**
 * Text as one plain line: no control, bidi or zero-width characters, no line breaks, no double
 * braces, blanks collapsed, NFC, at most `cap` code points with "…" at the end where it was longer:
 * from a cap of 80 on after a whole word, where that costs at most 20 of them.
 */
export const cleanText = (raw: string, cap: number): string => {
  const visible = raw.slice(0, longestInput).replace(breaks, " ").replace(invisible, "");
  const whole = braces(visible.normalize("NFC").replace(piled, "$1")).replace(breaks, " ").trim();
  return cut(whole, cap);
};

/** A name of at most 40 characters; "no name" where nothing visible is left. */
export const cleanName = (raw: string): string => cleanText(raw, longestName) || "no name";

const alphabets = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Arabic}/u,
];
const looksLikeId = /\bid[\s:#-]*[0-9a-f]{4}/iu;

/** Is this a name to look at twice: mixed alphabets, a fake `id 7c1e`, or turned text? */
export const isOddName = (raw: string): boolean => {
  const start = raw.slice(0, longestInput);
  const clean = cleanText(start, longestInput).normalize("NFKC");
  const used = alphabets.filter((alphabet) => alphabet.test(clean)).length;
  return used > 1 || looksLikeId.test(clean) || turning.test(start);
};

/** Somebody else's words, cleaned and in “quotes”, so that they can't pass as ours. */
export const quoted = (raw: string, cap = 160): string =>
  `“${cleanText(raw, cap).replace(/[“”"]/gu, "'")}”`;

/** A subject's name as cards show it: plain, or in “quotes” where it is odd. */
export const shownName = (raw: string): string =>
  isOddName(raw) ? quoted(cleanName(raw), longestName) : cleanName(raw);
