/** Who is in a group of Entra: for teams whose people on call are kept there. */
import { z } from "zod/v4";
import { type ActionContext } from "./context.ts";
import { objectId, type ObjectId } from "../core/shared/ids.ts";
import { readAll } from "./read.ts";

const member = z.object({ "@odata.type": z.string(), id: objectId });

type Context = Pick<ActionContext, "graph">;

const peopleOf = async (
  { graph }: Context,
  group: string,
  collection: "members" | "transitiveMembers",
): Promise<readonly ObjectId[]> => {
  const path = `/v1.0/groups/${encodeURIComponent(group)}/${collection}?$select=id`;
  const members = await readAll(graph, path, member);
  return members.flatMap((one) =>
    one["@odata.type"].toLowerCase() === "#microsoft.graph.user" ? [one.id] : [],
  );
};

/**
 * Object ids of the people who are direct members (Graph group-list-members); groups inside the group
 * and what isn't a person are left out. Type and id are sent even where nothing else may be read, and
 * without the cast to `microsoft.graph.user`, which some tenants answer for advanced queries only.
 * Needs GroupMember.Read.All. Throws TenantFault, also for more than 5,000 members.
 */
export const readGroupMembers = (context: Context, group: string): Promise<readonly ObjectId[]> =>
  peopleOf(context, group, "members");

/** The same with the people of all groups inside it (Graph group-list-transitivemembers). */
export const readAllInGroup = (context: Context, group: string): Promise<readonly ObjectId[]> =>
  peopleOf(context, group, "transitiveMembers");
