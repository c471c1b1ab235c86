import { z } from "zod/v4";
import { type SlowCollector } from "../library.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { count } from "../../core/shared/count.ts";
import { type LogPart } from "./log-parts.ts";
import { isRead, rowsIn } from "./parts.ts";
import { sharedFile, sharingAsked, sharingParts } from "./sharing-state.ts";
import { earlierOf, keptRows, looksAfter, lookOf, noEarlier } from "./watch-parts.ts";

const files = "shared files";
const setting = "tenant setting";

/** How far people may share, from nobody outside to anybody (Graph sharingCapabilities). */
const levels = [
  "disabled",
  "existingExternalUserSharingOnly",
  "externalUserSharingOnly",
  "externalUserAndGuestSharing",
] as const;
const settings = z.looseObject({ sharingCapability: z.enum(levels) });

const link = z.looseObject({ scope: z.enum(["anonymous", "organization"]), type: z.unknown() });

type Shared = z.infer<typeof sharedFile>;
type Scope = z.infer<typeof link>["scope"];

/** Links for anybody or for the organisation: by id, and by what they allow, for a link can be widened. */
const linksOf = (shared: readonly Shared[]): ReadonlyMap<string, Scope> =>
  new Map(
    shared.flatMap(({ permissions }) =>
      permissions.flatMap((permission) => {
        const { data } = link.safeParse(permission.link);
        return data ? [[`${permission.id} ${String(data.type)}`, data.scope] as const] : [];
      }),
    ),
  );

const newLinks = (now: LogPart | undefined, earlier: readonly Json[]): readonly string[] => {
  const before = keptRows(earlier, files, sharedFile).map(linksOf);
  if (before.length === 0) return [];
  const added = [...linksOf(rowsIn(now, sharedFile))].filter(
    ([key]) => !before.some((links) => links.has(key)),
  );
  const words = { anonymous: "anybody", organization: "the organisation" } as const;
  return (["anonymous", "organization"] as const).flatMap((scope) => {
    const n = added.filter(([, one]) => one === scope).length;
    return n === 0 ? [] : [`${count(n, "link")} for ${words[scope]}`];
  });
};

/** Further than at the opening, for as long as it lasts; further than at the look before, once. */
const raisedLevel = (now: LogPart | undefined, earlier: readonly Json[]): readonly string[] => {
  const [level] = rowsIn(now, settings).map((row) => row.sharingCapability);
  const before = keptRows(earlier, setting, settings).flatMap((rows) =>
    rows.map((row) => row.sharingCapability),
  );
  const lower = [before[0], before.at(-1)].find(
    (one) =>
      one !== undefined && level !== undefined && levels.indexOf(one) < levels.indexOf(level),
  );
  return lower === undefined || level === undefined
    ? []
    : [`the tenant's sharing was raised from ${lower} to ${level}`];
};

const openLinks = (now: LogPart | undefined): readonly string[] =>
  isRead(now)
    ? [
        count(
          linksOf(rowsIn(now, sharedFile)).size,
          "link for anybody or the organisation is open",
          "links for anybody or the organisation are open",
        ),
      ]
    : [];

/** R6 of a site: are there new links for anybody or the organisation, and was the sharing level raised? */
export const siteWatch: SlowCollector = {
  id: "site-watch",
  code: "R6",
  kind: "R6",
  title: "Watch of the site",
  subjectKinds: ["site"],
  team: "collaboration",
  permissions: {
    least: ["Files.Read.All"],
    optional: [
      { name: "SharePointTenantSettings.Read.All", for: "how far the whole tenant shares" },
    ],
  },
  licences: ["SharePoint Online"],
  runsAfter: looksAfter,
  collect: async (context, subject, run) => {
    const earlier = await earlierOf(run, "E6");
    const parts = await sharingParts(context, subject);
    const hasEarlier = keptRows(earlier, files, sharedFile).length > 0;
    return lookOf(context, subject, run, {
      found: [...newLinks(parts[files], earlier), ...raisedLevel(parts[setting], earlier)],
      parts: { ...parts, ...(!hasEarlier && { "what was shared before": noEarlier }) },
      asked: sharingAsked,
      said: openLinks(parts[files]),
    });
  },
};
