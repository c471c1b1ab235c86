/** Everybody who is privileged in the tenant, read once for a whole list: `readRoles` asks for one account at a time. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { readAllInGroup } from "../group-members.ts";
import { readAll } from "../read.ts";
import { globalAdministrator, harmlessRoles, withoutLicence } from "../roles.ts";
import { type Trait } from "../../core/incident/plan.ts";
import { objectId, type ObjectId } from "../../core/shared/ids.ts";

type Context = Pick<ActionContext, "graph">;

const holding = z.object({
  principalId: objectId,
  roleDefinitionId: z.string(),
  principal: z.object({ "@odata.type": z.string() }).nullish(),
});
const group = z.object({ id: objectId, isAssignableToRole: z.boolean().nullish() });
const joining = z.object({ principalId: objectId });

const directory = "/v1.0/roleManagement/directory";

/** Active and eligible, of people and of groups; without the licence for it nobody is eligible. */
const readHoldings = async ({ graph }: Context) => {
  const [active, eligible] = await Promise.all([
    readAll(graph, `${directory}/roleAssignments?$expand=principal`, holding),
    readAll(
      graph,
      `${directory}/roleEligibilityScheduleInstances?$expand=principal`,
      holding,
    ).catch(withoutLicence),
  ]);
  return [...active, ...eligible].filter(
    ({ roleDefinitionId }) => !harmlessRoles.has(roleDefinitionId.toLowerCase()),
  );
};

/** Groups to which roles can be given (Graph group-list, `isAssignableToRole eq true`). */
const readRoleGroups = async ({ graph }: Context): Promise<readonly ObjectId[]> => {
  const filter = encodeURIComponent("isAssignableToRole eq true");
  const path = `/v1.0/groups?$filter=${filter}&$select=id,isAssignableToRole`;
  const groups = await readAll(graph, path, group);
  return groups.flatMap(({ id, isAssignableToRole }) => (isAssignableToRole === true ? [id] : []));
};

/** Who can make themselves members of a group (Privileged Identity Management for Groups). */
const readJoiners = async ({ graph }: Context, id: ObjectId): Promise<readonly ObjectId[]> => {
  const filter = encodeURIComponent(`groupId eq '${id}'`);
  const path = `/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter=${filter}`;
  const found = await readAll(graph, path, joining).catch(withoutLicence);
  return found.map(({ principalId }) => principalId);
};

const inGroup = async (context: Context, id: ObjectId): Promise<readonly ObjectId[]> => {
  const [members, joiners] = await Promise.all([
    readAllInGroup(context, id),
    readJoiners(context, id),
  ]);
  return [...members, ...joiners];
};

const isGroup = ({ principal }: z.infer<typeof holding>): boolean =>
  principal?.["@odata.type"].toLowerCase() === "#microsoft.graph.group";

/**
 * Traits of everybody who holds or can activate a role that does more than read or invite, and of everybody in a group
 * to which roles can be given; sorted. Whoever isn't in it holds none. Throws TenantFault where any of it can't be read: a
 * list that is half known would let an administrator through.
 */
export const readPrivileged = async (
  context: Context,
): Promise<ReadonlyMap<ObjectId, readonly Trait[]>> => {
  const [holdings, roleGroups] = await Promise.all([
    readHoldings(context),
    readRoleGroups(context),
  ]);
  const groups = new Set([
    ...roleGroups,
    ...holdings.filter(isGroup).map(({ principalId }) => principalId),
  ]);
  const people = new Map<ObjectId, readonly ObjectId[]>(
    await Promise.all([...groups].map(async (id) => [id, await inGroup(context, id)] as const)),
  );
  const found = new Map<ObjectId, readonly Trait[]>();
  const mark = (id: ObjectId, traits: readonly Trait[]): void => {
    found.set(id, [...new Set([...(found.get(id) ?? []), ...traits])].sort());
  };
  for (const members of people.values()) for (const id of members) mark(id, ["privileged"]);
  for (const { principalId, roleDefinitionId } of holdings) {
    const isGlobal = roleDefinitionId.toLowerCase() === globalAdministrator;
    const traits: readonly Trait[] = isGlobal
      ? ["global administrator", "privileged"]
      : ["privileged"];
    for (const id of people.get(principalId) ?? [principalId]) mark(id, traits);
  }
  return found;
};
