/** On which applications Cordon doesn't act, and what an application is. */
import { z } from "zod/v4";
import { type App, appPath, readApp } from "./apps/app.ts";
import { type ActionContext } from "./context.ts";
import { type Preview } from "./contract.ts";
import { isFirstParty } from "./first-party-apps.ts";
import {
  type Against,
  byHand,
  existing,
  isOwn,
  type Judged,
  judged,
  type Judgement,
  kindReason,
  nobody,
  type UnguardedPreview,
  withTraits,
} from "./guard-parts.ts";
import { readAll } from "./read.ts";
import { type Subject, type Trait } from "../core/incident/plan.ts";

/** What an action adds to the rules that hold for all apps. */
export type AppGuardRules = {
  /** It takes credentials away and nothing else: Microsoft's own apps can hold an attacker's, too. */
  readonly credentialsOnly?: true;
};

/** Least permissions for the guard of apps. */
export const appGuardPermissions = [
  "Application.Read.All",
  "Directory.Read.All",
  "RoleManagement.Read.Directory",
] as const;

const something = z.object({ id: z.string() });
const grant = z.object({ consentType: z.string().nullish() });

/**
 * May it do more than one person may? It holds an Entra role, an application permission, or a consent for everybody
 * (Graph appRoleAssignments, oauth2PermissionGrants by clientId).
 */
const isPrivileged = async ({ graph }: ActionContext, { id }: Subject): Promise<boolean> => {
  const byPrincipal = `?$filter=${encodeURIComponent(`principalId eq '${id}'`)}`;
  const byClient = `?$filter=${encodeURIComponent(`clientId eq '${id}'`)}`;
  const [roles, permissions, grants] = await Promise.all([
    readAll(graph, `/v1.0/roleManagement/directory/roleAssignments${byPrincipal}`, something),
    readAll(graph, appPath(id, "/appRoleAssignments"), something),
    readAll(graph, `/v1.0/oauth2PermissionGrants${byClient}`, grant),
  ]);
  const forEverybody = grants.some(({ consentType }) => consentType === "AllPrincipals");
  return roles.length > 0 || permissions.length > 0 || forEverybody;
};

/** Reasons that only the tenant knows: it is Cordon's under another id, or Microsoft's. */
const appReason = (
  { never }: ActionContext,
  app: App,
  rules: AppGuardRules,
): Against | undefined => {
  if (isOwn(never, [app.id, app.appId])) {
    return nobody("It is Cordon's own application: without it nothing could be undone.");
  }
  return isFirstParty(app) && rules.credentialsOnly !== true
    ? nobody(
        "It is one of Microsoft's own applications: changing it breaks the service for everybody.",
      )
    : undefined;
};

type Target = { readonly app: App; readonly traits: readonly Trait[] };

const targetOf = async (
  context: ActionContext,
  subject: Subject,
  rules: AppGuardRules,
): Promise<Judged<Target>> => {
  const against = kindReason(context, subject, "service principal");
  if (against) return against;
  const app = await existing(
    readApp(context, subject.id),
    "Entra has no application with this id any more: it was deleted or never here.",
  );
  if ("reason" in app) return app;
  const reason = appReason(context, app.found, rules);
  if (reason) return reason;
  const privileged = await judged(
    isPrivileged(context, subject),
    "Cordon can't read which permissions it holds",
  );
  if ("reason" in privileged) return privileged;
  return { found: { app: app.found, traits: privileged.found ? ["privileged"] : [] } };
};

/**
 * What an application is now, for a way back. Microsoft's own aren't refused here: what a plan for one did was to take
 * credentials. Throws TenantFault where the tenant doesn't answer.
 */
export const judgeApp = async (context: ActionContext, subject: Subject): Promise<Judgement> => {
  const target = await targetOf(context, subject, { credentialsOnly: true });
  return "reason" in target ? byHand(target) : { kind: "target", traits: target.found.traits };
};

/**
 * Runs a preview for an application on which Cordon may act, and puts what it is into its plan: never Cordon's own,
 * never Microsoft's (credentials may be taken from those), and nothing that is deleted. Else says why a person has to.
 */
export const guardedApp = async (
  run: {
    readonly context: ActionContext;
    readonly subject: Subject;
    readonly rules?: AppGuardRules;
  },
  preview: (app: App) => UnguardedPreview | Promise<UnguardedPreview>,
): Promise<Preview> => {
  const target = await targetOf(run.context, run.subject, run.rules ?? {});
  if ("reason" in target) return byHand(target);
  const { app, traits } = target.found;
  return withTraits(await preview(app), traits);
};
