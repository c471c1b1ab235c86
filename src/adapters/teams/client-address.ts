/** Who sent a request, as far as the network tells: the key under which refusals are counted. */
import { type IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { type Log } from "../../application/ports/runtime.ts";

/** The two parts of a request that name addresses. */
export type Sender = {
  readonly socket: Pick<IncomingMessage["socket"], "remoteAddress">;
  readonly headers: IncomingMessage["headers"];
};

/** `203.0.113.7:51234` and `[2001:db8::1]:443`, as some gateways write them. */
const withoutPort = (text: string): string =>
  /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;

const groupsOf = (part: string): string[] => (part === "" ? [] : part.split(":"));

/** The first 64 bits of an IPv6 address: whoever has one address of a network has 2^64 of them. */
const networkOf = (address: string): string => {
  const [before = "", after] = address.replace(/%.*$/, "").split("::", 2);
  const head = groupsOf(before);
  const tail = groupsOf(after ?? "");
  const gap = Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array<string>(gap).fill("0"), ...tail];
  const first = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${first.join(":")}::/64`;
};

/** An IPv4 address as it is, an IPv6 address as its network; undefined for anything else. */
export const addressKey = (text: string): string | undefined => {
  const address = withoutPort(text.trim());
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1] ?? address;
  if (isIP(mapped) === 4) return mapped;
  return isIP(mapped) === 6 ? networkOf(mapped) : undefined;
};

/** Each proxy adds the address it was called from on the right; what is left of those is the caller's own claim. */
const forwardedTo = (headers: Sender["headers"], hops: number): string | undefined => {
  const header = headers["x-forwarded-for"];
  const named = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",");
  const at = named.length - hops;
  return at < 0 ? undefined : addressKey(named[at] ?? "");
};

/**
 * Returns the function that names the sender of a request. `trustedProxies` is the number of proxies in front of
 * Cordon; 0 believes no header. A missing, short or unreadable header leaves the address of the socket.
 */
export const makeAddressOf = (deps: {
  readonly trustedProxies: number;
  readonly log: Log;
}): ((sender: Sender) => string) => {
  let isTold = false;
  return ({ socket, headers }) => {
    const direct = addressKey(socket.remoteAddress ?? "") ?? "unknown";
    if (deps.trustedProxies > 0) return forwardedTo(headers, deps.trustedProxies) ?? direct;
    if (headers["x-forwarded-for"] !== undefined && !isTold) {
      isTold = true;
      const text =
        "A request came through a proxy. Set TRUSTED_PROXIES if it is yours, or all callers count as one";
      deps.log.warn({ from: direct }, text);
    }
    return direct;
  };
};
