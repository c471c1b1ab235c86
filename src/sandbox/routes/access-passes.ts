import { z } from "zod/v4";
import { graphError } from "../errors.ts";
import { text } from "../json.ts";
import { type Route } from "../router.ts";
import { type Change, type Row, rowAt, visible } from "../state.ts";
import { rowsOfUser, withUser } from "./find-user.ts";

/** The type of a Temporary Access Pass among the sign-in methods. */
export const accessPassType = "#microsoft.graph.temporaryAccessPassAuthenticationMethod";

const order = z.strictObject({
  "@odata.type": z.literal(accessPassType).optional(),
  lifetimeInMinutes: z.int().min(10).max(43_200).default(60),
  isUsableOnce: z.boolean().default(false),
  startDateTime: z.iso.datetime({ offset: true }).optional(),
});

/** Lifetimes end while nobody writes: what a pass is good for is read from the clock. */
export const accessPassSeen = (row: Row, now: Date): Row => {
  if (row["@odata.type"] !== accessPassType || row["methodUsabilityReason"] === "OneTimeUsed") {
    return row;
  }
  const start = Date.parse(text(row, "startDateTime"));
  const end = start + Number(row["lifetimeInMinutes"]) * 60_000;
  const reason =
    now.getTime() < start ? "NotYetValid" : now.getTime() >= end ? "Expired" : "EnabledByPolicy";
  return { ...row, isUsable: reason === "EnabledByPolicy", methodUsabilityReason: reason };
};

/** Key of the tenant's policy for passes; without a row it includes everybody. */
const policyKey = "authenticationMethodConfigurations/TemporaryAccessPass";

/** 201 with the pass, this once; the pass before is gone (Graph authentication-post-temporaryaccesspassmethods). */
const issue = withUser((state, call, user) => {
  const parsed = order.safeParse(call.body ?? {});
  if (!parsed.success) return graphError(400, "badRequest", "Invalid Temporary Access Pass.");
  if (user["userType"] === "Guest") {
    const message = "Temporary Access Pass cannot be added to an external guest user.";
    return graphError(400, "badRequest", message);
  }
  if (rowAt(state, "policies", policyKey)?.["state"] === "disabled") {
    const message = "Temporary Access Pass isn't enabled for this user by policy.";
    return graphError(400, "badRequest", message);
  }
  const { lifetimeInMinutes, isUsableOnce, startDateTime } = parsed.data;
  const userId = text(user, "id");
  const id = call.newId();
  const key = `${userId}/${id}`;
  const row: Row = {
    "@odata.type": accessPassType,
    id,
    temporaryAccessPass: null,
    createdDateTime: call.now.toISOString(),
    startDateTime: startDateTime ?? call.now.toISOString(),
    lifetimeInMinutes,
    isUsableOnce,
    isUsable: true,
    methodUsabilityReason: "EnabledByPolicy",
    _userId: userId,
    _key: key,
  };
  const replaced = rowsOfUser(state, "authenticationMethods", user)
    .filter((old) => old["@odata.type"] === accessPassType)
    .map((old): Change => ({ table: "authenticationMethods", key: text(old, "_key"), row: null }));
  const pass = `TAP-${call.newId().slice(0, 8)}`;
  return {
    status: 201,
    body: { ...visible(accessPassSeen(row, call.now)), temporaryAccessPass: pass },
    changes: [
      ...replaced,
      { table: "authenticationMethods", key, row, secrets: ["temporaryAccessPass"] },
    ],
  };
});

/** Making a pass; reading and deleting go with the other sign-in methods. */
export const accessPassRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/users/:user/authentication/temporaryAccessPassMethods",
    handle: issue,
  },
];
