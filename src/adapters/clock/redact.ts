/** Keeps secrets out of log lines, by the name of the field and by the look of the value. */

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

const hidden = "[redacted]";
/** Field names that are never written, whatever they hold. */
const secretName =
  /secret|password|passwd|authorization|cookie|token|credential|private_?key|nonce/i;
/** A JWT, a bearer header, a PEM block, a password in a URL or in `name=value`. */
const secretLooks: readonly RegExp[] = [
  /\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g,
  /\bBearer\s+[\w.~+/=-]{8,}/gi,
  /-----BEGIN [A-Z ]+-----[^-]*(-----END [A-Z ]+-----)?/g,
  /(?<=:\/\/[^\s:/@]{0,200}:)[^\s:/@]+(?=@)/g,
  /(?<=\b(client_secret|client_assertion|password|access_token|refresh_token|sig)=)[^\s&"']+/gi,
];
/** A line isn't a place for bodies. */
const longest = 2_000;

/** A text without anything that looks like a secret, 2,000 characters at most. */
export const redactText = (text: string): string =>
  secretLooks.reduce((rest, look) => rest.replaceAll(look, hidden), text.slice(0, longest));

/** Fields fit for a log line. */
export const redactFields = (fields: LogFields): LogFields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      secretName.test(name) ? hidden : typeof value === "string" ? redactText(value) : value,
    ]),
  );
