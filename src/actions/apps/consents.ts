/** The consents and app roles that a step takes away and may give back. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type ItemRequest } from "../requests.ts";
import { TenantFault } from "../tenant.ts";
import { objectId } from "../../core/shared/ids.ts";
import { type PlanItem, type Subject } from "../../core/incident/plan.ts";
import { type App, appName } from "./app.ts";
import {
  type Assignment,
  assignmentSchema,
  assignmentsPath,
  type Grant,
  grantSchema,
  scopesOf,
} from "./grants.ts";

const consent = z.object({ kind: z.literal("consent"), app: z.string(), grant: grantSchema });
const role = z.object({
  kind: z.literal("app role"),
  app: z.string(),
  /** Who holds it: a person, or the app itself. */
  holder: z.object({ kind: z.enum(["user", "service principal"]), id: objectId }),
  assignment: assignmentSchema,
});

/** One consent or app role as it was, with all that giving it back needs. */
export const accessSchema = z.discriminatedUnion("kind", [consent, role]);
export type Access = z.infer<typeof accessSchema>;

/** Stable over previews: Graph's own id, after what it is the id of. */
export const accessId = (access: Access): string =>
  access.kind === "consent" ? `consent:${access.grant.id}` : `role:${access.assignment.id}`;

/** A consent of an app, as read. */
export const consentOf = (app: App, grant: Grant): Access => ({
  kind: "consent",
  app: appName(app),
  grant: { ...grant, scope: scopesOf(grant).join(" ") },
});

/** An app role of a holder, as read. */
export const roleOf = (
  app: App,
  holder: Extract<Access, { readonly kind: "app role" }>["holder"],
  assignment: Assignment,
): Access => ({ kind: "app role", app: appName(app), holder, assignment });

const aboutConsent = ({ consentType, principalId, scope }: Grant, subject: Subject): string => {
  const scopes = scope === "" ? "no scope" : (scope ?? "no scope");
  if (consentType === "AllPrincipals") return `consent for everybody: ${scopes}`;
  return principalId === subject.id
    ? `this person's consent: ${scopes}`
    : `consent of ${principalId ?? "one person"}: ${scopes}`;
};

/** As people read it in the plan. */
export const itemFor = (access: Access, subject: Subject, why = ""): PlanItem => {
  const about =
    access.kind === "consent"
      ? aboutConsent(access.grant, subject)
      : `app role ${access.assignment.appRoleId} of ${access.assignment.resourceDisplayName ?? "an app"}`;
  return { id: accessId(access), name: access.app, about: why === "" ? about : `${about}; ${why}` };
};

const pathOf = (access: Access): string => {
  if (access.kind === "consent") {
    return `/v1.0/oauth2PermissionGrants/${encodeURIComponent(access.grant.id)}`;
  }
  return assignmentsPath(access.holder, `/${encodeURIComponent(access.assignment.id)}`);
};

/** 204 (graph.md I51, I54). Gone already is as good as removed: a second DELETE answers 404. */
export const removal = ({ graph }: ActionContext, access: Access): ItemRequest => ({
  ids: [accessId(access)],
  send: async () => {
    try {
      return (await graph.delete(pathOf(access))).requestId;
    } catch (fault) {
      if (!(fault instanceof TenantFault) || fault.kind !== "not found") throw fault;
      return fault.requestId;
    }
  },
});

/** 201 with a new id (graph.md I51, I54): the same app, person, resource and scopes. */
export const restoration = ({ graph }: ActionContext, access: Access): ItemRequest => ({
  ids: [accessId(access)],
  send: async () => {
    if (access.kind === "app role") {
      const { principalId, resourceId, appRoleId } = access.assignment;
      const body = { principalId, resourceId, appRoleId };
      return (await graph.post(assignmentsPath(access.holder), body)).requestId;
    }
    const { clientId, consentType, principalId, resourceId, scope } = access.grant;
    const whose = typeof principalId === "string" ? { principalId } : {};
    const body = { clientId, consentType, ...whose, resourceId, scope: scope ?? "" };
    return (await graph.post("/v1.0/oauth2PermissionGrants", body)).requestId;
  },
});
