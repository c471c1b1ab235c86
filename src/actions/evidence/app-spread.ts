import { z } from "zod/v4";
import { appName, appPath } from "../apps/app.ts";
import { auditsPath } from "../apps/app-audits.ts";
import { assignmentsPath, grantSchema, grantsPath } from "../apps/grants.ts";
import { type ActionContext } from "../context.ts";
import { isFirstParty } from "../first-party-apps.ts";
import { type Collected, type SlowCollector } from "../library.ts";
import { read } from "../read.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { count } from "../../core/shared/count.ts";
import { type Marks, marksOf, reasonsOf, type Row, row, select } from "./app-marks.ts";
import { differencesOf, type LogPart, mostRows, readTwice } from "./log-parts.ts";
import {
  canCount,
  gapsOf,
  graphPart,
  isComplete,
  isRead,
  type Part,
  rowsIn,
  sizeOf,
  sumOf,
  withShape,
} from "./parts.ts";
import { alarmOf, countOf, distinctHits, type Hit, namesOf, parted } from "./spread-parts.ts";

/** Each costs three requests; a publisher with more apps in one tenant is a large vendor. */
const mostApps = 50;

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
  const own = sizeOf(reach.roles);
  const named = people.filter((id) => id !== "everybody").length;
  const words = [
    ...(people.includes("everybody") ? ["consented for everybody"] : []),
    ...(named > 0 ? [`${count(named, "person", "people")} consented`] : []),
    ...(own > 0 ? [count(own, "permission of its own", "permissions of its own")] : []),
    ...(canCount(reach.consents) ? [] : ["consents not read"]),
    ...(canCount(reach.roles) ? [] : ["permissions of its own not read"]),
  ];
  return words.length === 0 ? "no consent" : words.join(", ");
};

/** Has it access? Undefined where none was seen and something wasn't read. */
const accessOf = (reach: Reach): boolean | undefined => {
  if (consentersOf(reach).length > 0 || sizeOf(reach.roles) > 0) return true;
  return canCount(reach.consents) && canCount(reach.roles) ? false : undefined;
};

type Found = { readonly app: Row; readonly reasons: readonly string[]; readonly reach: Reach };

const hitOf = ({ app, reasons, reach }: Found): Hit => ({
  id: app.id,
  name: appName(app),
  why: `${reasons.join(", ")}; ${whoOf(reach)}${app.accountEnabled === false ? "; disabled" : ""}`,
  in: app.accountEnabled !== false && accessOf(reach) === true,
});

/** The same part of all apps that were found: what was refused for some is said beside the rows of the others. */
const joined = (found: readonly Found[], name: keyof Reach): Part => {
  const parts = found.map(({ reach }) => reach[name]);
  const refused = parts.flatMap((one) => (one.state === "read" ? [] : [one]));
  const [first] = refused;
  if (first && refused.length === parts.length) return first;
  const odd = parts.reduce((sum, one) => sum + (one.state === "read" ? (one.odd ?? 0) : 0), 0);
  const why = [...new Set(refused.map((one) => one.why))].join(", ");
  return {
    state: "read",
    values: parts.flatMap((one) => (one.state === "read" ? one.values : [])),
    complete: parts.every((one) => one.state === "read" && one.complete),
    ...(odd > 0 && { odd }),
    ...(first && { refused: { of: count(refused.length, "app"), why } }),
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

const origin = "of the same origin with access";

/** How many there are: a number only where all was read, for what wasn't may hold more. */
const enteredOf = (entered: readonly Hit[], { found, parts, cut }: Spread): string => {
  if (!isRead(parts["related apps"])) return "Other apps couldn't be looked through";
  const allRead = !cut && found.every(({ reach }) => accessOf(reach) !== undefined);
  const [n] = sumOf(countOf(entered), [`other app ${origin}`, `other apps ${origin}`], allRead);
  return n ?? `no other app ${origin} was seen in what could be read`;
};

const lookedFor = ({ publisher, organisation: home, hosts }: Marks): string => {
  const looked = [
    ...(publisher === undefined ? [] : ["publisher"]),
    ...(home === undefined ? [] : ["home organisation"]),
    ...(hosts.size === 0 ? [] : [count(hosts.size, "reply address", "reply addresses")]),
  ];
  return `looked for ${looked.length === 0 ? "nothing: the app has no mark that others could share" : looked.join(", ")}`;
};

const sentence = (hits: readonly Hit[], spread: Spread): string => {
  const { entered, others } = parted(hits);
  const unread = new Set<string>(
    spread.found
      .filter(({ app, reach }) => app.accountEnabled !== false && accessOf(reach) === undefined)
      .map(({ app }) => app.id),
  );
  const unknown = others.filter(({ id }) => unread.has(id));
  const without = others.filter(({ id }) => !unread.has(id));
  return [
    enteredOf(entered, spread) + (entered.length > 0 ? `: ${namesOf(entered)}` : ""),
    ...(unknown.length > 0 ? [`access not known: ${namesOf(unknown)}`] : []),
    ...(without.length > 0 ? [`without: ${namesOf(without)}`] : []),
    lookedFor(spread.marks),
  ].join("; ");
};

const askedOf = (found: readonly Found[]): readonly string[] => [
  "GET /v1.0/servicePrincipals, all of them, by publisher, home organisation and reply address",
  ...found.map(({ app: { id } }) => `GET consents, app roles and audit events of ${id}`),
];

const collect: SlowCollector["collect"] = async (context, subject, run): Promise<Collected> => {
  const spread = await readSpread(context, subject);
  const { marks, found, parts, cut } = spread;
  const known = run.subjects.map(({ id }) => id);
  const hits = distinctHits(found.map(hitOf), known);
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
    summary: `${sentence(hits, spread)}.${gapsOf(parts)}${differencesOf(parts)}`,
    complete: isComplete(parts) && !cut,
    asked: askedOf(found),
    ...alarmOf(hits, { one: "other app", how: "of the same origin with access" }),
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
