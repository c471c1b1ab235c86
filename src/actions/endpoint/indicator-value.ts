/** Which value an indicator blocks, in its canonical spelling, and what Defender calls its type. */
import { z } from "zod/v4";
import { type ActionInput } from "../contract.ts";

/** Types of Defender's indicators that Cordon makes (ti-indicator resource). */
export type IndicatorType = "FileSha1" | "FileSha256" | "IpAddress" | "DomainName" | "Url";

export type Indicator = { readonly type: IndicatorType; readonly value: string };

type Parsed = ReturnType<ActionInput["parse"]>;

const refused = (why: string): Parsed => ({ ok: false, why });

/** Addresses that belong to nobody outside: blocking them cuts devices off from each other. */
const privateAddress =
  /^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168|22[4-9]|23\d|24\d|25[0-5])\.|^(::|f[cdef])/;

/** What Microsoft 365, and with it Cordon and Defender, is reached by. */
const ownServices =
  /(^|\.)(microsoft|microsoftonline|office|office365|sharepoint|windows|windowsupdate|live|outlook|azure|msauth|skype)\.(com|net)$/;

const domainName = z
  .string()
  .max(253)
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}$/);

/** "evil[.]example" and "hxxp://" are how people write what nobody should click. */
const refanged = (text: string): string =>
  text.trim().replaceAll("[.]", ".").replaceAll("(.)", ".").replace(/^hxxp/i, "http");

const hostReason = (host: string): string | undefined =>
  ownServices.test(host) ? `${host} belongs to Microsoft 365: blocking it stops work.` : undefined;

const urlOf = (text: string): Parsed => {
  if (!URL.canParse(text)) return refused("The URL can't be read.");
  const { href, hostname, username, password } = new URL(text);
  if (username !== "" || password !== "") return refused("The URL holds a password or a name.");
  const why = hostReason(hostname);
  return why === undefined ? { ok: true, value: href } : refused(why);
};

const addressOf = (address: string): Parsed =>
  privateAddress.test(address)
    ? refused("The address is a private or reserved one; indicators are for addresses outside.")
    : { ok: true, value: address };

const isAddress = (text: string): boolean =>
  z.ipv4().safeParse(text).success || z.ipv6().safeParse(text).success;

const hashLengths: ReadonlySet<number> = new Set([40, 64]);

/**
 * A SHA-1, a SHA-256, one address, a domain or a URL; defanged spellings are understood. Ranges aren't, as Defender
 * takes none (post-ti-indicator).
 */
export const parseIndicator: ActionInput["parse"] = (typed) => {
  const text = refanged(typed);
  if (/^https?:\/\//i.test(text)) return urlOf(text);
  const value = text.toLowerCase();
  if (/^[0-9a-f]+$/.test(value) && hashLengths.has(value.length)) return { ok: true, value };
  if (isAddress(value)) return addressOf(value);
  if (value.includes("/")) return refused("Defender blocks single addresses, not ranges.");
  if (!domainName.safeParse(value).success) {
    return refused("It isn't a SHA-1, SHA-256, address, domain or URL.");
  }
  const why = hostReason(value);
  return why === undefined ? { ok: true, value } : refused(why);
};

/** What a canonical value is, for Defender. */
export const indicatorOf = (value: string): Indicator => {
  if (/^https?:\/\//.test(value)) return { type: "Url", value };
  if (/^[0-9a-f]{40}$/.test(value)) return { type: "FileSha1", value };
  if (/^[0-9a-f]{64}$/.test(value)) return { type: "FileSha256", value };
  return { type: isAddress(value) ? "IpAddress" : "DomainName", value };
};
