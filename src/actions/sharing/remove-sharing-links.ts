import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, type ItemReading, type Preview } from "../contract.ts";
import { byHand } from "../guard-parts.ts";
import { guarded, guardPermissions, type UnguardedPreview } from "../guards.ts";
import { guardedSite, siteGuardPermissions } from "../guards-site.ts";
import { reading } from "../read.ts";
import { type ItemRequest, sendAll } from "../requests.ts";
import { TenantFault } from "../tenant.ts";
import { type Plan, type Subject } from "../../core/incident/plan.ts";
import {
  inGroups,
  permissionPath,
  readDrive,
  readPermissions,
  readSharedItems,
  type SharedItem,
} from "./drive.ts";
import { readOwnDomains } from "./own-domains.ts";
import {
  aboutPermission,
  isMeant,
  type OwnDomains,
  scopeInput,
  scopeOf,
  type SharingScope,
} from "./scopes.ts";
import { count } from "../../core/shared/count.ts";

/** More than this isn't looked through by anybody who votes. */
const mostItems = 1_000;

const link = z.object({ itemId: z.string(), permissionId: z.string() });
type Link = z.infer<typeof link>;

const before = z.object({ driveId: z.string(), links: z.array(link) });

const keyOf = ({ itemId, permissionId }: Link): string => `${itemId}/${permissionId}`;

const isGone = (fault: unknown): boolean =>
  fault instanceof TenantFault && fault.kind === "not found";

/** What may be taken away from one file; a file that is deleted meanwhile has nothing. */
const linksOf = async (
  context: ActionContext,
  run: {
    readonly driveId: string;
    readonly scope: SharingScope;
    readonly own: OwnDomains;
  },
  { id, path }: SharedItem,
) => {
  try {
    const permissions = await readPermissions(context, run.driveId, id);
    return permissions
      .filter((one) => isMeant(one, run.scope, run.own))
      .map((one) => ({
        link: { itemId: id, permissionId: one.id },
        name: path,
        about: aboutPermission(one, run.own),
      }));
  } catch (fault) {
    if (isGone(fault)) return [];
    throw fault;
  }
};

const sentence: Readonly<Record<SharingScope, string>> = {
  anonymous: "no link for anybody",
  organization: "no link for the whole organisation",
  external: "nobody outside is named",
};

const notNamed =
  "Which links wasn't said: incident step add remove-sharing-links anonymous, organization or external";

/** Only for people outside it matters who is inside; else nobody is taken for an outsider. */
const ownFor = (
  context: ActionContext,
  scope: SharingScope,
): ReturnType<typeof readOwnDomains> | { readonly found: undefined } =>
  scope === "external" ? readOwnDomains(context) : { found: undefined };

const planOf = async (
  context: ActionContext,
  subject: Subject,
  input: string | undefined,
): Promise<UnguardedPreview> => {
  const scope = scopeOf(input ?? "");
  if (scope === undefined) return { kind: "by hand", reason: notNamed };
  const domains = await ownFor(context, scope);
  if ("reason" in domains) return byHand(domains);
  const own = domains.found;
  const { id: driveId } = await readDrive(context, subject);
  const shared = await readSharedItems(context, { id: driveId });
  const found = await inGroups(shared, (item) => linksOf(context, { driveId, scope, own }, item));
  const links = found.flat().sort((a, b) => (keyOf(a.link) < keyOf(b.link) ? -1 : 1));
  if (links.length === 0) {
    const seen = `${String(shared.length)} shared files and folders read: ${sentence[scope]}.`;
    return { kind: "nothing to do", seen };
  }
  if (links.length > mostItems) {
    const reason = `${String(links.length)} links are too many to look through one by one: restrict the site first.`;
    return { kind: "by hand", reason };
  }
  return {
    kind: "plan",
    draft: {
      items: links.map(({ link: { itemId, permissionId }, name, about }) => ({
        id: keyOf({ itemId, permissionId }),
        name,
        about,
      })),
      parameters: { scope },
      before: { driveId, links: links.map((one) => one.link) },
    },
  };
};

