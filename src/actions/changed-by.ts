/** Who took an effect away, as far as the directory's audit log tells. */
import { z } from "zod/v4";
import { type ActionContext } from "./context.ts";
import { isFinal, readAll } from "./read.ts";
import { type Subject } from "../core/incident/plan.ts";
import { type Instant } from "../core/shared/ids.ts";

const user = z.object({
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

const app = z.object({
  displayName: z.string().nullish(),
  appId: z.string().nullish(),
  servicePrincipalId: z.string().nullish(),
});

const audit = z.object({
  activityDateTime: z.iso.datetime({ offset: true }),
  activityDisplayName: z.string(),
  result: z.string().nullish(),
  initiatedBy: z.object({ user: user.nullish(), app: app.nullish() }).nullish(),
});

type Audit = z.infer<typeof audit>;

const makerOf = ({ initiatedBy }: Audit): string =>
  initiatedBy?.user?.displayName ??
  initiatedBy?.user?.userPrincipalName ??
  initiatedBy?.app?.displayName ??
  "somebody whom the log doesn't name";

/** Cordon's own change, "Update service principal" for one, is what was taken away, not who took it away. */
const isOwn = ({ initiatedBy }: Audit, own: readonly string[]): boolean =>
  [initiatedBy?.app?.appId, initiatedBy?.app?.servicePrincipalId].some(
    (id) => typeof id === "string" && own.includes(id),
  );

const timeOf = ({ activityDateTime }: Audit): number => Date.parse(activityDateTime);

/**
 * "Karin Lind, Enable account, 03:12 UTC": the last of these activities on this object since then that
 * worked and wasn't Cordon's. Undefined where the log has none yet (audits arrive minutes late) or can't be read. Graph: GET /auditLogs/directoryAudits, AuditLog.Read.All.
 * Throws TenantFault where the service is away.
 */
export const changedBy = async (
  { graph, never }: Pick<ActionContext, "graph" | "never">,
  subject: Pick<Subject, "id">,
  { since, activities }: { readonly since: Instant; readonly activities: readonly string[] },
): Promise<string | undefined> => {
  if (activities.length === 0) return undefined;
  const filter = `activityDateTime ge ${since} and targetResources/any(t:t/id eq '${subject.id}')`;
  try {
    const path = `/v1.0/auditLogs/directoryAudits?$filter=${encodeURIComponent(filter)}`;
    const [last] = (await readAll(graph, path, audit))
      .filter(({ activityDisplayName: name }) => activities.includes(name))
      .filter((entry) => entry.result !== "failure" && !isOwn(entry, never.own))
      .sort((a, b) => timeOf(b) - timeOf(a));
    if (!last) return undefined;
    const at = new Date(timeOf(last)).toISOString().slice(11, 16);
    return `${makerOf(last)}, ${last.activityDisplayName}, ${at} UTC`;
  } catch (fault) {
    if (isFinal(fault)) return undefined;
    throw fault;
  }
};
