/** What a person is licensed for, and whether attack disruption has acted on the account already. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { disrupters } from "../identity/who-disabled.ts";
import { readAll, shaped, userPath } from "../read.ts";
import { TenantFault } from "../tenant.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { type Evaluated } from "./evaluated.ts";

const licence = z.object({ skuPartNumber: z.string() });

/** Part numbers such as "SPE_E5", groups' licences among them (Graph user-list-licensedetails). */
export const readLicences = async (
  { graph }: Pick<ActionContext, "graph">,
  { id }: Subject,
): Promise<readonly string[]> => {
  const found = await readAll(graph, userPath(id, "/licenseDetails"), licence);
  return found.map(({ skuPartNumber }) => skuPartNumber).toSorted();
};

const event = z.object({
  activityDateTime: z.string(),
  activityDisplayName: z.string(),
  result: z.string().nullish(),
  initiatedBy: z
    .object({ app: z.object({ displayName: z.string().nullish() }).nullish() })
    .nullish(),
});

/** One thing that attack disruption did to the account. */
export type XdrAct = { readonly at: string; readonly activity: string; readonly app: string };

/** 30 days: what the directory keeps with P1 and P2 (Entra audit logs). */
const windowMs = 30 * 86_400_000;
/** The largest page of the audit: one request reads it all, or the answer is "unknown". */
const pageSize = 999;

const auditPath = ({ now }: Pick<ActionContext, "now">, { id }: Subject): string => {
  const since = `${new Date(Date.parse(now()) - windowMs).toISOString().slice(0, 19)}Z`;
  const filter = `targetResources/any(t:t/id eq '${id}') and activityDateTime ge ${since}`;
  return `/v1.0/auditLogs/directoryAudits?$top=${String(pageSize)}&$filter=${encodeURIComponent(filter)}`;
};

const actOf = ({
  activityDateTime: at,
  activityDisplayName: activity,
  result,
  initiatedBy,
}: z.infer<typeof event>): readonly XdrAct[] => {
  const app = initiatedBy?.app?.displayName ?? "";
  return result !== "failure" && disrupters.test(app) ? [{ at, activity, app }] : [];
};

/**
 * What attack disruption did to the account in the last 30 days, newest first. The audit is up to 30 min late.
 * @throws TenantFault where it can't be read, or is longer than one page (Graph directoryaudit-list)
 */
export const readXdrActs = async (
  context: Pick<ActionContext, "graph" | "now">,
  subject: Subject,
): Promise<readonly XdrAct[]> => {
  const { values, complete } = await context.graph.list(auditPath(context, subject), pageSize);
  if (!complete) {
    throw new TenantFault("The account's audit is longer than one page", {
      kind: "refused",
      code: "ListTooLong",
      requestId: "",
    });
  }
  return shaped(z.array(event), values)
    .flatMap(actOf)
    .toSorted((a, b) => b.at.localeCompare(a.at));
};

const verbs: ReadonlyMap<string, string> = new Map([
  ["Disable account", "disabled"],
  ["Enable account", "enabled"],
]);

/** The newest act that decides over sign-in, else the newest of all. */
const xdrWords = (acts: readonly XdrAct[]): readonly string[] => {
  const act = acts.find(({ activity }) => verbs.has(activity)) ?? acts[0];
  if (!act) return [];
  // To the minute: audit and clock differ by seconds anyway.
  const at = `${act.at.slice(0, 10)} ${act.at.slice(11, 16)} UTC`;
  return [`${verbs.get(act.activity) ?? "changed"} by ${act.app} ${at}`];
};

/** Clauses for the summary; none where there is nothing to say. */
export const licenceAndXdrWords = (
  licences: Evaluated<readonly string[]>,
  xdr: Evaluated<readonly XdrAct[]> | undefined,
): readonly string[] => [
  ...("unknown" in licences
    ? [`licences not evaluable (${licences.unknown})`]
    : licences.value.length === 0
      ? ["no licence"]
      : []),
  ...(xdr && "unknown" in xdr ? [`XDR state not evaluable (${xdr.unknown})`] : []),
  ...(xdr && "value" in xdr ? xdrWords(xdr.value) : []),
];
