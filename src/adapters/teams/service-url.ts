/** Which service URLs are believed. The bot's token is sent there, so a look-alike host would be a gift. */

const loopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** True for `localhost` and loopback addresses, as `URL.hostname` writes them. */
export const isLoopbackHost = (hostname: string): boolean => loopbackName.test(hostname);

/** True for a socket's remote address on loopback, IPv4 mapped into IPv6 too. */
export const isLoopbackAddress = (address: string | undefined): boolean =>
  address !== undefined && /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(address);

const parse = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

/** No user info, query or fragment: nothing that could make the URL read differently than it resolves. */
const isPlain = (url: URL): boolean =>
  url.username === "" && url.password === "" && url.search === "" && url.hash === "";

/** Judges a service URL: true only when the bot may send its token there. */
export type IsAllowed = (serviceUrl: string) => boolean;

/** The sandbox's rule: loopback, whatever the port. */
export const onlyLoopback: IsAllowed = (text) => {
  const url = parse(text);
  return url !== undefined && isPlain(url) && isLoopbackHost(url.hostname);
};

const ruleFor = (entry: string): ((url: URL) => boolean) => {
  if (entry.includes("://")) {
    const origin = new URL(entry);
    if (origin.protocol !== "https:" && !isLoopbackHost(origin.hostname)) {
      throw new Error(`Service URL ${entry} must use https.`);
    }
    return (url) => url.origin === origin.origin;
  }
  const isOn443 = (url: URL): boolean => url.protocol === "https:" && url.port === "";
  if (entry.startsWith("*.")) {
    return (url) => isOn443(url) && url.hostname.endsWith(entry.slice(1).toLowerCase());
  }
  return (url) => isOn443(url) && url.hostname === entry.toLowerCase();
};

/**
 * The allow-list of a real tenant, see `TenantMode.allowedServiceUrls`.
 * Throws on an entry that would let the token leave unencrypted.
 */
export const onlyListed = (entries: readonly string[]): IsAllowed => {
  const rules = entries.map(ruleFor);
  return (text) => {
    const url = parse(text);
    return url !== undefined && isPlain(url) && rules.some((allows) => allows(url));
  };
};
