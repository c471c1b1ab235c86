/** Which addresses are the tenant's own: everybody else is outside. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Judged, judged } from "../guard-parts.ts";
import { readAll } from "../read.ts";

const domain = z.object({ id: z.string().min(1), isVerified: z.boolean().nullish() });

const why = "The tenant's own domains can't be told";

/**
 * The tenant's verified domains in lower case (Graph domain-list, Domain.Read.All), never an empty set: with that,
 * everybody would be outside. Domains of one account or mail address won't do, a tenant has up to 5,000. Throws
 * TenantFault where Graph is away; what can't be read for good is a reason against acting.
 */
export const readOwnDomains = async ({
  graph,
}: Pick<ActionContext, "graph">): Promise<Judged<ReadonlySet<string>>> => {
  const read = await judged(readAll(graph, "/v1.0/domains", domain), why);
  if ("reason" in read) return read;
  const verified = read.found.filter(({ isVerified }) => isVerified === true);
  return verified.length > 0
    ? { found: new Set(verified.map(({ id }) => id.toLowerCase())) }
    : { reason: `${why} (none is verified), so a person has to look first.` };
};
