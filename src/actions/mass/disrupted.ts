/** Which accounts Defender's automatic attack disruption disabled before Cordon came. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { disrupters } from "../identity/who-disabled.ts";
import { shaped } from "../read.ts";
import { TenantFault } from "../tenant.ts";
import { type ObjectId } from "../../core/shared/ids.ts";

const entry = z.object({
  initiatedBy: z.object({ app: z.object({ displayName: z.string().nullish() }).nullish() }),
  targetResources: z.array(z.object({ id: z.string().nullish() })).nullish(),
});

/**
 * Those of the accounts whose disabling the directory audit lays to attack disruption. The audit is read once for all; where it
 * can't be read, none: an account that is done already is left out either way.
 */
export const disruptedAmong = async (
  { graph }: Pick<ActionContext, "graph">,
  ids: readonly ObjectId[],
): Promise<ReadonlySet<string>> => {
  if (ids.length === 0) return new Set();
  const filter = encodeURIComponent("activityDisplayName eq 'Disable account'");
  try {
    const { values } = await graph.list(`/v1.0/auditLogs/directoryAudits?$filter=${filter}`);
    const asked = new Set<string>(ids);
    return new Set(
      shaped(z.array(entry), values)
        .filter(({ initiatedBy }) => disrupters.test(initiatedBy.app?.displayName ?? ""))
        .flatMap(({ targetResources }) => targetResources ?? [])
        .flatMap(({ id }) => (id && asked.has(id.toLowerCase()) ? [id.toLowerCase()] : [])),
    );
  } catch (fault) {
    if (fault instanceof TenantFault) return new Set();
    throw fault;
  }
};
