/** Who took an effect away, as far as the directory's audit log tells. */
import { z } from "zod/v4";
import { type ActionContext } from "./context.ts";
import { isFinal, readAll } from "./read.ts";
import { type Subject } from "../core/incident/plan.ts";
import { type Instant } from "../core/shared/ids.ts";

const named = z.object({
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

const audit = z.object({
  activityDateTime: z.string(),
  activityDisplayName: z.string(),
  initiatedBy: z
    .object({ user: named.nullish(), app: z.object({ displayName: z.string().nullish() }).nullish() })
    .nullish(),
});

type Audit = z.infer<typeof audit>;

const makerOf = ({ initiatedBy }: Audit): string =>
  initiatedBy?.user?.displayName ??
  initiatedBy?.user?.userPrincipalName ??
  initiatedBy?.app?.displayName ??
  "somebody whom the log doesn't name";

/**
 * "Karin Lind, Enable account, 03:12 UTC": the last of these activities on this object since then. Undefined where the log
 * has none yet (audits arrive minutes late) or can't be read. Graph: GET /auditLogs/directoryAudits, AuditLog.Read.All.
 * Throws TenantFault where the service is away.
 */
export const changedBy = async (
  { graph }: Pick<ActionContext, "graph">,
  subject: Pick<Subject, "id">,
  { since, activities }: { readonly since: Instant; readonly activities: readonly string[] },
): Promise<string | undefined> => {
  if (activities.length === 0) return undefined;
  const filter = `activityDateTime ge ${since} and targetResources/any(t:t/id eq '${subject.id}')`;
  try {
    const path = `/v1.0/auditLogs/directoryAudits?$filter=${encodeURIComponent(filter)}`;
    const found = (await readAll(graph, path, audit))
      .filter(({ activityDisplayName }) => activities.includes(activityDisplayName))
      .sort((a, b) => b.activityDateTime.localeCompare(a.activityDateTime));
    const [last] = found;
    if (!last) return undefined;
    const at = new Date(last.activityDateTime).toISOString().slice(11, 16);
    return `${makerOf(last)}, ${last.activityDisplayName}, ${at} UTC`;
  } catch (fault) {
    if (isFinal(fault)) return undefined;
    throw fault;
  }
};
