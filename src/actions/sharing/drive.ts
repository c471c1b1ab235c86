/** A drive and what is shared in it, as an app without a signed-in user sees it. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { TenantFault } from "../tenant.ts";
import { read, readAll, shaped, userPath } from "../read.ts";
import { type Subject } from "../../core/incident/plan.ts";

const text = z.string().nullish();

const drive = z.object({ id: z.string().min(1), webUrl: text });
export type Drive = z.infer<typeof drive>;

/** Where the subject's files are: a person's OneDrive, or the document library of the group's site. */
export const drivePathOf = ({ kind, id }: Pick<Subject, "kind" | "id">): string =>
  kind === "site" ? `/v1.0/groups/${encodeURIComponent(id)}/drive` : userPath(id, "/drive");

/** Graph drive-get. Throws TenantFault, `not found` for people without a OneDrive. */
export const readDrive = (
  { graph }: Pick<ActionContext, "graph">,
  subject: Pick<Subject, "kind" | "id">,
): Promise<Drive> => read(graph, `${drivePathOf(subject)}?$select=id,webUrl`, drive);

const driveItem = z.object({
  id: z.string().min(1),
  name: text,
  shared: z.unknown().optional(),
  deleted: z.unknown().optional(),
  parentReference: z.looseObject({ path: text }).nullish(),
});

/** A file or folder; `path` is for people: "Payments/Wire list.xlsx". */
export type SharedItem = { readonly id: string; readonly path: string };

const pathOf = (item: z.infer<typeof driveItem>): string => {
  const above = item.parentReference?.path?.split(":").slice(1).join(":") ?? "";
  return [...above.split("/").filter((part) => part !== ""), item.name ?? item.id].join("/");
};

/** Items in a drive that are walked: 200 pages of 200. Above that a person has to. */
const mostItems = 40_000;

/**
 * Items that somebody beside the owner may open (Graph driveitem-delta, facet `shared`), by id. There is no question
 * for "what did this person share", so the whole drive is walked. Throws TenantFault, refused where it is too large.
 */
export const readSharedItems = async (
  { graph }: Pick<ActionContext, "graph">,
  { id }: Pick<Drive, "id">,
): Promise<readonly SharedItem[]> => {
  const select = "?$select=id,name,shared,deleted,parentReference";
  const path = `/v1.0/drives/${encodeURIComponent(id)}/root/delta${select}`;
  const { values, complete } = await graph.list(path, mostItems);
  if (!complete) {
    throw new TenantFault("The drive has too many files to be walked", {
      kind: "refused",
      code: "ListTooLong",
      requestId: "",
    });
  }
  const found = shaped(z.array(driveItem), values)
    .filter((item) => item.shared !== undefined && item.shared !== null && !item.deleted)
    .map((item) => ({ id: item.id, path: pathOf(item) }));
  // An item that changed meanwhile comes twice (Graph driveitem-delta): the last one counts.
  const byId = new Map(found.map((item) => [item.id, item] as const));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
};

const identity = z.looseObject({ email: text, displayName: text, loginName: text });
const identitySet = z.looseObject({
  user: identity.nullish(),
  siteUser: identity.nullish(),
});

const permission = z.object({
  id: z.string().min(1),
  roles: z.array(z.string()).nullish(),
  link: z.looseObject({ scope: text, type: text }).nullish(),
  inheritedFrom: z.unknown().optional(),
  grantedToV2: identitySet.nullish(),
  grantedToIdentitiesV2: z.array(identitySet).nullish(),
  expirationDateTime: text,
  hasPassword: z.boolean().nullish(),
});

/** Who may open an item, and how (Graph permission resource). */
export type Permission = z.infer<typeof permission>;

/** Path of an item's permissions, or of one. */
export const permissionPath = (driveId: string, itemId: string, permissionId?: string): string => {
  const all = `/v1.0/drives/${encodeURIComponent(driveId)}/items/${encodeURIComponent(itemId)}/permissions`;
  return permissionId === undefined ? all : `${all}/${encodeURIComponent(permissionId)}`;
};

/** Graph driveitem-list-permissions, inherited ones too. Throws TenantFault, `not found` where the item is gone. */
export const readPermissions = (
  { graph }: Pick<ActionContext, "graph">,
  driveId: string,
  itemId: string,
): Promise<readonly Permission[]> => readAll(graph, permissionPath(driveId, itemId), permission);

/** Files whose permissions are asked for at the same time: the sender keeps 8 connections. */
const atOnce = 8;

/** Asks for each, a few at a time, and answers in the same order. */
export const inGroups = async <T, R>(
  all: readonly T[],
  ask: (one: T) => Promise<R>,
): Promise<readonly R[]> => {
  const answers: R[] = [];
  for (let from = 0; from < all.length; from += atOnce) {
    answers.push(...(await Promise.all(all.slice(from, from + atOnce).map(ask))));
  }
  return answers;
};
