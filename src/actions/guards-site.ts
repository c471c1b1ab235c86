/** On which sites Cordon doesn't act, and what a site is. */
import { z } from "zod/v4";
import { type ActionContext } from "./context.ts";
import { type Preview } from "./contract.ts";
import {
  byHand,
  existing,
  type Judged,
  type Judgement,
  kindReason,
  type UnguardedPreview,
  withTraits,
} from "./guard-parts.ts";
import { read } from "./read.ts";
import { type Subject } from "../core/incident/plan.ts";

const schema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
  groupTypes: z.array(z.string()).nullish(),
  visibility: z.string().nullish(),
});

/** The Microsoft 365 group to which a site belongs. */
export type SiteGroup = z.infer<typeof schema>;

/** Least permissions for the guard of sites. */
export const siteGuardPermissions = ["Group.Read.All"] as const;

const readGroup = ({ graph }: ActionContext, id: string): Promise<SiteGroup> => {
  const select = Object.keys(schema.shape).join(",");
  return read(graph, `/v1.0/groups/${encodeURIComponent(id)}?$select=${select}`, schema);
};

const siteOf = async (context: ActionContext, subject: Subject): Promise<Judged<SiteGroup>> => {
  const against = kindReason(context, subject, "site");
  if (against) return against;
  const group = await existing(
    readGroup(context, subject.id),
    "Entra has no group with this id any more, so its site can't be found.",
  );
  if ("reason" in group) return group;
  return group.found.groupTypes?.includes("Unified") === true
    ? group
    : { reason: "The group isn't a Microsoft 365 group: it has no site." };
};

/** What a site is now, for a way back. It has no traits. Throws TenantFault where Graph doesn't answer. */
export const judgeSite = async (context: ActionContext, subject: Subject): Promise<Judgement> => {
  const site = await siteOf(context, subject);
  return "reason" in site ? byHand(site) : { kind: "target", traits: [] };
};

/** Runs a preview for a site of a Microsoft 365 group; else says why a person has to. */
export const guardedSite = async (
  run: { readonly context: ActionContext; readonly subject: Subject },
  preview: (group: SiteGroup) => UnguardedPreview | Promise<UnguardedPreview>,
): Promise<Preview> => {
  const site = await siteOf(run.context, run.subject);
  return "reason" in site ? byHand(site) : withTraits(await preview(site.found), []);
};
