import { z } from "zod/v4";
import { badRequest, graphError } from "../errors.ts";
import { given, type JsonObject, text } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Call, type Handler, type Outcome, param, type Route } from "../router.ts";
import { type Change, type Row, rowAt, rowsOf, type State } from "../state.ts";
import { gave, took } from "./role-assignments.ts";

const schedule = z.strictObject({
  startDateTime: z.iso.datetime().optional(),
  expiration: z
    .strictObject({
      type: z.enum(["notSpecified", "noExpiration", "afterDateTime", "afterDuration"]),
      endDateTime: z.iso.datetime().nullable().optional(),
      duration: z.string().optional(),
    })
    .optional(),
});
const common = {
  action: z.enum(["adminAssign", "adminRemove"]),
  justification: z.string().optional(),
  principalId: z.guid(),
  scheduleInfo: schedule.optional(),
};
const roleRequest = z.strictObject({
  ...common,
  roleDefinitionId: z.guid(),
  directoryScopeId: z.string().startsWith("/"),
});
const groupRequest = z.strictObject({
  ...common,
  groupId: z.guid(),
  accessId: z.enum(["member", "owner"]),
});

type Schedule = z.infer<typeof schedule>;

/** The three kinds of PIM schedules and where their instances are kept. */
type Kind = "active" | "eligible" | "group";
const tables = {
  active: "roleAssignments",
  eligible: "roleEligibilities",
  group: "groupEligibilities",
} as const satisfies Record<Kind, string>;

const hours = (duration: string): number | undefined => {
  const match = /^P(?:(\d+)D)?(?:T(\d+)H)?$/.exec(duration);
  if (!match || (match[1] === undefined && match[2] === undefined)) return undefined;
  return Number(match[1] ?? 0) * 24 + Number(match[2] ?? 0);
};

/** When it ends: null for never, undefined for a schedule that can't be used. */
const endOf = ({ expiration }: Schedule, now: Date): string | null | undefined => {
  if (!expiration || expiration.type === "noExpiration") return null;
  if (expiration.type === "afterDateTime") return expiration.endDateTime ?? undefined;
  const length = hours(expiration.duration ?? "");
  if (expiration.type !== "afterDuration" || length === undefined) return undefined;
  return `${new Date(now.getTime() + length * 3_600_000).toISOString().slice(0, 19)}Z`;
};

/** What names one assignment: who, what and where. */
const keysOf = (kind: Kind): readonly string[] =>
  kind === "group"
    ? ["principalId", "groupId", "accessId"]
    : ["principalId", "roleDefinitionId", "directoryScopeId"];

const sameIn = (rows: readonly Row[], kind: Kind, asked: JsonObject): Row | undefined =>
  rows.find((row) => keysOf(kind).every((key) => row[key] === asked[key]));

const isPrincipal = (state: State, id: string): boolean =>
  (["users", "servicePrincipals", "directoryObjects"] as const).some(
    (table) => rowAt(state, table, id) !== undefined,
  );

const refusals = {
  subject: ["SubjectNotFound", "The subject is not found."],
  exists: ["RoleAssignmentExists", "The Role assignment already exists."],
  none: ["RoleAssignmentDoesNotExist", "The Role assignment does not exist."],
  pending: [
    "PendingRoleAssignmentRequest",
    "There is already an existing pending Role assignment request.",
  ],
  expired: [
    "RoleAssignmentRequestPolicyValidationFailed",
    'The following policy rules failed: ["ExpirationRule"]',
  ],
} as const;

const refused = (why: keyof typeof refusals): Outcome =>
  graphError(400, refusals[why][0], refusals[why][1]);

/** A request that the service still works on blocks the next one for the same assignment. */
const isPending = (state: State, kind: Kind, asked: JsonObject): boolean => {
  const waiting = rowsOf(state, "roleScheduleRequests").filter(
    (row) => row["_kind"] === kind && text(row, "status").startsWith("Pending"),
  );
  return sameIn(waiting, kind, asked) !== undefined;
};

type Asked = JsonObject & { readonly action: string };

