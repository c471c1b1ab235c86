import { z } from "zod/v4";
import { type SlowCollector } from "../library.ts";
import { type SharingLevel, sharingLevels } from "../sharing/sharing-levels.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { count } from "../../core/shared/count.ts";
import { type LogPart } from "./log-parts.ts";
import { isRead, rowsIn } from "./parts.ts";
import { sharedFile, sharingAsked, sharingParts } from "./sharing-state.ts";
import {
  compared,
  earlierOf,
  keptRows,
  looksAfter,
  lookOf,
  noEarlier,
  sinceSnapshot,
} from "./watch-parts.ts";

const files = "shared files";
const setting = "tenant setting";

const settings = z.looseObject({ sharingCapability: z.enum(sharingLevels) });

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

/** The tenant's level in the first file of the snapshot that has one. */
const levelBefore = (snapshot: readonly Json[]): SharingLevel | undefined =>
  keptRows(snapshot, setting, settings).flat()[0]?.sharingCapability;

/**
 * Further than at the snapshot, for as long as it lasts. An earlier look may have seen what Cordon restricted: giving
 * that back raises nothing.
 */
const raisedLevel = (now: LogPart | undefined, snapshot: readonly Json[]): readonly string[] => {
  const [level] = rowsIn(now, settings).map((row) => row.sharingCapability);
  const before = levelBefore(snapshot);
  if (level === undefined || before === undefined) return [];
  return sharingLevels.indexOf(before) < sharingLevels.indexOf(level)
    ? [`the tenant's sharing was raised from ${before} to ${level}`]
    : [];
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
    const snapshot = (await run.earlier?.("E6")) ?? [];
    const earlier = await earlierOf(run, "E6");
    const parts = await sharingParts(context, subject);
    const hasEarlier = keptRows(earlier, files, sharedFile).length > 0;
    const hasLevel = levelBefore(snapshot) !== undefined;
    return lookOf(context, subject, run, {
      found: [
        compared(run, newLinks(parts[files], earlier)),
        sinceSnapshot(raisedLevel(parts[setting], snapshot)),
      ],
      parts: {
        ...parts,
        ...(!hasEarlier && { "what was shared before": noEarlier }),
        ...(!hasLevel &&
          isRead(parts[setting]) && { "how far the tenant shared before": noEarlier }),
      },
      asked: sharingAsked,
      said: openLinks(parts[files]),
    });
  },
};
