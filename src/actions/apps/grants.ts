/** Consents and app roles as Graph lists them (Graph oAuth2PermissionGrant and appRoleAssignment resources). */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { readAll, userPath } from "../read.ts";
import { type ObjectId } from "../../core/shared/ids.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { appPath } from "./app.ts";

export const grantSchema = z.object({
  id: z.string(),
  clientId: z.string(),
  consentType: z.string(),
  principalId: z.string().nullish(),
  resourceId: z.string(),
  scope: z.string().nullish(),
});
/** One consent: `clientId` may act on `resourceId` for one person, or for everybody (AllPrincipals). */
export type Grant = z.infer<typeof grantSchema>;

export const assignmentSchema = z.object({
  id: z.string(),
  appRoleId: z.string(),
  principalId: z.string(),
  principalDisplayName: z.string().nullish(),
  resourceId: z.string(),
  resourceDisplayName: z.string().nullish(),
});
/** One app role: a person assigned to an app, or an application permission that an app holds. */
export type Assignment = z.infer<typeof assignmentSchema>;

type Reader = Pick<ActionContext, "graph">;

/** Path of the list of all consents that an app has, everybody's too; the filter keeps replication delay small. */
export const grantsPath = (clientId: string): string =>
  `/v1.0/oauth2PermissionGrants?$filter=${encodeURIComponent(`clientId eq '${clientId}'`)}`;

/** All consents of an app, whoever gave them. */
export const readGrantsOfApp = ({ graph }: Reader, clientId: string): Promise<readonly Grant[]> =>
  readAll(graph, grantsPath(clientId), grantSchema);

/** A person's own consents; those for everybody (AllPrincipals) aren't in this list. */
export const readGrantsOfUser = ({ graph }: Reader, id: ObjectId): Promise<readonly Grant[]> =>
  readAll(graph, userPath(id, "/oauth2PermissionGrants"), grantSchema);

/** Path of one holder's app roles, a person's or an app's. */
export const assignmentsPath = ({ kind, id }: Pick<Subject, "kind" | "id">, rest = ""): string =>
  kind === "user"
    ? userPath(id, `/appRoleAssignments${rest}`)
    : appPath(id, `/appRoleAssignments${rest}`);

/** The app roles of a person or of an app. */
export const readAssignments = (
  { graph }: Reader,
  subject: Pick<Subject, "kind" | "id">,
): Promise<readonly Assignment[]> => readAll(graph, assignmentsPath(subject), assignmentSchema);

/** "Mail.Read offline_access" as its words, sorted: Graph gives them in any order. */
export const scopesOf = ({ scope }: Pick<Grant, "scope">): readonly string[] =>
  (scope ?? "")
    .split(/\s+/)
    .filter((word) => word !== "")
    .sort();
