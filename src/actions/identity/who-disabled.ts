/** Who disabled an account before Cordon, as far as the directory audit tells. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { shaped } from "../read.ts";
import { TenantFault } from "../tenant.ts";
import { type Subject } from "../../core/incident/plan.ts";

const entry = z.object({
  activityDateTime: z.string(),
  result: z.string().nullish(),
  initiatedBy: z.object({
    app: z.object({ displayName: z.string().nullish() }).nullish(),
    user: z.object({ userPrincipalName: z.string().nullish() }).nullish(),
  }),
});

/** Graph directoryaudit-list: the filter by activity and target is documented there. */
const pathFor = ({ id }: Subject): string => {
  const filter = `activityDisplayName eq 'Disable account' and targetResources/any(t:t/id eq '${id}')`;
  return `/v1.0/auditLogs/directoryAudits?$filter=${encodeURIComponent(filter)}`;
};

/** Names under which automatic attack disruption acts (Defender XDR, configure attack disruption). */
export const disrupters = /^microsoft (365 defender|defender xdr|defender for identity)$/i;

const sentenceFor = ({ initiatedBy, activityDateTime }: z.infer<typeof entry>): string => {
  const app = initiatedBy.app?.displayName ?? undefined;
  const who = (app ?? initiatedBy.user?.userPrincipalName ?? "somebody").slice(0, 60);
  const how = app !== undefined && disrupters.test(app) ? ", attack disruption" : "";
  // To the minute: audit and clock differ by seconds anyway.
  return `by ${who}${how}, at ${activityDateTime.slice(0, 16)}Z`;
};

/**
 * "by Microsoft Defender XDR, attack disruption, at 2026-03-02T08:41Z", or undefined where the audit doesn't tell: it is
 * up to 30 min late and needs a licence. Never throws TenantFault: nothing depends on it.
 */
export const whoDisabled = async (
  { graph }: Pick<ActionContext, "graph">,
  subject: Subject,
): Promise<string | undefined> => {
  try {
    const { values } = await graph.list(pathFor(subject), 50);
    const [last] = shaped(z.array(entry), values)
      .filter(({ result }) => result !== "failure")
      .toSorted((a, b) => b.activityDateTime.localeCompare(a.activityDateTime));
    return last && sentenceFor(last);
  } catch (fault) {
    // The account is disabled whoever did it; a log that can't be read must not stop that answer.
    if (fault instanceof TenantFault) return undefined;
    throw fault;
  }
};
