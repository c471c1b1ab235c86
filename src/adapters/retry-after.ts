import { type Instant } from "../core/shared/ids.ts";

/** A service that asks for more patience than an hour is asked again after one. */
const longest = 3_600_000;

/** `Retry-After` in ms, an hour at most: seconds or an HTTP date (RFC 9110, 10.2.3); undefined where there is none. */
export const retryAfterMs = (header: string | null, now: Instant): number | undefined => {
  if (header === null) return undefined;
  const text = header.trim();
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.parse(now);
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longest);
};
