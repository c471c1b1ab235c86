import { z } from "zod/v4";
import { graphError } from "../errors.ts";
import { isList, isObject, text } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Call, type Handler, param, type Route } from "../router.ts";
import { type Row, rowAt, rowsOf } from "../state.ts";

/** A sensor on a domain controller does what was asked so many milliseconds later; until then it reads as before. */
const sensorMs = 20_000;

const missing = (id: string) =>
  graphError(404, "ResourceNotFound", `Identity account '${id}' was not found.`);

/** What Defender for Identity knows now: an action that no sensor has done yet doesn't show. */
const seen = (row: Row, now: Date): Row => {
  const from = text(row, "_from");
  const isDone = from === "" || Date.parse(from) <= now.getTime();
  return isDone ? row : { ...row, isEnabled: row["_was"] === true };
};

/** Graph security-identitycontainer-list-identityaccounts: `$filter` and `$select`. */
const list: Handler = (state, call) =>
  collection(
    call,
    rowsOf(state, "identityAccounts").map((row) => seen(row, call.now)),
    { pageSize: 50 },
  );

const read: Handler = (state, call) => {
  const row = rowAt(state, "identityAccounts", param(call, "id"));
  return row ? entity(call, seen(row, call.now)) : missing(param(call, "id"));
};

/** What Active Directory can be asked for (Graph security-identityaccounts-invokeaction, table of actions). */
const order = z.strictObject({
  accountId: z.string().min(1),
  action: z.enum(["disable", "enable", "forcePasswordReset"]),
  identityProvider: z.literal("activeDirectory"),
});

const isOf = (row: Row, accountId: string): boolean => {
  const accounts = row["accounts"];
  return (
    isList(accounts) &&
    accounts.some(
      (one) =>
        isObject(one) &&
        one["identifier"] === accountId &&
        text(one, "provider").toLowerCase() === "activedirectory",
    )
  );
};

const changed = (row: Row, action: z.output<typeof order>["action"], call: Call): Row => {
  if (action === "forcePasswordReset") return { ...row, passwordResetForced: true };
  return {
    ...row,
    isEnabled: action === "enable",
    _was: seen(row, call.now)["isEnabled"] ?? true,
    _from: new Date(call.now.getTime() + sensorMs).toISOString(),
  };
};

/** 200 at once, done by a sensor later. */
const invokeAction: Handler = (state, call) => {
  const key = param(call, "id");
  const row = rowAt(state, "identityAccounts", key);
  if (!row) return missing(key);
  const parsed = order.safeParse(call.body);
  if (!parsed.success) return graphError(400, "BadRequest", "The action isn't supported.");
  const { accountId, action, identityProvider } = parsed.data;
  if (!isOf(row, accountId)) {
    return graphError(400, "BadRequest", `Account '${accountId}' isn't one of this identity.`);
  }
  const value = { accountId, action, provider: identityProvider, correlationId: call.newId() };
  return {
    status: 200,
    body: { value },
    changes: [{ table: "identityAccounts", key, row: changed(row, action, call) }],
  };
};

const base = "/security/identities/identityAccounts";

/** Accounts as Defender for Identity knows them; the action has a short and a qualified name, as every bound action. */
export const identityAccountRoutes: readonly Route[] = [
  { method: "GET", path: base, handle: list },
  { method: "GET", path: `${base}/:id`, handle: read },
  { method: "POST", path: `${base}/:id/invokeAction`, handle: invokeAction },
  {
    method: "POST",
    path: `${base}/:id/microsoft.graph.security.invokeAction`,
    handle: invokeAction,
  },
];
