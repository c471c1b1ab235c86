import { graphError, notFound } from "../errors.ts";
import { isObject, text, texts } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Call, type Handler, type Outcome, param, type Route } from "../router.ts";
import { type Row, rowAt, rowsOf, type State } from "../state.ts";
import { withUser } from "./find-user.ts";

const itemNotFound = (): Outcome =>
  graphError(404, "itemNotFound", "The resource could not be found.");

/** A drive is kept as its root item, which names its owner. */
const rootOf = (state: State, owner: string): Row | undefined =>
  rowsOf(state, "driveItems").find((row) => row["_ownerId"] === owner);

const driveOf = (root: Row): Row => ({
  id: text(root, "_driveId"),
  driveType: text(root, "_driveType"),
  name: text(root, "_driveName"),
  webUrl: text(root, "webUrl"),
  owner: root["_owner"] ?? null,
});

const driveOfUser = withUser((state, call, user) => {
  const root = rootOf(state, text(user, "id"));
  return root
    ? entity(call, driveOf(root))
    : graphError(404, "ResourceNotFound", "User's mysite not found.");
});

const groupRoot = (state: State, call: Call): Row | undefined =>
  rootOf(state, param(call, "group").toLowerCase());

const driveOfGroup: Handler = (state, call) => {
  const root = groupRoot(state, call);
  return root ? entity(call, driveOf(root)) : notFound(param(call, "group"));
};

const siteOfGroup: Handler = (state, call) => {
  const root = groupRoot(state, call);
  return root && isObject(root["_site"])
    ? entity(call, root["_site"])
    : notFound(param(call, "group"));
};

const ownersOfGroup: Handler = (state, call) => {
  const root = groupRoot(state, call);
  if (!root) return notFound(param(call, "group"));
  const owners = texts(root, "_ownerIds").flatMap((id) => {
    const user = rowAt(state, "users", id);
    return user ? [user] : [];
  });
  return collection(call, owners, { pageSize: 100 });
};

const itemsOf = (state: State, drive: string): readonly Row[] =>
  rowsOf(state, "driveItems").filter((row) => row["_driveId"] === drive);

const parentOf = (state: State, item: Row): Row | undefined => {
  const parent = item["parentReference"];
  const id = isObject(parent) ? text(parent, "id") : "";
  return itemsOf(state, text(item, "_driveId")).find((row) => row["id"] === id);
};

/** Own permissions of an item; the rows are linked by `_itemId`. */
const ownPermissions = (state: State, item: Row): readonly Row[] =>
  rowsOf(state, "drivePermissions").filter((row) => row["_itemId"] === item["id"]);

/** Own permissions, then those of every folder above with `inheritedFrom` (permission resource). */
const permissionsOf = (state: State, item: Row): readonly Row[] => {
  const found = [...ownPermissions(state, item)];
  for (let above = parentOf(state, item); above; above = parentOf(state, above)) {
    const from = { driveId: text(above, "_driveId"), id: text(above, "id") };
    found.push(...ownPermissions(state, above).map((row) => ({ ...row, inheritedFrom: from })));
  }
  return found;
};

const isOwner = ({ roles }: Row): boolean => Array.isArray(roles) && roles.includes("owner");

const scopeOf = (permissions: readonly Row[]): string => {
  const scopes = permissions.map(({ link }) => (isObject(link) ? text(link, "scope") : "users"));
  return ["anonymous", "organization"].find((scope) => scopes.includes(scope)) ?? "users";
};

/** The item with its `shared` facet, which it has as long as somebody beside the owner may open it. */
const shown = (state: State, item: Row): Row => {
  const others = permissionsOf(state, item).filter((row) => !isOwner(row));
  return others.length === 0 ? item : { ...item, shared: { scope: scopeOf(others) } };
};

/** Every item in pages; the last page has the delta link (Graph driveitem-delta). */
const delta: Handler = (state, call) => {
  const drive = param(call, "drive");
  const items = itemsOf(state, drive);
  if (items.length === 0) return itemNotFound();
  const rows = items.map((item) => shown(state, item));
  const outcome = collection(call, rows, { pageSize: 3 });
  const { body } = outcome;
  if (!isObject(body) || body["@odata.nextLink"] !== undefined) return outcome;
  const link = `${call.tenant.url}/${call.version}${call.path}?token=${call.newId()}`;
  return { ...outcome, body: { ...body, "@odata.deltaLink": link } };
};

const withItem =
  (handle: (state: State, call: Call, item: Row) => Outcome): Handler =>
  (state, call) => {
    const item = itemsOf(state, param(call, "drive")).find(
      (row) => row["id"] === param(call, "item"),
    );
    return item ? handle(state, call, item) : itemNotFound();
  };

const listPermissions = withItem((state, call, item) =>
  collection(call, permissionsOf(state, item), { pageSize: 2 }),
);

/** 204; what comes from a folder above can only be removed there. */
const deletePermission = withItem((state, call, item) => {
  const id = param(call, "permission");
  const found = permissionsOf(state, item).find((row) => row["id"] === id);
  if (!found) return itemNotFound();
  if (found["inheritedFrom"] !== undefined) {
    return graphError(400, "invalidRequest", "Cannot delete an inherited permission.");
  }
  if (isOwner(found)) {
    return graphError(403, "accessDenied", "The caller does not have permission to do this.");
  }
  const key = `${text(item, "id")}/${id}`;
  return rowAt(state, "drivePermissions", key)
    ? { status: 204, changes: [{ table: "drivePermissions", key, row: null }] }
    : itemNotFound();
});

const permissions = "/drives/:drive/items/:item/permissions";

/** OneDrive and the document libraries of sites: items, and who may open them. */
export const driveRoutes: readonly Route[] = [
  { method: "GET", path: "/users/:user/drive", handle: driveOfUser },
  { method: "GET", path: "/groups/:group/drive", handle: driveOfGroup },
  { method: "GET", path: "/groups/:group/owners", handle: ownersOfGroup },
  { method: "GET", path: "/groups/:group/sites/root", handle: siteOfGroup },
  { method: "GET", path: "/drives/:drive/root/delta", handle: delta },
  {
    method: "GET",
    path: "/drives/:drive/items/:item",
    handle: withItem((state, call, item) => entity(call, shown(state, item))),
  },
  { method: "GET", path: permissions, handle: listPermissions },
  { method: "DELETE", path: `${permissions}/:permission`, handle: deletePermission },
];
