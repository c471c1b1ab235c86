/** Whether somebody's account is a member's in good standing now: who isn't may not decide. */
import { z } from "zod/v4";
import { isFromOutside } from "./account.ts";
import { type ActionContext } from "./context.ts";
import { objectId, type ObjectId } from "../core/shared/ids.ts";
import { readAll } from "./read.ts";

/**
 * member: a member of this tenant whose account is enabled, and nothing else · guest: any other type of user ·
 * external: a member by type that another organisation signs in (B2B member) · disabled · gone: deleted or never here.
 */
export type Standing = "member" | "guest" | "external" | "disabled" | "gone";

const person = z.object({
  id: objectId,
  userPrincipalName: z.string().nullish(),
  userType: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  creationType: z.string().nullish(),
  externalUserState: z.string().nullish(),
});

const select = Object.keys(person.shape).join(",");

/** What is absent never makes a member: no flag is disabled, no type is a guest. */
const standingOf = (user: z.infer<typeof person>): Exclude<Standing, "gone"> => {
  if (user.accountEnabled !== true) return "disabled";
  if (user.userType !== "Member") return "guest";
  return isFromOutside(user) ? "external" : "member";
};

/** Values that Graph takes in one `in` clause (Graph filter query parameter). */
const mostInOne = 15;

const chunksOf = (ids: readonly ObjectId[]): readonly (readonly ObjectId[])[] =>
  Array.from({ length: Math.ceil(ids.length / mostInOne) }, (_, index) =>
    ids.slice(index * mostInOne, (index + 1) * mostInOne),
  );

/**
 * Reads how these accounts stand, 15 in one request (Graph user-list, `User.Read.All`). Every id asked for is in the
 * answer. Throws TenantFault where any of it can't be read: an answer is whole or none.
 */
export const readStandings = async (
  { graph }: Pick<ActionContext, "graph">,
  ids: readonly ObjectId[],
): Promise<ReadonlyMap<ObjectId, Standing>> => {
  const asked = [...new Set(ids)];
  const pages = await Promise.all(
    chunksOf(asked).map((chunk) => {
      const filter = `id in (${chunk.map((id) => `'${id}'`).join(",")})`;
      const query = `$filter=${encodeURIComponent(filter)}&$select=${select}`;
      return readAll(graph, `/v1.0/users?${query}`, person);
    }),
  );
  const found = new Map(pages.flat().map((user) => [user.id, standingOf(user)] as const));
  return new Map(asked.map((id) => [id, found.get(id) ?? "gone"] as const));
};
