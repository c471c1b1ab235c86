import { z } from "zod/v4";
import { appMembers, appName, appPath, appSchema, isVerified } from "../apps/app.ts";
import { auditsPath } from "../apps/app-audits.ts";
import { assignmentsPath, grantSchema, grantsPath } from "../apps/grants.ts";
import { type ActionContext } from "../context.ts";
import { isFirstParty } from "../first-party-apps.ts";
import { type Collected, type SlowCollector } from "../library.ts";
import { read } from "../read.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { count } from "../../core/shared/count.ts";
import { differencesOf, type LogPart, mostRows, readTwice } from "./log-parts.ts";
import { gapsOf, graphPart, isComplete, type Part, rowsIn, withShape } from "./parts.ts";
import { countOf, distinctHits, type Hit, namesOf, parted } from "./spread-parts.ts";

/** Each costs three requests; a publisher with more apps in one tenant is a large vendor. */
const mostApps = 50;

/** Hosts that many apps share because everybody tries things there: they say nothing of who made an app. */
const sharedHosts: ReadonlySet<string> = new Set([
  "localhost",
  "127.0.0.1",
  "[::1]",
  "jwt.ms",
  "login.microsoftonline.com",
  "login.live.com",
  "oauth.pstmn.io",
]);

const row = appSchema.extend({ replyUrls: z.array(z.string()).nullish() });
type Row = z.infer<typeof row>;

const select = `$select=${appMembers},replyUrls`;

const hostOf = (url: string): readonly string[] => {
  const host = URL.canParse(url) ? new URL(url).hostname.toLowerCase() : "";
  return host === "" || sharedHosts.has(host) ? [] : [host];
};

/** By what other apps of the same people are known. */
type Marks = {
  readonly publisher: string | undefined;
  /** The organisation that registered it; left out where that is this one or Microsoft. */
  readonly organisation: string | undefined;
  readonly hosts: ReadonlySet<string>;
};

