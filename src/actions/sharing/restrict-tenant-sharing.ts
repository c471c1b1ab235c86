import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, type ActionInput, type Preview } from "../contract.ts";
import { guardPermissions, judgeTarget } from "../guards.ts";
import { read, reading } from "../read.ts";
import { sendAll } from "../requests.ts";
import { TenantFault } from "../tenant.ts";
import { type Plan, type Subject } from "../../core/incident/plan.ts";
import { type SharingLevel, sharingLevels } from "./sharing-levels.ts";

const level = z.enum(sharingLevels);
const settings = z.object({ sharingCapability: level });
const parameters = z.object({ sharingCapability: level });

const meaning: Readonly<Record<SharingLevel, string>> = {
  disabled: "only people inside",
  existingExternalUserSharingOnly: "existing guests",
  externalUserSharingOnly: "new and existing guests",
  externalUserAndGuestSharing: "anyone",
};

/** Whoever closes it further takes nothing away from what was wanted. */
const isAsStrict = (now: SharingLevel, wanted: SharingLevel): boolean =>
  sharingLevels.indexOf(now) <= sharingLevels.indexOf(wanted);

const path = "/v1.0/admin/sharepoint/settings";
const itemId = "sharingCapability";

const readLevel = async ({ graph }: ActionContext): Promise<SharingLevel> =>
  (await read(graph, path, settings)).sharingCapability;

const input: ActionInput = {
  label: "disabled, existingExternalUserSharingOnly or externalUserSharingOnly",
  example: "existingExternalUserSharingOnly",
  parse: (typed) => {
    const wanted = typed.trim().toLowerCase();
    const value = sharingLevels.find((one) => one.toLowerCase() === wanted);
    return value === undefined || value === "externalUserAndGuestSharing"
      ? { ok: false, why: `It is one of: ${sharingLevels.slice(0, 3).join(", ")}.` }
      : { ok: true, value };
  },
};

const preview = async (
  context: ActionContext,
  subject: Subject,
  given: string | undefined,
): Promise<Preview> => {
  const target = await judgeTarget(context, subject);
  if (target.kind === "by hand") return target;
  const wanted = level.parse(given ?? "existingExternalUserSharingOnly");
  const now = await readLevel(context);
  if (isAsStrict(now, wanted)) {
    return { kind: "nothing to do", seen: `The tenant shares with ${meaning[now]} already.` };
  }
  const about = `now with ${meaning[now]}, then with ${meaning[wanted]}`;
  return {
    kind: "plan",
    draft: {
      items: [{ id: itemId, name: "Sharing of SharePoint and OneDrive", about }],
      parameters: { sharingCapability: wanted },
      before: { sharingCapability: now },
      traits: target.traits,
    },
  };
};

const wantedOf = (plan: Plan): SharingLevel => parameters.parse(plan.parameters).sharingCapability;
const restoredOf = (plan: Plan): SharingLevel => settings.parse(plan.before).sharingCapability;

const changed = (now: SharingLevel): TenantFault =>
  new TenantFault(`Somebody changed it meanwhile: the tenant shares with ${meaning[now]}`, {
    kind: "refused",
    code: "ChangedByOthers",
    requestId: "",
  });

/** Graph sharepointsettings-update: 200. Nothing is loosened or tightened that somebody else set meanwhile. */
const setLevel = (
  context: ActionContext,
  { from, to }: { readonly from: SharingLevel; readonly to: SharingLevel },
): ReturnType<Action["apply"]> =>
  sendAll([
    {
      ids: [itemId],
      send: async () => {
        const now = await readLevel(context);
        if (now !== from && now !== to) throw changed(now);
        return (await context.graph.patch(path, { sharingCapability: to })).requestId;
      },
    },
  ]);

const readBack = async (context: ActionContext, holds: (now: SharingLevel) => boolean) => {
  const now = await readLevel(context);
  return [reading(itemId, holds(now), `The tenant shares with ${meaning[now]}.`)];
};

/** C13: turns external sharing down for the whole tenant, where one site isn't enough. */
export const restrictTenantSharing: Action = {
  id: "restrict-tenant-sharing",
  code: "C13",
  title: "Restrict sharing of the whole tenant",
  verb: "restrict sharing",
  subjectKinds: ["user", "site"],
  team: "collaboration",
  // All sites and all people.
  tier: 3,
  phase: "containment",
  permissions: { least: ["SharePointTenantSettings.ReadWrite.All", ...guardPermissions] },
  licences: ["SharePoint Online"],
  needsEvidence: ["E6"],
  text: {
    does: "Turns external sharing down for all of SharePoint and OneDrive.",
    affects: ({ items }) => `The whole tenant: ${items[0]?.about ?? "all sites"}.`,
    limits: "Links stay and work again when it is undone; it may take up to an hour.",
    undo: "Sets the former level again; the same links work again.",
    question: () => "Restrict external sharing for everybody?",
    notHolding: "The tenant still shares as before",
    undone: "The tenant shares as before again",
    byHand:
      "In the SharePoint admin center open Policies, Sharing, and note both sliders before you move them: SharePoint to “Existing guests”. Or SharePoint Online PowerShell: (Get-SPOTenant).SharingCapability, then Set-SPOTenant -SharingCapability ExistingExternalUserSharingOnly. Back: the value that you noted.",
  },
  input,
  looksAgain: [65],
  residual: { minutes: 60, why: "SharePoint may take up to an hour to obey everywhere." },
  repeatable: true,
  preview,
  apply: (context, _subject, plan) =>
    setLevel(context, { from: restoredOf(plan), to: wantedOf(plan) }),
  observe: (context, _subject, { plan }) =>
    readBack(context, (now) => isAsStrict(now, wantedOf(plan))),
  undo: {
    apply: (context, _subject, plan) =>
      setLevel(context, { from: wantedOf(plan), to: restoredOf(plan) }),
    observe: (context, _subject, { plan }) => readBack(context, (now) => now === restoredOf(plan)),
  },
};
