import { badRequest, notFound } from "../errors.ts";
import { z } from "zod/v4";
import { given, isList, isObject, type Json, sameJson, text } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Call, type Handler, type Outcome, param, type Route } from "../router.ts";
import { type Row, rowAt, rowsOf, type State, visible } from "../state.ts";
import { withObject, type Holder } from "./app-holders.ts";
import { credentialRoutes } from "./app-credentials.ts";
import { appRoleRoutes } from "./app-roles.ts";

const pageSize = 100;

/** The public part of certificates is sent for one object and only when asked for (Graph keyCredential resource). */
const withoutKeys = (row: Row): Row => {
  const keys = row["keyCredentials"];
  if (!isList(keys)) return row;
  return {
    ...row,
    keyCredentials: keys.map((key) => (isObject(key) ? { ...key, key: null } : key)),
  };
};

/** Relations aren't members: they have paths of their own. */
const withoutRelations = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).filter(([name]) => name !== "federatedIdentityCredentials"),
  );

const shown = (call: Call, row: Row): Row => {
  const asked = call.query.get("$select")?.split(",").includes("keyCredentials") === true;
  return withoutRelations(asked ? row : withoutKeys(row));
};

const listOf =
  (table: Holder): Handler =>
  (state, call) =>
    collection(
      call,
      rowsOf(state, table).map((row) => withoutRelations(withoutKeys(row))),
      { pageSize },
    );

const readOf = (table: Holder): Handler =>
  withObject(table, (_state, call, row) => entity(call, shown(call, row)));

const keyCredential = z.strictObject({
  customKeyIdentifier: z.string().nullish(),
  displayName: z.string().nullish(),
  endDateTime: z.iso.datetime().nullish(),
  key: z.string().nullish(),
  keyId: z.guid().nullish(),
  startDateTime: z.iso.datetime().nullish(),
  type: z.string(),
  usage: z.string(),
});
const patch = z.strictObject({
  accountEnabled: z.boolean().optional(),
  keyCredentials: z.array(keyCredential).optional(),
});

/** Certificates that are there stay as they are: an entry with a known key id may only repeat it. */
const changesKnownKey = (row: Row, wanted: readonly z.infer<typeof keyCredential>[]): boolean => {
  const keys = row["keyCredentials"];
  const known = isList(keys) ? keys.filter(isObject) : [];
  return wanted.some((entry) => {
    const old = known.find((key) => key["keyId"] === entry.keyId);
    return old !== undefined && !sameJson(old, given(entry));
  });
};

/**
 * 204 (graph.md I55, I58): the array of certificates is replaced as a whole, each with its public key; secrets can't be
 * patched.
 */
const patchOf = (table: Holder): Handler =>
  withObject(table, (_state, call, row) => {
    const parsed = patch.safeParse(call.body);
    if (!parsed.success) return badRequest("One or more property values specified are invalid.");
    const { accountEnabled, keyCredentials } = parsed.data;
    if (accountEnabled !== undefined && table === "applications") {
      return badRequest("A value without a type name was found for 'accountEnabled'.");
    }
    if (keyCredentials?.some(({ key }) => typeof key !== "string") === true) {
      return badRequest("New key credentials must have a value.");
    }
    if (keyCredentials && changesKnownKey(row, keyCredentials)) {
      return badRequest("Update to existing credential with this KeyId is not allowed.");
    }
    const keys: Json | undefined = keyCredentials?.map((entry) => given(entry));
    const changed = { ...row, ...given({ accountEnabled, keyCredentials: keys }) };
    return { status: 204, changes: [{ table, key: text(row, "id"), row: changed }] };
  });

/** People and apps that may change the object; null-free ids of rows. */
const ownersOf = (table: Holder): Handler =>
  withObject(table, (state, call, row) => collection(call, owners(state, row), { pageSize }));

const owners = (state: State, row: Row): readonly Row[] => {
  const ids = isList(row["_ownerIds"]) ? row["_ownerIds"] : [];
  return ids.flatMap((id) => {
    const owner = typeof id === "string" ? rowAt(state, "users", id) : undefined;
    return owner ? [{ "@odata.type": "#microsoft.graph.user", ...visible(owner) }] : [];
  });
};

const federated = (row: Row): readonly Row[] => {
  const list = row["federatedIdentityCredentials"];
  return isList(list) ? list.filter(isObject) : [];
};

const withFederated = (row: Row, list: readonly Row[], outcome: Outcome): Outcome => ({
  ...outcome,
  changes: [
    {
      table: "applications",
      key: text(row, "id"),
      row: { ...row, federatedIdentityCredentials: list },
    },
  ],
});

const listFederated: Handler = withObject("applications", (_state, call, row) =>
  collection(call, federated(row), { pageSize }),
);

/** 204 (graph.md I59). */
const deleteFederated: Handler = withObject("applications", (_state, call, row) => {
  const id = param(call, "credential");
  const rest = federated(row).filter((entry) => entry["id"] !== id);
  if (rest.length === federated(row).length) return notFound(id);
  return withFederated(row, rest, { status: 204 });
});

const newFederated = z.strictObject({
  name: z.string().min(1).max(120),
  issuer: z.url(),
  subject: z.string().min(1),
  audiences: z.array(z.string()).length(1),
  description: z.string().nullish(),
});

/** 201 with a new id; one issuer and subject only once. */
const createFederated: Handler = withObject("applications", (_state, call, row) => {
  const parsed = newFederated.safeParse(call.body);
  if (!parsed.success) return badRequest("One or more property values specified are invalid.");
  const { issuer, subject } = parsed.data;
  if (federated(row).some((old) => old["issuer"] === issuer && old["subject"] === subject)) {
    return badRequest("FederatedIdentityCredential with the same issuer and subject exists.");
  }
  const made: Row = {
    ...parsed.data,
    description: parsed.data.description ?? null,
    id: call.newId(),
  };
  return withFederated(row, [...federated(row), made], { status: 201, body: made });
});

const routesOf = (table: Holder): readonly Route[] => [
  { method: "GET", path: `/${table}`, handle: listOf(table) },
  { method: "GET", path: `/${table}/:id`, handle: readOf(table) },
  { method: "PATCH", path: `/${table}/:id`, handle: patchOf(table) },
  { method: "GET", path: `/${table}/:id/owners`, handle: ownersOf(table) },
];

const federatedPath = "/applications/:id/federatedIdentityCredentials";

/** Applications and service principals, what lets somebody sign in as one, and what they may do. */
export const applicationRoutes: readonly Route[] = [
  ...routesOf("applications"),
  ...routesOf("servicePrincipals"),
  { method: "GET", path: federatedPath, handle: listFederated },
  { method: "POST", path: federatedPath, handle: createFederated },
  { method: "DELETE", path: `${federatedPath}/:credential`, handle: deleteFederated },
  ...credentialRoutes,
  ...appRoleRoutes,
];