const marksOf = (app: Row, tenants: readonly string[]): Marks => {
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
const reasonsOf = (app: Row, marks: Marks): readonly string[] => {
  const publisher = app.verifiedPublisher?.verifiedPublisherId ?? undefined;
  const owner = app.appOwnerOrganizationId?.toLowerCase();
  const host = (app.replyUrls ?? []).flatMap(hostOf).find((one) => marks.hosts.has(one));
  return [
    ...(publisher !== undefined && publisher === marks.publisher ? ["same publisher"] : []),
    ...(owner !== undefined && owner === marks.organisation ? ["same home organisation"] : []),
    ...(host === undefined ? [] : [`same reply address ${cleanText(host, 60)}`]),
  ];
};

/** What one app may do: who consented, which permissions it holds itself, and the events of its consents. */
type Reach = {
  readonly consents: Part;
  readonly roles: Part;
  readonly events: Part;
};

const reachOf = async (context: ActionContext, app: Row): Promise<Reach> => {
  const { graph } = context;
  const roles = assignmentsPath({ kind: "service principal", id: app.id });
  return {
    consents: withShape(await graphPart(graph, grantsPath(app.id)), grantSchema),
    roles: await graphPart(graph, roles),
    events: withShape(await graphPart(graph, auditsPath(context, app.id)), event),
  };
};

const event = z.looseObject({
  activityDisplayName: z.string(),
  initiatedBy: z
    .looseObject({ user: z.looseObject({ userPrincipalName: z.string().nullish() }).nullish() })
    .nullish(),
});

/** People whose consent it has, by object id; "everybody" where an administrator gave it for all. */
const consentersOf = ({ consents }: Reach): readonly string[] => [
  ...new Set(
    rowsIn(consents, grantSchema).map(({ consentType, principalId }) =>
      consentType === "AllPrincipals" ? "everybody" : (principalId ?? ""),
    ),
  ),
];

const consentedBy = ({ events }: Reach): readonly string[] => [
  ...new Set(
    rowsIn(events, event)
      .filter(({ activityDisplayName: name }) => name === "Consent to application")
      .flatMap(({ initiatedBy }) => initiatedBy?.user?.userPrincipalName ?? []),
  ),
];

const whoOf = (reach: Reach): string => {
  const people = consentersOf(reach);
  const own = reach.roles.state === "read" ? reach.roles.values.length : 0;
  const words = [
    ...(people.includes("everybody") ? ["consented for everybody"] : []),
    ...(people.some((id) => id !== "everybody")
      ? [`${count(people.filter((id) => id !== "everybody").length, "person", "people")} consented`]
      : []),
    ...(own > 0 ? [count(own, "permission of its own", "permissions of its own")] : []),
  ];
  return words.length === 0 ? "no consent" : words.join(", ");
};

type Found = { readonly app: Row; readonly reasons: readonly string[]; readonly reach: Reach };

const hitOf = ({ app, reasons, reach }: Found): Hit => ({
  id: app.id,
  name: appName(app),
  why: `${reasons.join(", ")}; ${whoOf(reach)}${app.accountEnabled === false ? "; disabled" : ""}`,
  in: app.accountEnabled !== false && whoOf(reach) !== "no consent",
});

/** The same part of all apps that were found; what was refused for one is refused for the part. */
const joined = (found: readonly Found[], name: keyof Reach): Part => {
  const parts = found.map(({ reach }) => reach[name]);
  const refused = parts.find(({ state }) => state === "not evaluable");
  if (refused) return refused;
  const odd = parts.reduce((sum, one) => sum + (one.state === "read" ? (one.odd ?? 0) : 0), 0);
  return {
    state: "read",
    values: parts.flatMap((one) => (one.state === "read" ? one.values : [])),
    complete: parts.every((one) => one.state === "read" && one.complete),
    ...(odd > 0 && { odd }),
  };
};

/** All apps of the tenant are looked through, twice; those that have nothing in common aren't kept. */
const readOthers = async (
  { graph }: ActionContext,
  subject: Subject,
  marks: Marks,
): Promise<{
  readonly list: LogPart;
  readonly related: readonly (readonly [Row, readonly string[]])[];
}> => {
  const all = withShape(
    await readTwice(() => graph.list(`/v1.0/servicePrincipals?${select}&$top=999`, mostRows)),
    row,
  );
  const related = rowsIn(all, row)
    .filter((app) => app.id !== subject.id && !isFirstParty(app))
    .flatMap((app) => {
      const reasons = reasonsOf(app, marks);
      return reasons.length === 0 ? [] : [[app, reasons] as const];
    });
  if (all.state !== "read") return { list: all, related };
  const ids = new Set<string>(related.map(([app]) => app.id));
  const values = all.values.filter((value) => {
    const { data } = row.safeParse(value);
    return data === undefined || ids.has(data.id);
  });
  return { list: { ...all, values }, related };
};

const organisation = z.object({ id: z.string() });

const sentence = (hits: readonly Hit[], marks: Marks): string => {
  const { entered, others } = parted(hits);
  const looked = [
    ...(marks.publisher === undefined ? [] : ["publisher"]),
    ...(marks.organisation === undefined ? [] : ["home organisation"]),
    ...(marks.hosts.size === 0
      ? []
      : [count(marks.hosts.size, "reply address", "reply addresses")]),
  ];
  return [
    `${count(countOf(entered), "other app")} of the same origin with access` +
      (entered.length > 0 ? `: ${namesOf(entered)}` : ""),
    ...(others.length > 0 ? [`without: ${namesOf(others)}`] : []),
    `looked for ${looked.length === 0 ? "nothing: the app has no mark that others could share" : looked.join(", ")}`,
  ].join("; ");
};

type Spread = {
  readonly marks: Marks;
  readonly found: readonly Found[];
  readonly parts: Readonly<Record<string, LogPart>>;
  /** More apps have something in common than were looked into. */
  readonly cut: boolean;
};

const readSpread = async (context: ActionContext, subject: Subject): Promise<Spread> => {
  const { graph } = context;
  const app = await read(graph, appPath(subject.id, `?${select}`), row);
  const tenant = withShape(await graphPart(graph, "/v1.0/organization?$select=id"), organisation);
  const tenants = rowsIn(tenant, organisation).map(({ id }) => id.toLowerCase());
  const marks = marksOf(app, tenants);
  const { list, related } = await readOthers(context, subject, marks);
  const found: Found[] = [];
  for (const [other, reasons] of related.slice(0, mostApps)) {
    found.push({ app: other, reasons, reach: await reachOf(context, other) });
  }
  const parts = {
    organisation: tenant,
    "related apps": list,
    consents: joined(found, "consents"),
    "app roles": joined(found, "roles"),
    "consent events": joined(found, "events"),
  };
  return { marks, found, parts, cut: related.length > mostApps };
};

const askedOf = (found: readonly Found[]): readonly string[] => [
  "GET /v1.0/servicePrincipals, all of them, by publisher, home organisation and reply address",
  ...found.map(({ app: { id } }) => `GET consents, app roles and audit events of ${id}`),
];

const collect: SlowCollector["collect"] = async (context, subject, run): Promise<Collected> => {
  const { marks, found, parts, cut } = await readSpread(context, subject);
  const known = run.subjects.map(({ id }) => id);
  const hits = distinctHits(found.map(hitOf), known);
  const { entered } = parted(hits);
  return {
    content: {
      kind: "P3",
      subject: subject.id,
      run: run.run,
      readAt: context.now(),
      marks: {
        publisher: marks.publisher ?? null,
        organisation: marks.organisation ?? null,
        hosts: [...marks.hosts],
      },
      hits,
      consented: found.map(({ app: { id }, reach }) => ({
        id,
        people: consentersOf(reach),
        by: consentedBy(reach),
      })),
      parts,
    },
    summary: `${sentence(hits, marks)}.${gapsOf(parts)}${differencesOf(parts)}`,
    complete: isComplete(parts) && !cut,
    asked: askedOf(found),
    ...(entered.length > 0 && {
      alarm: `${count(countOf(entered), "other app")} of the same origin with access: ${namesOf(entered)}`,
    }),
  };
};

/** P3 of an app: which other apps come from the same people, and who consented to them. */
export const appSpread: SlowCollector = {
  id: "app-spread",
  code: "P3",
  kind: "P3",
  title: "Other apps of the same origin",
  subjectKinds: ["service principal"],
  team: "soc",
  permissions: {
    least: ["Application.Read.All", "Directory.Read.All"],
    optional: [{ name: "AuditLog.Read.All", for: "who consented to them" }],
  },
  runsAfter: [30, 1440],
  collect,
};
