/** How many Global Administrators would be left: the last two are nobody's to lock out (security rules, approvals 13). */
import { z } from "zod/v4";
import { type ActionContext } from "./context.ts";
import { objectId, type ObjectId } from "../core/shared/ids.ts";
import { readAllInGroup } from "./group-members.ts";
import { readAll } from "./read.ts";
import { globalAdministrator } from "./roles.ts";
import { readStandings } from "./standing.ts";

/** Fewer than so many enabled Global Administrators, and one mishap locks a tenant for good (Microsoft: two at least). */
const fewest = 2;

const holder = z.object({
  principalId: objectId,
  principal: z.object({ "@odata.type": z.string() }).nullish(),
});

type Context = Pick<ActionContext, "graph">;

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
  const inGroups = await Promise.all(idsOf("group").map((group) => readAllInGroup(context, group)));
  const standings = await readStandings(context, [...idsOf("user"), ...inGroups.flat()]);
  return new Set([...standings].flatMap(([id, standing]) => (standing === "member" ? [id] : [])));
};

/** Would fewer than two be left without this account? */
export const isOneOfLast = (admins: ReadonlySet<ObjectId>, id: ObjectId): boolean =>
  [...admins].filter((admin) => admin !== id).length < fewest;
