/** Who may use the page: a browser on this machine that was given it by this process, and no other page in it. */
import { timingSafeEqual } from "node:crypto";
import { type IncomingHttpHeaders } from "node:http";

/**
 * Why a request is refused, or undefined. A foreign name for loopback (DNS rebinding) shows in Host, another site's
 * form or link in Origin and Sec-Fetch-Site.
 */
export const refusalOf = (headers: IncomingHttpHeaders, port: number): string | undefined => {
  const hosts = [`127.0.0.1:${String(port)}`, `localhost:${String(port)}`];
  const { host, origin } = headers;
  if (host === undefined || !hosts.includes(host)) return "This page answers only its own address.";
  if (origin !== undefined && origin !== `http://${host}`)
    return "Another site may not press here.";
  const site = headers["sec-fetch-site"];
  // "none" is an address that was typed; a link from the Playground's page is another port, and so same-site.
  const isOwn = site === undefined || site === "same-origin" || site === "none";
  return isOwn ? undefined : "Another site may not open this page. Type its address.";
};

/** Compares the form's token in constant time. */
export const isToken = (given: string | null, token: string): boolean => {
  const [left, right] = [Buffer.from(given ?? ""), Buffer.from(token)];
  return left.length === right.length && timingSafeEqual(left, right);
};
