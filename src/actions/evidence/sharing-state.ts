import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Collected, type Collector } from "../library.ts";
import { inGroups, permissionPath, readDrive, readSharedItems } from "../sharing/drive.ts";
import { isFinal, shaped } from "../read.ts";
import { TenantFault } from "../tenant.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { count } from "../../core/shared/count.ts";
import { gapsOf, graphObject, isComplete, type Part, part, readParts } from "./parts.ts";

const withLink = z.looseObject({
  link: z.looseObject({ scope: z.string().nullish(), webUrl: z.unknown().optional() }).nullish(),
});

/** The address of a link opens the file for whoever reads it: it isn't kept, the link's id is. */
const withoutAddress = (permission: unknown): Json => {
  const parsed = shaped(withLink, permission);
  const kept = parsed.link ? { ...parsed, link: { ...parsed.link, webUrl: "(not kept)" } } : parsed;
  return shaped<Json>(z.json(), kept);
};

/** What is shared and with whom; a file that is deleted meanwhile has nothing to show. */
const sharedPart = (context: ActionContext, subject: Subject): Promise<Part> =>
  part(async () => {
    const { id: driveId } = await readDrive(context, subject);
    const shared = await readSharedItems(context, { id: driveId });
    const values = await inGroups(shared, async ({ id, path }) => {
      try {
        const { values: all } = await context.graph.list(permissionPath(driveId, id), 5_000);
        return { driveId, id, path, permissions: all.map(withoutAddress) };
      } catch (fault) {
        if (fault instanceof TenantFault && isFinal(fault)) {
          return { driveId, id, path, permissions: [], why: fault.code };
        }
        throw fault;
      }
    });
    return { values, complete: values.every((value) => !("why" in value)) };
  });

/** A shared file or folder as it is kept, and its permissions that are links. */
export const sharedFile = z.looseObject({
  permissions: z.array(z.looseObject({ id: z.string(), link: withLink.shape.link })),
});

/** Links by kind, each once although folders pass them on. */
const countsOf = (found: Part): string => {
  if (found.state !== "read") return "no files read";
  const links = new Map(
    shaped(z.array(sharedFile), found.values).flatMap(({ permissions }) =>
      permissions.flatMap(({ id, link }) => (link?.scope ? [[id, link.scope] as const] : [])),
    ),
  );
  const of = (scope: string): number => [...links.values()].filter((one) => one === scope).length;
  return [
    count(found.values.length, "shared file or folder", "shared files and folders"),
    `${count(of("anonymous"), "link")} for anybody`,
    `${String(of("organization"))} for the organisation`,
    `${String(of("users"))} for named people`,
  ].join(", ");
};

/** What `sharingParts` asks, for the record. */
export const sharingAsked: readonly string[] = [
  "GET drive, its root/delta and the permissions of each shared item",
  "GET /v1.0/admin/sharepoint/settings",
];

/** What is shared, with whom, and how far the whole tenant shares. */
export const sharingParts = (
  context: ActionContext,
  subject: Subject,
): Promise<Readonly<Record<string, Part>>> =>
  readParts({
    "shared files": sharedPart(context, subject),
    "tenant setting": graphObject(context.graph, "/v1.0/admin/sharepoint/settings"),
  });

const collect = async (context: ActionContext, subject: Subject): Promise<Collected> => {
  const parts = await sharingParts(context, subject);
  const files = parts["shared files"];
  return {
    content: { kind: "E6", subject: subject.id, readAt: context.now(), parts },
    summary: `${files ? countsOf(files) : "no files read"}.${gapsOf(parts)}`,
    complete: isComplete(parts),
    asked: sharingAsked,
  };
};

/** E6: who may open what, before any link is removed: what was removed isn't shown anywhere afterwards. */
export const sharingState: Collector = {
  id: "sharing-state",
  code: "E6",
  kind: "E6",
  subjectKinds: ["user", "site"],
  title: "Sharing before the change",
  team: "collaboration",
  permissions: {
    least: ["Files.Read.All"],
    optional: [
      { name: "SharePointTenantSettings.Read.All", for: "how far the whole tenant shares" },
    ],
  },
  licences: ["SharePoint Online"],
  collect,
};
