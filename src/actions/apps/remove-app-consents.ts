import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action } from "../contract.ts";
import { appGuardPermissions, guardedApp } from "../guards-app.ts";
import { guarded, guardPermissions, type UnguardedPreview } from "../guards.ts";
import { ofItems } from "../of-items.ts";
import { sendAll } from "../requests.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Plan, type PlanItem, type Subject } from "../../core/incident/plan.ts";
import { type App } from "./app.ts";
import {
  type Access,
  accessId,
  accessSchema,
  consentOf,
  itemFor,
  removal,
  restoration,
  roleOf,
} from "./consents.ts";
import { readRemoved, readRestored } from "./consents-now.ts";
import { readAssignments, readGrantsOfApp } from "./grants.ts";
import { onlyRisky, readUsedApps } from "./risky-apps.ts";
import { count } from "../../core/shared/count.ts";

const before = z.object({ access: z.array(accessSchema) });
const parameters = z.object({ appsStillEnabled: z.int() });

const planned = (plan: Plan): readonly Access[] =>
  ofItems(plan, before.parse(plan.before).access, accessId);

/** Graph leaves members out or says null; what is stored says null. */
const stored = (access: readonly Access[]): Json =>
  z.json().parse(JSON.parse(JSON.stringify({ access })));

type Found = { readonly access: Access; readonly item: PlanItem };

const planFor = (found: readonly Found[], apps: readonly App[]): UnguardedPreview => {
  const sorted = found.toSorted((a, b) => (a.item.id < b.item.id ? -1 : 1));
  return {
    kind: "plan",
    draft: {
      items: sorted.map(({ item }) => item),
      parameters: {
        appsStillEnabled: apps.filter(({ accountEnabled }) => accountEnabled !== false).length,
      },
      before: stored(sorted.map(({ access }) => access)),
    },
  };
};

const previewUser = async (context: ActionContext, subject: Subject): Promise<UnguardedPreview> => {
  const used = await readUsedApps(context, subject.id);
  const risky = onlyRisky(used);
  const found = risky.flatMap(({ app, grants, assignments, signs }) =>
    [
      ...grants.map((grant) => consentOf(app, grant)),
      ...assignments.map((role) => roleOf(app, { kind: "user", id: subject.id }, role)),
    ].map((access) => ({ access, item: itemFor(access, subject, signs.join("; ")) })),
  );
  if (found.length > 0)
    return planFor(
      found,
      risky.map(({ app }) => app),
    );
  const apps = `${String(used.length)} ${used.length === 1 ? "app" : "apps"}`;
  return {
    kind: "nothing to do",
    seen: `${apps} read that the person uses: none is known or looks risky.`,
  };
};

const previewApp = async (
  context: ActionContext,
  subject: Subject,
  app: App,
): Promise<UnguardedPreview> => {
  const holder = { kind: "service principal", id: subject.id } as const;
  const [grants, roles] = await Promise.all([
    readGrantsOfApp(context, subject.id),
    readAssignments(context, holder),
  ]);
  const found = [
    ...grants.map((grant) => consentOf(app, grant)),
    ...roles.map((role) => roleOf(app, holder, role)),
  ].map((access) => ({ access, item: itemFor(access, subject) }));
  return found.length > 0
    ? planFor(found, [app])
    : { kind: "nothing to do", seen: "The app has no consent and no app role." };
};

const preview: Action["preview"] = (context, subject) =>
  subject.kind === "user"
    ? guarded({ context, subject, rules: {} }, () => previewUser(context, subject))
    : guardedApp({ context, subject }, (app) => previewApp(context, subject, app));

/** X3: what apps may do in people's names is taken away, by id; the same can be given again. */
export const removeAppConsents: Action = {
  id: "remove-app-consents",
  code: "X3",
  title: "Remove app consents",
  verb: "remove consents",
  subjectKinds: ["user", "service principal"],
  team: "cloud-security",
  tier: 1,
  phase: "eradication",
  permissions: {
    least: [
      ...new Set([
        "DelegatedPermissionGrant.ReadWrite.All",
        "AppRoleAssignment.ReadWrite.All",
        ...guardPermissions,
        ...appGuardPermissions,
      ]),
    ],
    optional: [{ name: "AuditLog.Read.All", for: "saying which apps are new here" }],
  },
  needsEvidence: ["E3"],
  text: {
    does: "Deletes the listed consents and app roles: the app can't act with them any more.",
    affects: ({ items, parameters: given }) => {
      const { appsStillEnabled: enabled } = parameters.parse(given);
      return enabled === 0
        ? `${count(items.length, "permission")}; the app is disabled.`
        : `${count(items.length, "permission")}; ${String(enabled)} app still enabled: people may consent again.`;
    },
    limits: "A person can consent again unless the app is disabled or user consent is off.",
    undo: "Gives the same consents and app roles again, under new ids.",
    question: ({ items }) => `Delete ${count(items.length, "permission")} of apps?`,
    notHolding: "The app still has the permissions",
    undone: "The app has the permissions again",
    byHand:
      "In the Entra admin center open Enterprise applications, the app by object id, then Permissions, and revoke each. Or run: Remove-MgOauth2PermissionGrant -OAuth2PermissionGrantId <id> for each consent, and Remove-MgServicePrincipalAppRoleAssignment for each app role. Export them first: Get-MgServicePrincipalOauth2PermissionGrant -ServicePrincipalId <object id>.",
  },
  looksAgain: [15, 65, 1440],
  undoneBy: [
    "Consent to application",
    "Add delegated permission grant",
    "Add app role assignment grant to user",
    "Add app role assignment to service principal",
  ],
  residual: {
    minutes: 90,
    why: "Access tokens that the app already holds stay valid for up to 90 min.",
  },
  repeatable: true,
  preview,
  apply: (context, _subject, plan) =>
    sendAll(planned(plan).map((access) => removal(context, access))),
  observe: (context, subject, { plan }) =>
    readRemoved(context, planned(plan), subject.kind === "service principal"),
  undo: {
    apply: (context, _subject, plan) =>
      sendAll(planned(plan).map((access) => restoration(context, access))),
    observe: (context, _subject, { plan }) => readRestored(context, planned(plan)),
  },
};
