/** From the bytes of a list file to its text. */
import { isUtf8 } from "node:buffer";
import { ok, refuse, type Result } from "../core/shared/result.ts";

/** 10,000 rows with four columns are about 1 MB. */
export const mostListBytes = 2 * 1024 * 1024;

export const tooLong = "it has more than 2 MB";

/** What Excel calls "Unicode text" begins with these two bytes; everything else is UTF-8. */
const isUtf16 = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xfe;

const webPage = /^\s*<(?:!doctype|html|head|body|\?xml)\b/iu;

/**
 * The text, or why there is none, as the end of a sentence. A sign-in page or a workbook in place of a list is refused
 * here: its words would only be bad rows.
 */
export const listTextOf = (bytes: Uint8Array): Result<string, string> => {
  if (bytes.byteLength > mostListBytes) return refuse(tooLong);
  const wide = isUtf16(bytes);
  if (!wide && !isUtf8(bytes)) return refuse("it is no text: save it as CSV UTF-8");
  const text = new TextDecoder(wide ? "utf-16le" : "utf-8").decode(bytes);
  if (text.includes("\0")) return refuse("it is no text: save it as CSV UTF-8");
  return webPage.test(text) ? refuse("it is a web page and no list") : ok(text);
};
