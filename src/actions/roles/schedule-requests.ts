/** Asking Privileged Identity Management for a change, and hearing what became of it. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { readAll } from "../read.ts";
import { TenantFault } from "../tenant.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Instant, type ObjectId } from "../../core/shared/ids.ts";
import { byPrincipal, directory, type Held, openGroups } from "./held-roles.ts";

/** What has a schedule. */
export type Scheduled = Extract<Held, { readonly end: string | null }>;

const paths = {
  active: `${directory}/roleAssignmentScheduleRequests`,
  eligible: `${directory}/roleEligibilityScheduleRequests`,
  "open group": `${openGroups}/eligibilityScheduleRequests`,
} as const satisfies Record<Scheduled["via"], string>;

/** Until when: an instant, for so many hours from now, or (null) without an end. */
export type Ends = { readonly at: string | null } | { readonly hours: number };

const expirationOf = (ends: Ends): Json => {
  if ("hours" in ends) return { type: "afterDuration", duration: `PT${String(ends.hours)}H` };
  return ends.at === null
    ? { type: "noExpiration" }
    : { type: "afterDateTime", endDateTime: ends.at };
};

const whatOf = (held: Scheduled): Readonly<Record<string, string>> =>
  held.via === "open group"
    ? { accessId: held.access, groupId: held.group }
    : { roleDefinitionId: held.role, directoryScopeId: held.scope };

/** One request: who, why, and for an assignment until when. */
export type Ask = {
  readonly held: Scheduled;
  readonly principalId: ObjectId;
  readonly reason: string;
  readonly now: Instant;
  /** Left out: it is taken away. */
  readonly ends?: Ends;
};

const bodyOf = (ask: Ask): Readonly<Record<string, Json>> => ({
  action: ask.ends ? "adminAssign" : "adminRemove",
  principalId: ask.principalId,
  ...whatOf(ask.held),
  justification: ask.reason,
  scheduleInfo: {
    startDateTime: ask.now,
    ...(ask.ends && { expiration: expirationOf(ask.ends) }),
  },
});

/** Codes that say: it is as asked already. */
const already = { remove: "RoleAssignmentDoesNotExist", assign: "RoleAssignmentExists" } as const;

/**
 * Graph rbacapplication-post-roleassignmentschedulerequests, -roleeligibilityschedulerequests and
 * privilegedaccessgroup-post-eligibilityschedulerequests: 201, and the service does it later.
 */
export const sendSchedule = async (
  { graph }: Pick<ActionContext, "graph">,
  ask: Ask,
): Promise<string> => {
  try {
    return (await graph.post(paths[ask.held.via], bodyOf(ask))).requestId;
  } catch (fault) {
    const done = ask.ends ? already.assign : already.remove;
    if (fault instanceof TenantFault && fault.code === done) return fault.requestId;
    throw fault;
  }
};

const requestSchema = z.object({
  action: z.string(),
  status: z.string(),
  createdDateTime: z.string().nullish(),
  roleDefinitionId: z.string().nullish(),
  directoryScopeId: z.string().nullish(),
  groupId: z.string().nullish(),
  accessId: z.string().nullish(),
});

/** States in which the service still works on it (Graph request resource). */
const unfinished = /^(Granted|Pending|Scheduled|AdminApproved|Accepted)/i;

/** What the newest request of this kind says; undefined where there is none. */
export const lastRequest = async (
  { graph }: Pick<ActionContext, "graph">,
  { held, principalId, assigns }: { held: Scheduled; principalId: ObjectId; assigns: boolean },
): Promise<{ readonly status: string; readonly unfinished: boolean } | undefined> => {
  const rows = await readAll(graph, `${paths[held.via]}${byPrincipal(principalId)}`, requestSchema);
  const wanted = Object.entries(whatOf(held));
  const fits = (row: Readonly<Record<string, string | null | undefined>>): boolean =>
    wanted.every(([key, value]) => row[key]?.toLowerCase() === value.toLowerCase());
  const [newest] = rows
    .filter((row) => row.action === (assigns ? "adminAssign" : "adminRemove") && fits(row))
    .sort((a, b) => (b.createdDateTime ?? "").localeCompare(a.createdDateTime ?? ""));
  return newest && { status: newest.status, unfinished: unfinished.test(newest.status) };
};
