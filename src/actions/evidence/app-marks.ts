/** By what apps of the same people are known: their publisher, their organisation, and where they send people back to. */
import { z } from "zod/v4";
import { appMembers, appSchema, isVerified } from "../apps/app.ts";
import { isFirstParty } from "../first-party-apps.ts";
import { cleanText } from "../../core/shared/clean-text.ts";

/**
 * Hosts that many apps share, because everybody tries things there or a service takes the answers for all: they say
 * nothing of who made an app. A host below one of these is shared as well; below azurewebsites.net each is somebody's.
 */
const sharedHosts = [
  "localhost",
  "jwt.ms",
  "login.microsoftonline.com",
  "login.live.com",
  "oauth.pstmn.io",
  "token.botframework.com",
  "consent.azure-apim.net",
] as const;

/** Addresses of the device itself; the URL parser gives IPv4 in four decimal numbers. */
const loopback = /^(?:127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])$/;

const isShared = (host: string): boolean =>
  loopback.test(host) || sharedHosts.some((one) => host === one || host.endsWith(`.${one}`));

/** An app with its reply addresses (Graph servicePrincipal). */
export const row = appSchema.extend({ replyUrls: z.array(z.string()).nullish() });
export type Row = z.infer<typeof row>;

/** What is asked of each app. */
export const select = `$select=${appMembers},replyUrls`;

/** http and https only: an address like msauth.com.contoso.app://auth names the app on a phone, or everybody's broker. */
const hostOf = (url: string): readonly string[] => {
  if (!URL.canParse(url)) return [];
  const { protocol, hostname } = new URL(url);
  const host = hostname.toLowerCase().replace(/\.$/, "");
  return /^https?:$/.test(protocol) && host !== "" && !isShared(host) ? [host] : [];
};

/** By what other apps of the same people are known. */
export type Marks = {
  readonly publisher: string | undefined;
  /** The organisation that registered it; left out where that is this one or Microsoft. */
  readonly organisation: string | undefined;
  readonly hosts: ReadonlySet<string>;
};

/** The marks of an app, seen from these organisations of ours. */
export const marksOf = (app: Row, tenants: readonly string[]): Marks => {
  const owner = app.appOwnerOrganizationId?.toLowerCase();
  const isForeign = owner !== undefined && !tenants.includes(owner) && !isFirstParty(app);
  return {
    publisher: isVerified(app)
      ? (app.verifiedPublisher?.verifiedPublisherId ?? undefined)
      : undefined,
    organisation: isForeign && tenants.length > 0 ? owner : undefined,
    hosts: new Set((app.replyUrls ?? []).flatMap(hostOf)),
  };
};

/** Why an app is taken for one of the same people; nothing where it isn't. */
export const reasonsOf = (app: Row, marks: Marks): readonly string[] => {
  const publisher = app.verifiedPublisher?.verifiedPublisherId ?? undefined;
  const owner = app.appOwnerOrganizationId?.toLowerCase();
  const host = (app.replyUrls ?? []).flatMap(hostOf).find((one) => marks.hosts.has(one));
  return [
    ...(publisher !== undefined && publisher === marks.publisher ? ["same publisher"] : []),
    ...(owner !== undefined && owner === marks.organisation ? ["same home organisation"] : []),
    ...(host === undefined ? [] : [`same reply address ${cleanText(host, 60)}`]),
  ];
};
