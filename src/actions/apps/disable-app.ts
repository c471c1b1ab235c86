import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, itemOf } from "../contract.ts";
import { guardedApp, appGuardPermissions } from "../guards-app.ts";
import { guarded, guardPermissions, type UnguardedPreview } from "../guards.ts";
import { ofItems } from "../of-items.ts";
import { reading } from "../read.ts";
import { sendAll } from "../requests.ts";
import { TenantFault } from "../tenant.ts";
import { objectId, type ObjectId } from "../../core/shared/ids.ts";
import { type Plan, type PlanItem, type Subject } from "../../core/incident/plan.ts";
import { appName, appPath, readApp } from "./app.ts";
import { onlyRisky, readUsedApps } from "./risky-apps.ts";
import { count } from "../../core/shared/count.ts";

const before = z.object({ enabledApps: z.array(objectId) });

const planFor = (items: readonly PlanItem[]): UnguardedPreview => ({
  kind: "plan",
  draft: {
    items,
    parameters: { accountEnabled: false },
    before: { enabledApps: items.map(({ id }) => id) },
  },
});

const previewUser = async (context: ActionContext, subject: Subject): Promise<UnguardedPreview> => {
  const used = await readUsedApps(context, subject.id);
  const risky = onlyRisky(used);
  if (risky.length === 0) {
    return {
      kind: "nothing to do",
      seen: `${count(used.length, "app")} read that the person uses: none is known or looks risky.`,
    };
  }
  const enabled = risky.filter(({ app }) => app.accountEnabled !== false);
  if (enabled.length === 0) {
    return {
      kind: "nothing to do",
      seen: `${count(risky.length, "app")} at risk, disabled already.`,
    };
  }
  return planFor(
    enabled.map(({ app, signs }) => ({ id: app.id, name: appName(app), about: signs.join("; ") })),
  );
};

const preview: Action["preview"] = (context, subject) =>
  subject.kind === "user"
    ? guarded({ context, subject, rules: {} }, () => previewUser(context, subject))
    : guardedApp({ context, subject }, (app) =>
        app.accountEnabled === false
          ? { kind: "nothing to do", seen: "The app is disabled already." }
          : planFor([itemOf(subject)]),
      );

const plannedIn = (plan: Plan): readonly ObjectId[] =>
  ofItems(plan, before.parse(plan.before).enabledApps, (id) => id);

/** Graph serviceprincipal-update: `accountEnabled` alone in the body, 204. */
const setEnabled = (
  { graph }: ActionContext,
  { plan, accountEnabled }: { readonly plan: Plan; readonly accountEnabled: boolean },
): ReturnType<Action["apply"]> =>
  sendAll(
    plannedIn(plan).map((id) => ({
      ids: [id],
      send: async () => (await graph.patch(appPath(id), { accountEnabled })).requestId,
    })),
  );

/** A deleted app lets nobody in, and can't be enabled. */
const isEnabled = async (context: ActionContext, id: ObjectId): Promise<boolean | undefined> => {
  try {
    return (await readApp(context, id)).accountEnabled !== false;
  } catch (fault) {
    if (fault instanceof TenantFault && fault.kind === "not found") return undefined;
    throw fault;
  }
};

const readBack = async (
  context: ActionContext,
  { plan, wanted }: { readonly plan: Plan; readonly wanted: boolean },
): ReturnType<Action["observe"]> =>
  Promise.all(
    plannedIn(plan).map(async (id) => {
      const enabled = await isEnabled(context, id);
      if (enabled === undefined) return reading(id, !wanted, "The app was deleted.");
      return reading(id, enabled === wanted, `The app is ${enabled ? "enabled" : "disabled"}.`);
    }),
  );

/** C5: an app gets no new token, for nobody. Reversible, and its consents stay as evidence. */
export const disableApp: Action = {
  id: "disable-app",
  code: "C5",
  title: "Disable suspicious apps",
  verb: "disable apps",
  subjectKinds: ["user", "service principal"],
  team: "cloud-security",
  tier: 2,
  phase: "containment",
  permissions: {
    least: [...new Set(["Application.ReadWrite.All", ...guardPermissions, ...appGuardPermissions])],
    optional: [{ name: "AuditLog.Read.All", for: "saying which apps are new here" }],
  },
  needsEvidence: [],
  text: {
    does: "Disables the listed apps in this tenant: nobody signs in to them, they get no token.",
    affects: ({ items }) =>
      `${count(items.length, "app")}, for everybody in the tenant who uses them.`,
    limits: "Consents stay. Tenant-wide consents aren't found from one person's account.",
    undo: "Enables the same apps again.",
    question: ({ items }) => `Disable ${count(items.length, "app")} for the whole tenant?`,
    notHolding: "The app is still enabled",
    undone: "The app is enabled again",
    byHand:
      "In the Entra admin center open Enterprise applications, find the app by object id, open Properties and set “Enabled for users to sign in?” to No. Or run: Update-MgServicePrincipal -ServicePrincipalId <object id> -AccountEnabled:$false. Don't delete it: a deleted app can be consented to again. Never do it to Microsoft's own apps.",
  },
  looksAgain: [65, 1440],
  undoneBy: ["Update service principal"],
  residual: {
    minutes: 90,
    why: "Access tokens that the app already holds stay valid for up to 90 min.",
  },
  repeatable: true,
  preview,
  apply: (context, _subject, plan) => setEnabled(context, { plan, accountEnabled: false }),
  observe: (context, _subject, { plan }) => readBack(context, { plan, wanted: false }),
  undo: {
    apply: (context, _subject, plan) => setEnabled(context, { plan, accountEnabled: true }),
    observe: (context, _subject, { plan }) => readBack(context, { plan, wanted: true }),
  },
};
