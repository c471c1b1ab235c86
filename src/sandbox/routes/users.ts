import { z } from "zod/v4";
import { badRequest, denied, graphError } from "../errors.ts";
import { given, isObject, text } from "../json.ts";
import { collection, entity, isEventual } from "../odata.ts";
import { type Call, type Handler, type Outcome, type Route } from "../router.ts";
import { type Change, type Row, rowAt, rowsOf, type State } from "../state.ts";
import { rowsOfUser, wholeSeconds, withUser } from "./find-user.ts";
import { mayWriteSignIn } from "./privileged.ts";
import { defaultUserProperties, userProperties } from "./user-properties.ts";

const shape = { defaultSelect: defaultUserProperties, selectable: userProperties };

const listUsers: Handler = (state, call) => {
  const found = searched(call, rowsOf(state, "users"));
  return found.ok ? collection(call, found.rows, { pageSize: 5, ...shape }) : found.refusal;
};

type Searched =
  | { readonly ok: true; readonly rows: readonly Row[] }
  | { readonly ok: false; readonly refusal: Outcome };

/** `$search="displayName:x" OR "mail:y"`: a word of the field begins with the text (Graph search-query). */
const searched = (call: Call, rows: readonly Row[]): Searched => {
  const search = call.query.get("$search");
  if (search === null) return { ok: true, rows };
  if (!isEventual(call)) {
    const message =
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'";
    return { ok: false, refusal: graphError(400, "Request_UnsupportedQuery", message) };
  }
  const clauses = search.split(/ OR /).map((part) => /^\s*"(\w+):(.+)"\s*$/.exec(part));
  if (clauses.some((clause) => clause === null)) {
    const refusal = graphError(400, "BadRequest", `Syntax error: unexpected $search '${search}'.`);
    return { ok: false, refusal };
  }
  const matches = (row: Row, field: string, start: string): boolean => {
    const value = text(row, field).toLowerCase();
    return (
      value.startsWith(start) || value.split(/[^\p{L}\p{N}]+/u).some((w) => w.startsWith(start))
    );
  };
  const hit = (row: Row): boolean =>
    clauses.some((clause) => matches(row, clause?.[1] ?? "", (clause?.[2] ?? "").toLowerCase()));
  return { ok: true, rows: rows.filter(hit) };
};

const getUser = withUser((_state, call, user) => entity(call, user, shape));

const userPatch = z.strictObject({
  accountEnabled: z.boolean().optional(),
  passwordProfile: z
    .strictObject({
      password: z.string(),
      forceChangePasswordNextSignIn: z.boolean().optional(),
      forceChangePasswordNextSignInWithMfa: z.boolean().optional(),
    })
    .optional(),
  department: z.string().nullable().optional(),
  jobTitle: z.string().nullable().optional(),
});
type UserPatch = z.infer<typeof userPatch>;

/** Graph users-update: 204; what decides over sign-in needs a role where the account is an administrator's. */
const patchUser = withUser((state, call, user) => {
  const parsed = userPatch.safeParse(call.body);
  if (!parsed.success || Object.keys(parsed.data).length === 0) {
    return badRequest("One or more property values specified are invalid.");
  }
  const refusal = refusalOf(state, user, parsed.data);
  if (refusal) return refusal;
  return { status: 204, changes: [changeOf(user, parsed.data, call.now)] };
});

const refusalOf = (state: State, user: Row, patch: UserPatch): Outcome | undefined => {
  const sensitive = patch.accountEnabled !== undefined || patch.passwordProfile !== undefined;
  const password = patch.passwordProfile !== undefined;
  if (sensitive && !mayWriteSignIn(state, user, { password })) return denied();
  if (patch.passwordProfile && user["onPremisesSyncEnabled"] === true) {
    return badRequest(
      "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.",
    );
  }
  if (patch.passwordProfile && isFederated(state, user)) {
    return badRequest(
      "Password changes for federated users must be made at their identity provider.",
    );
  }
  if (patch.passwordProfile && !isStrong(patch.passwordProfile.password)) {
    return badRequest(
      "The specified password does not comply with password complexity requirements. Please provide a different password.",
    );
  }
  return undefined;
};

/** Does another identity provider keep the passwords of the account's domain? */
const isFederated = (state: State, user: Row): boolean => {
  const domain = text(user, "userPrincipalName").split("@").at(-1)?.toLowerCase() ?? "";
  return rowAt(state, "domains", domain)?.["authenticationType"] === "Federated";
};

/** Entra's cloud policy: 8 to 256 characters, three of four classes. */
const isStrong = (password: string): boolean =>
  password.length >= 8 &&
  password.length <= 256 &&
  [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length >= 3;

const changeOf = (user: Row, patch: UserPatch, now: Date): Change => {
  const { passwordProfile, ...plain } = patch;
  const row = { ...user, ...given(plain) };
  if (!passwordProfile) return { table: "users", key: text(user, "id"), row };
  return {
    table: "users",
    key: text(user, "id"),
    row: { ...row, lastPasswordChangeDateTime: wholeSeconds(now) },
    secrets: ["passwordProfile"],
  };
};

/** 200 with `value: true`; sessions of guests live in their home tenant and stay as they are (graph.md I1). */
const revokeSignInSessions = withUser((_state, call, user) => {
  const answer = {
    status: 200,
    body: {
      "@odata.context": `${call.tenant.url}/${call.version}/$metadata#Edm.Boolean`,
      value: true,
    },
  };
  if (call.body !== undefined && !isObject(call.body)) return badRequest("Invalid request body.");
  if (user["userType"] === "Guest") return answer;
  const row = { ...user, signInSessionsValidFromDateTime: wholeSeconds(call.now) };
  return { ...answer, changes: [{ table: "users", key: text(user, "id"), row }] };
});

/** Rows that are linked to the user by `_userId`, sent as a collection. */
const linked = (table: Parameters<typeof rowsOf>[1]): Handler =>
  withUser((state, call, user) =>
    collection(call, rowsOfUser(state, table, user), { pageSize: 100 }),
  );

const ownedObjects = withUser((state, call, user) =>
  collection(
    call,
    rowsOf(state, "directoryObjects").filter((row) => row["_ownerId"] === user["id"]),
    { pageSize: 100 },
  ),
);

/** Users, their sessions, their devices and what they own. */
export const userRoutes: readonly Route[] = [
  { method: "GET", path: "/users", handle: listUsers },
  { method: "GET", path: "/users/:user", handle: getUser },
  { method: "PATCH", path: "/users/:user", handle: patchUser },
  { method: "POST", path: "/users/:user/revokeSignInSessions", handle: revokeSignInSessions },
  { method: "GET", path: "/users/:user/ownedDevices", handle: linked("devices") },
  { method: "GET", path: "/users/:user/registeredDevices", handle: linked("devices") },
  { method: "GET", path: "/users/:user/ownedObjects", handle: ownedObjects },
];
