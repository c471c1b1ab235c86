import { badRequest, denied, notFound } from "../errors.ts";
import { text } from "../json.ts";
import { entity } from "../odata.ts";
import { type Call, type Handler, type Outcome, param, type Route } from "../router.ts";
import { type Change, type Row, rowAt, rowsOf, type State, type TableName } from "../state.ts";
import { findUser } from "./find-user.ts";
import { mayWriteSignIn } from "./privileged.ts";

const types = {
  users: "#microsoft.graph.user",
  servicePrincipals: "#microsoft.graph.servicePrincipal",
  applications: "#microsoft.graph.application",
} as const satisfies Partial<Record<TableName, string>>;
type Kind = keyof typeof types;

const isKind = (name: string): name is Kind => Object.hasOwn(types, name);

/** Moves one row to the deleted items, where it stays 30 days (graph.md I60). */
const moved = (kind: Kind, row: Row, call: Call): readonly Change[] => {
  const key = text(row, "id");
  const deleted: Row = {
    ...row,
    "@odata.type": types[kind],
    deletedDateTime: `${call.now.toISOString().slice(0, 19)}Z`,
    _table: kind,
  };
  return [
    { table: kind, key, row: null },
    { table: "deletedItems", key, row: deleted },
  ];
};

const softDelete = (state: State, kind: Kind, call: Call): Outcome => {
  const key = param(call, "id");
  const row = rowAt(state, kind, key);
  return row ? { status: 204, changes: moved(kind, row, call) } : notFound(key);
};

/** Deleting an account is a sensitive action: of an administrator it needs the role for it (graph.md 3.2). */
export const deleteUser = (state: State, call: Call, idOrUpn: string): Outcome => {
  const user = findUser(state, idOrUpn);
  if (!user) return notFound(idOrUpn);
  return mayWriteSignIn(state, user, { password: false })
    ? { status: 204, changes: moved("users", user, call) }
    : denied();
};

/** With an application its service principals in this tenant go as well. */
const deleteApplication: Handler = (state, call) => {
  const outcome = softDelete(state, "applications", call);
  const appId = text(rowAt(state, "applications", param(call, "id")) ?? {}, "appId");
  const principals = rowsOf(state, "servicePrincipals").filter((row) => row["appId"] === appId);
  return {
    ...outcome,
    ...(outcome.changes && {
      changes: [
        ...outcome.changes,
        ...principals.flatMap((row) => moved("servicePrincipals", row, call)),
      ],
    }),
  };
};

const getDeleted: Handler = (state, call) => {
  const row = rowAt(state, "deletedItems", param(call, "id"));
  return row ? entity(call, row) : notFound(param(call, "id"));
};

const marks: readonly string[] = ["_table", "deletedDateTime", "@odata.type"];

const asItWas = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([key]) => !marks.includes(key)));

/** 200 with the object as it was; restoring an administrator needs the role for it. */
const restore: Handler = (state, call) => {
  const key = param(call, "id");
  const row = rowAt(state, "deletedItems", key);
  if (!row) return notFound(key);
  const table = text(row, "_table");
  const kind = isKind(table) ? table : undefined;
  if (!kind) return badRequest("This type of object can't be restored.");
  if (kind === "users" && !mayWriteSignIn(state, row, { password: false })) return denied();
  return {
    status: 200,
    body: { "@odata.type": types[kind], id: key, displayName: text(row, "displayName") },
    changes: [
      { table: "deletedItems", key, row: null },
      { table: kind, key, row: asItWas(row) },
    ],
  };
};

const getApplication: Handler = (state, call) => {
  const row = rowAt(state, "applications", param(call, "id"));
  return row ? entity(call, row) : notFound(param(call, "id"));
};

/** Deleting accounts and apps, and taking them back. */
export const deletedItemRoutes: readonly Route[] = [
  {
    method: "DELETE",
    path: "/users/:id",
    handle: (state, call) => deleteUser(state, call, param(call, "id")),
  },
  {
    method: "DELETE",
    path: "/servicePrincipals/:id",
    handle: (state, call) => softDelete(state, "servicePrincipals", call),
  },
  { method: "GET", path: "/applications/:id", handle: getApplication },
  { method: "DELETE", path: "/applications/:id", handle: deleteApplication },
  { method: "GET", path: "/directory/deletedItems/:id", handle: getDeleted },
  { method: "POST", path: "/directory/deletedItems/:id/restore", handle: restore },
];
