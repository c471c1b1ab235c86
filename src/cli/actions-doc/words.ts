/** Small words of the documentation: text that Markdown leaves alone, lists, spans of time. */

/** Commands hold characters that Markdown would take for its own: placeholders, stars, dollars. */
export const plain = (text: string): string => text.replace(/[\\<>*_`$|[\]{}#]/gu, "\\$&");

export const code = (text: string): string => `\`${text}\``;

/** "a, b and c" */
export const andList = (names: readonly string[]): string =>
  names.length < 2
    ? (names[0] ?? "")
    : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;

/** "at once", "15 min", "24 h", "30 days" */
export const span = (minutes: number): string => {
  if (minutes === 0) return "at once";
  if (minutes < 120 && minutes % 60 !== 0) return `${String(minutes)} min`;
  if (minutes === 60) return "60 min";
  const hours = minutes / 60;
  return hours > 72 ? `${String(hours / 24)} days` : `${String(hours)} h`;
};

const kindWords = {
  user: "an account",
  "service principal": "an app",
  device: "a device",
  site: "a site",
} as const;

/** "an account or a site" */
export const kindsText = (kinds: readonly (keyof typeof kindWords)[]): string => {
  const words = kinds.map((kind) => kindWords[kind]);
  return words.length === Object.keys(kindWords).length
    ? "any subject"
    : andList(words).replace(" and ", " or ");
};

/** The anchor that GitHub makes of a heading. */
export const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/gu, "-");

/**
 * "Before. 1. One. 2. Two." as what comes before, and the numbered parts; no parts where nothing is numbered. Counts up, so
 * that "as in 2." of a later part divides nothing.
 */
export const numbered = (
  text: string,
): { readonly before: string; readonly parts: readonly string[] } => {
  const padded = ` ${text}`;
  const starts: number[] = [];
  for (let from = 0; from !== -1;) {
    from = padded.indexOf(` ${String(starts.length + 1)}. `, from);
    if (from !== -1) starts.push(from);
  }
  if (starts.length < 2) return { before: text, parts: [] };
  const parts = starts.map((start, index) => padded.slice(start, starts[index + 1]).trim());
  return { before: padded.slice(0, starts[0]).trim(), parts };
};
