import { z } from "zod/v4";
import { badRequest, notFound } from "../errors.ts";
import { text } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Handler, param, type Route } from "../router.ts";
import { type Change, rowAt, rowsOf } from "../state.ts";

const listRisky: Handler = (state, call) =>
  collection(call, rowsOf(state, "riskyUsers"), { pageSize: 20 });

/** 404 for somebody who was never at risk (graph.md I10 leaves it open; we take the strict reading). */
const getRisky: Handler = (state, call) => {
  const row = rowAt(state, "riskyUsers", param(call, "id"));
  return row ? entity(call, row) : notFound(param(call, "id"));
};

const marking = z.strictObject({ userIds: z.array(z.guid()).min(1).max(60) });

type Verdict = {
  readonly riskState: string;
  readonly riskLevel: string;
  readonly riskDetail: string;
};

/** 204; a user who wasn't in the list joins it (graph.md I8, I9). */
const mark =
  (verdict: Verdict): Handler =>
  (state, call) => {
    const parsed = marking.safeParse(call.body);
    if (!parsed.success) return badRequest("Invalid request body: userIds is required.");
    const changes: Change[] = [];
    for (const id of parsed.data.userIds) {
      const user = rowAt(state, "users", id);
      if (!user) return notFound(id);
      const row = {
        id,
        isDeleted: false,
        isProcessing: false,
        userDisplayName: text(user, "displayName"),
        userPrincipalName: text(user, "userPrincipalName"),
        ...verdict,
        riskLastUpdatedDateTime: call.now.toISOString(),
      };
      changes.push({ table: "riskyUsers", key: id, row });
    }
    return { status: 204, changes };
  };

const compromised = {
  riskState: "confirmedCompromised",
  riskLevel: "high",
  riskDetail: "adminConfirmedUserCompromised",
};
const dismissed = {
  riskState: "dismissed",
  riskLevel: "none",
  riskDetail: "adminDismissedAllRiskForUser",
};

const base = "/identityProtection/riskyUsers";

/** Risky users and what an administrator says about them. */
export const identityProtectionRoutes: readonly Route[] = [
  { method: "GET", path: base, handle: listRisky },
  { method: "GET", path: `${base}/:id`, handle: getRisky },
  { method: "POST", path: `${base}/confirmCompromised`, handle: mark(compromised) },
  { method: "POST", path: `${base}/dismiss`, handle: mark(dismissed) },
];
