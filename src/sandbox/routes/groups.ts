import { notFound } from "../errors.ts";
import { text } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Call, type Handler, param, type Route } from "../router.ts";
import { type Row, rowAt, rowsOf, type State } from "../state.ts";
import { defaultUserProperties, userProperties } from "./user-properties.ts";

const userType = "#microsoft.graph.user";
const groupType = "#microsoft.graph.group";

const isGroup = (state: State, id: string): boolean =>
  text(rowAt(state, "directoryObjects", id) ?? {}, "@odata.type") === groupType;

/** Direct members; service principals aren't among them in v1.0 (Graph group-list-members, known issue). */
const membersOf = (state: State, group: string): readonly Row[] =>
  rowsOf(state, "memberships").flatMap((row) => {
    if (row["containerId"] !== group) return [];
    const id = text(row, "memberId");
    const user = rowAt(state, "users", id);
    const found = user
      ? { "@odata.type": userType, ...user }
      : rowAt(state, "directoryObjects", id);
    return found ? [found] : [];
  });

const ofGroup =
  (handle: (state: State, call: Call, members: readonly Row[]) => ReturnType<Handler>): Handler =>
  (state, call) => {
    const id = param(call, "group").toLowerCase();
    return isGroup(state, id) ? handle(state, call, membersOf(state, id)) : notFound(id);
  };

/** Two to a page, so that paging really happens: Graph sends 100. */
const pageSize = 2;

const members = ofGroup((_state, call, rows) => collection(call, rows, { pageSize }));

const users = ofGroup((_state, call, rows) =>
  collection(
    call,
    rows.filter((row) => row["@odata.type"] === userType),
    { pageSize, defaultSelect: defaultUserProperties, selectable: userProperties },
  ),
);

const groups: Handler = (state, call) =>
  collection(
    call,
    rowsOf(state, "directoryObjects").filter((row) => row["@odata.type"] === groupType),
    { pageSize },
  );

const group: Handler = (state, call) => {
  const id = param(call, "group").toLowerCase();
  const row = isGroup(state, id) ? rowAt(state, "directoryObjects", id) : undefined;
  return row ? entity(call, row) : notFound(id);
};

/** Groups, and who is directly in one: everything, or people only. */
export const groupRoutes: readonly Route[] = [
  { method: "GET", path: "/groups", handle: groups },
  { method: "GET", path: "/groups/:group", handle: group },
  { method: "GET", path: "/groups/:group/members", handle: members },
  { method: "GET", path: "/groups/:group/members/microsoft.graph.user", handle: users },
];