/** A person without a OneDrive shares nothing there. */
const orNothing = async (plan: Promise<UnguardedPreview>): Promise<UnguardedPreview> => {
  try {
    return await plan;
  } catch (fault) {
    if (!isGone(fault)) throw fault;
    return { kind: "nothing to do", seen: "There is no OneDrive or document library." };
  }
};

const preview = (
  context: ActionContext,
  subject: Subject,
  input: string | undefined,
): Promise<Preview> => {
  if (subject.kind === "site") {
    return guardedSite({ context, subject }, () => orNothing(planOf(context, subject, input)));
  }
  const rules = { guests: "It is a guest: its OneDrive is in its home organisation." };
  return guarded({ context, subject, rules }, () => orNothing(planOf(context, subject, input)));
};

/** Graph permission-delete: 204; what is gone already is what was wanted. */
const removal = ({ graph }: ActionContext, driveId: string, one: Link): ItemRequest => ({
  ids: [keyOf(one)],
  send: async () => {
    try {
      return (await graph.delete(permissionPath(driveId, one.itemId, one.permissionId))).requestId;
    } catch (fault) {
      if (fault instanceof TenantFault && fault.kind === "not found") return fault.requestId;
      throw fault;
    }
  },
});

/** Reads each file's permissions once; a file that is gone can't be opened by any link. */
const readBack = async (context: ActionContext, plan: Plan): Promise<readonly ItemReading[]> => {
  const { driveId, links } = before.parse(plan.before);
  const files = [...new Set(links.map(({ itemId }) => itemId))];
  const left = await inGroups(files, async (itemId) => {
    try {
      const permissions = await readPermissions(context, driveId, itemId);
      return permissions.map(({ id }) => keyOf({ itemId, permissionId: id }));
    } catch (fault) {
      if (isGone(fault)) return [];
      throw fault;
    }
  });
  const there = new Set(left.flat());
  return links.map((one) => {
    const id = keyOf(one);
    return reading(id, !there.has(id), there.has(id) ? "It is still there." : "It is gone.");
  });
};

/** X8: takes sharing links and named outsiders away, one permission each. */
export const removeSharingLinks: Action = {
  id: "remove-sharing-links",
  code: "X8",
  title: "Remove sharing links",
  verb: "remove links",
  subjectKinds: ["user", "site"],
  team: "collaboration",
  tier: 2,
  phase: "eradication",
  permissions: {
    least: [
      "Files.ReadWrite.All",
      "Domain.Read.All",
      ...new Set([...guardPermissions, ...siteGuardPermissions]),
    ],
  },
  licences: ["SharePoint Online"],
  needsEvidence: ["E6"],
  text: {
    does: "Removes links of one kind, or what named people outside were given.",
    affects: ({ items }) =>
      `${count(items.length, "link or grant", "links or grants")}; everybody who uses them loses them.`,
    limits: "Files opened offline or copied are out; inherited sharing goes where it was given.",
    undo: "None. New links have other addresses.",
    question: ({ items }) => `Remove ${count(items.length, "link or grant", "links or grants")}?`,
    notHolding: "The links still open the files",
    undone: "The files are shared again",
    byHand:
      "In the SharePoint admin center open the site (for OneDrive: user's profile, OneDrive, Get access to files), then each file's Manage access: stop the link or remove the person. Or PowerShell: Get-PnPFileSharingLink -Identity <path>, Remove-PnPFileSharingLink -Identity <path> -Id <id>. Write down file, link id and kind before you remove it.",
  },
  input: scopeInput,
  residual: undefined,
  looksAgain: [65, 1440],
  repeatable: true,
  preview,
  apply: (context, _subject, plan) => {
    const { driveId, links } = before.parse(plan.before);
    return sendAll(links.map((one) => removal(context, driveId, one)));
  },
  observe: (context, _subject, { plan }) => readBack(context, plan),
  undo: undefined,
};
