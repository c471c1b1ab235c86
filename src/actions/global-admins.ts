/** How many Global Administrators would be left: the last two are nobody's to lock out (security rules, approvals 13). */
import { z } from "zod/v4";
import { type ActionContext } from "./contract.ts";
import { objectId, type ObjectId } from "../core/shared/ids.ts";
import { readAll } from "./read.ts";
import { globalAdministrator } from "./roles.ts";
import { readStandings, standingOf, standingProperties, standingSchema } from "./standing.ts";

/** Fewer than so many enabled Global Administrators, and one mishap locks a tenant for good (Microsoft: two at least). */
const fewest = 2;

const holder = z.object({
  principalId: objectId,
  principal: z.object({ "@odata.type": z.string() }).nullish(),
});

type Context = Pick<ActionContext, "graph">;

/** Members of a role-assignable group, and of groups in it, that are enabled members of this tenant. */
const membersOf = async ({ graph }: Context, group: ObjectId): Promise<readonly ObjectId[]> => {
  const path = `/v1.0/groups/${encodeURIComponent(group)}/transitiveMembers/microsoft.graph.user`;
  const members = await readAll(graph, `${path}?$select=${standingProperties}`, standingSchema);
  return members.filter((user) => standingOf(user) === "member").map(({ id }) => id);
};

/** Of principals held to be users, those that are enabled members. */
const usersAmong = async (
  context: Context,
  ids: readonly ObjectId[],
): Promise<readonly ObjectId[]> => {
  const standings = await readStandings(context, ids);
  return ids.filter((id) => standings.get(id) === "member");
};

const isKind = (kind: string) => (found: z.infer<typeof holder>) =>
  found.principal?.["@odata.type"].toLowerCase() === `#microsoft.graph.${kind}`;

/**
 * Everybody who holds Global Administrator now, directly or through a group, and is an enabled member; those who could
 * activate it don't count, emergency accounts do. Throws TenantFault where the list can't be read whole.
 */
export const readGlobalAdmins = async (context: Context): Promise<ReadonlySet<ObjectId>> => {
  const filter = encodeURIComponent(`roleDefinitionId eq '${globalAdministrator}'`);
  const path = `/v1.0/roleManagement/directory/roleAssignments?$filter=${filter}&$expand=principal`;
  const holders = await readAll(context.graph, path, holder);
  const idsOf = (kind: string) =>
    holders.filter(isKind(kind)).map(({ principalId }) => principalId);
  const [direct, ...throughGroups] = await Promise.all([
    usersAmong(context, idsOf("user")),
    ...idsOf("group").map((group) => membersOf(context, group)),
  ]);
  return new Set([...direct, ...throughGroups.flat()]);
};

/** Would fewer than two be left without this account? */
export const isOneOfLast = (admins: ReadonlySet<ObjectId>, id: ObjectId): boolean =>
  [...admins].filter((admin) => admin !== id).length < fewest;
