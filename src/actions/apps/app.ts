import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { objectId, type ObjectId } from "../../core/shared/ids.ts";
import { read } from "../read.ts";

const text = z.string().nullish();

/** Members of a service principal that Cordon reads (Graph servicePrincipal resource). */
export const appSchema = z.object({
  id: objectId,
  appId: z.string(),
  displayName: text,
  accountEnabled: z.boolean().nullish(),
  appOwnerOrganizationId: text,
  servicePrincipalType: text,
  signInAudience: text,
  verifiedPublisher: z.object({ displayName: text, verifiedPublisherId: text }).nullish(),
  disabledByMicrosoftStatus: text,
});

/** A service principal as Graph says (Graph servicePrincipal resource); absent members are null or missing. */
export type App = z.infer<typeof appSchema>;

/** Path of a service principal by object id. */
export const appPath = (id: string, rest = ""): string =>
  `/v1.0/servicePrincipals/${encodeURIComponent(id)}${rest}`;

/** The members that `App` has, for `$select`. */
export const appMembers = Object.keys(appSchema.shape).join(",");

/** Reads a service principal by object id. Throws TenantFault, `not found` where Entra has none or deleted it. */
export const readApp = ({ graph }: Pick<ActionContext, "graph">, id: ObjectId): Promise<App> =>
  read(graph, appPath(id, `?$select=${appMembers}`), appSchema);

/** Name for people; apps without one are named by their app id. */
export const appName = ({ displayName, appId }: Pick<App, "displayName" | "appId">): string =>
  displayName ?? appId;

/** Has Microsoft verified who publishes it? */
export const isVerified = ({ verifiedPublisher }: App): boolean =>
  typeof verifiedPublisher?.verifiedPublisherId === "string";

/** Does it belong to this organisation, by the tenant that registered it? */
export const isOurs = ({ appOwnerOrganizationId }: App, tenantId: string): boolean =>
  appOwnerOrganizationId?.toLowerCase() === tenantId.toLowerCase();