const assigned = (kind: Kind, call: Call, asked: Asked, end: string | null): Row => {
  const id = call.newId();
  const what = Object.fromEntries(keysOf(kind).map((key) => [key, asked[key] ?? null]));
  const when = { startDateTime: `${call.now.toISOString().slice(0, 19)}Z`, endDateTime: end };
  if (kind === "active") {
    return { id, ...what, _startDateTime: when.startDateTime, _endDateTime: end };
  }
  return kind === "group"
    ? { id, ...what, memberType: "direct", ...when, eligibilityScheduleId: id }
    : {
        id,
        ...what,
        appScopeId: null,
        memberType: "Direct",
        ...when,
        roleEligibilityScheduleId: id,
      };
};

const changesFor = (state: State, kind: Kind, found: Row | undefined, added: Row | undefined) => {
  const table = tables[kind];
  const row = added ?? found ?? {};
  const change: Change = { table, key: text(row, "id"), row: added ?? null };
  if (kind !== "active") return [change];
  return [change, ...(added ? gave(state, added) : took(state, row))];
};

const answered = (call: Call, kind: Kind, asked: Asked): { sent: Row; kept: Row } => {
  const sent: Row = {
    id: call.newId(),
    status: "Granted",
    createdDateTime: call.now.toISOString(),
    completedDateTime: null,
    ...asked,
  };
  const status = asked.action === "adminAssign" ? "Provisioned" : "Revoked";
  return {
    sent,
    kept: { ...sent, status, completedDateTime: call.now.toISOString(), _kind: kind },
  };
};

type Judged =
  | { readonly refusal: keyof typeof refusals }
  | { readonly found: Row | undefined; readonly end: string | null };

/** Why the service doesn't take it, or what it found and when the new assignment ends. */
const judge = (
  state: State,
  kind: Kind,
  { now, asked, schedule: when }: { now: Date; asked: Asked; schedule: Schedule | undefined },
): Judged => {
  if (!isPrincipal(state, text(asked, "principalId"))) return { refusal: "subject" };
  if (isPending(state, kind, asked)) return { refusal: "pending" };
  const found = sameIn(rowsOf(state, tables[kind]), kind, asked);
  if (asked.action === "adminRemove") return found ? { found, end: null } : { refusal: "none" };
  if (found) return { refusal: "exists" };
  const end = when ? endOf(when, now) : undefined;
  const isPast = typeof end === "string" && Date.parse(end) <= now.getTime();
  return end === undefined || isPast ? { refusal: "expired" } : { found, end };
};

/**
 * 201 with the request as it was taken, status Granted; the service has then done it (Provisioned, Revoked). Codes of
 * its refusals: what Privileged Identity Management answers.
 */
const request =
  (kind: Kind): Handler =>
  (state, call) => {
    const parsed = (kind === "group" ? groupRequest : roleRequest).safeParse(call.body);
    if (!parsed.success) return badRequest("The request body is not valid.");
    const { scheduleInfo: asks, action, ...rest } = parsed.data;
    const asked: Asked = { action, ...given(rest) };
    const judged = judge(state, kind, { now: call.now, asked, schedule: asks });
    if ("refusal" in judged) return refused(judged.refusal);
    const { sent, kept } = answered(call, kind, asked);
    const added = action === "adminAssign" ? assigned(kind, call, asked, judged.end) : undefined;
    const log: Change = { table: "roleScheduleRequests", key: text(kept, "id"), row: kept };
    return {
      status: 201,
      body: sent,
      changes: [...changesFor(state, kind, judged.found, added), log],
    };
  };

const requests =
  (kind: Kind): Handler =>
  (state, call) =>
    collection(
      call,
      rowsOf(state, "roleScheduleRequests").filter((row) => row["_kind"] === kind),
      { pageSize: 100 },
    );

const requestById: Handler = (state, call) => {
  const id = param(call, "id");
  const row = rowAt(state, "roleScheduleRequests", id);
  return row
    ? entity(call, row)
    : graphError(404, "RoleAssignmentRequestNotFound", "The request is not found.");
};

const paths = {
  active: "/roleManagement/directory/roleAssignmentScheduleRequests",
  eligible: "/roleManagement/directory/roleEligibilityScheduleRequests",
  group: "/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests",
} as const satisfies Record<Kind, string>;

/** Privileged Identity Management: asking for assignments and for their end. */
export const scheduleRequestRoutes: readonly Route[] = (
  ["active", "eligible", "group"] as const
).flatMap((kind) => [
  { method: "GET", path: paths[kind], handle: requests(kind) },
  { method: "POST", path: paths[kind], handle: request(kind) },
  { method: "GET", path: `${paths[kind]}/:id`, handle: requestById },
]);
