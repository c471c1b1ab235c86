/** Which of the apps that a person uses look like an attacker's. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { isFirstParty } from "../first-party-apps.ts";
import { isOwn } from "../guard-parts.ts";
import { read, shaped } from "../read.ts";
import { TenantFault } from "../tenant.ts";
import { objectId, type ObjectId } from "../../core/shared/ids.ts";
import { type App, isOurs, isVerified, readApp } from "./app.ts";
import { readIsNew } from "./app-audits.ts";
import {
  type Assignment,
  type Grant,
  readAssignments,
  readGrantsOfUser,
  scopesOf,
} from "./grants.ts";
import { knownMisuse } from "./known-malicious-apps.ts";

/** An app that a person consented to or is assigned to, and why it looks bad; no signs where it doesn't. */
export type UsedApp = {
  readonly app: App;
  readonly grants: readonly Grant[];
  readonly assignments: readonly Assignment[];
  readonly signs: readonly string[];
};

const organizations = z.object({ value: z.array(z.object({ id: z.string() })).min(1) });

const readTenantId = async ({ graph }: Pick<ActionContext, "graph">): Promise<string> => {
  const { value } = await read(graph, "/v1.0/organization?$select=id", organizations);
  return value[0]?.id ?? "";
};

/** Mail, contacts and files: what attackers consent to (Graph permissions reference). */
const reachesData = (scope: string): boolean =>
  /^(Mail|MailboxSettings|Contacts|Files|Sites|EWS|IMAP|POP|SMTP|full_access)\b/i.test(
    scope.split("/").at(-1) ?? "",
  );

/** Signs of an app that nobody vouches for and that keeps reaching data without the person. */
const consentSigns = (app: App, grants: readonly Grant[], tenantId: string): readonly string[] => {
  if (isOurs(app, tenantId) || isFirstParty(app) || isVerified(app)) return [];
  const scopes = [...new Set(grants.flatMap(scopesOf))];
  const data = scopes.filter(reachesData);
  if (data.length === 0 || !scopes.includes("offline_access")) return [];
  return [
    "publisher not verified",
    `another organisation's`,
    `may use ${data.join(", ")} at any time`,
  ];
};

const signsOf = async (
  context: ActionContext,
  found: Omit<UsedApp, "signs">,
  tenantId: string,
): Promise<UsedApp> => {
  const { app, grants } = found;
  if (isOwn(context.never, [app.id, app.appId])) return { ...found, signs: [] };
  const misuse = knownMisuse(app.appId);
  const signs = [
    ...(misuse === undefined ? [] : [`known from attacks: ${misuse}`]),
    ...consentSigns(app, grants, tenantId),
  ];
  if (signs.length === 0) return { ...found, signs };
  const isNew = await readIsNew(context, app.id);
  const came = "known" in isNew && isNew.known ? ["new here within 30 days"] : [];
  return { ...found, signs: [...signs, ...came] };
};

/** Deleted meanwhile: its consents do nothing any more. */
const readIfThere = async (context: ActionContext, id: ObjectId): Promise<App | undefined> => {
  try {
    return await readApp(context, id);
  } catch (fault) {
    if (fault instanceof TenantFault && fault.kind === "not found") return undefined;
    throw fault;
  }
};

/**
 * The apps that a person consented to or is assigned to, each with what makes it suspicious; sorted by id. Consents for
 * everybody aren't the person's and aren't here. Throws TenantFault.
 */
export const readUsedApps = async (
  context: ActionContext,
  user: ObjectId,
): Promise<readonly UsedApp[]> => {
  const [grants, assignments, tenantId] = await Promise.all([
    readGrantsOfUser(context, user),
    readAssignments(context, { kind: "user", id: user }),
    readTenantId(context),
  ]);
  const named = [...grants.map((g) => g.clientId), ...assignments.map((a) => a.resourceId)];
  const ids = shaped(z.array(objectId), [...new Set(named)].sort());
  const used = await Promise.all(
    ids.map(async (id): Promise<readonly UsedApp[]> => {
      const app = await readIfThere(context, id);
      if (!app) return [];
      const own = {
        app,
        grants: grants.filter(({ clientId }) => clientId === id),
        assignments: assignments.filter(({ resourceId }) => resourceId === id),
      };
      return [await signsOf(context, own, tenantId)];
    }),
  );
  return used.flat();
};

/** Those that look like an attacker's. */
export const onlyRisky = (apps: readonly UsedApp[]): readonly UsedApp[] =>
  apps.filter(({ signs }) => signs.length > 0);
