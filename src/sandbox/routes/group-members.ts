import { z } from "zod/v4";
import { badRequest, notFound } from "../errors.ts";
import { text } from "../json.ts";
import { type Handler, type Outcome, param, type Route } from "../router.ts";
import { type Row, rowAt, rowsOf, type State } from "../state.ts";
import { deleteUser } from "./deleted-items.ts";

const groupType = "#microsoft.graph.group";

const membershipOf = (state: State, group: string, member: string): Row | undefined =>
  rowsOf(state, "memberships").find(
    (row) => row["containerId"] === group && row["memberId"] === member,
  );

/** Groups that change by rule or on-premises can't be changed here (graph.md 3.7). */
const groupProblem = (state: State, id: string): Outcome | undefined => {
  const group = rowAt(state, "directoryObjects", id);
  if (!group || text(group, "@odata.type") !== groupType) return notFound(id);
  const isDynamic = JSON.stringify(group["groupTypes"] ?? []).includes("DynamicMembership");
  return isDynamic || group["onPremisesSyncEnabled"] === true
    ? badRequest(
        "Insufficient privileges to complete the operation: the group is not cloud managed.",
      )
    : undefined;
};

/** 204; 404 where it isn't a member. */
const removeReference: Handler = (state, call) => {
  const [group, member] = [param(call, "group"), param(call, "member")];
  const problem = groupProblem(state, group);
  if (problem) return problem;
  const row = membershipOf(state, group, member);
  if (!row) return notFound(member);
  return { status: 204, changes: [{ table: "memberships", key: text(row, "id"), row: null }] };
};

/** Without `/$ref` the member itself is deleted, as in Graph (graph.md I31). */
const removeMember: Handler = (state, call) => {
  const [group, member] = [param(call, "group"), param(call, "member")];
  return membershipOf(state, group, member) ? deleteUser(state, call, member) : notFound(member);
};

const reference = z.strictObject({ "@odata.id": z.url() });

/** 204; 400 for a member (graph.md I30). */
const addReference: Handler = (state, call) => {
  const containerId = param(call, "group");
  const problem = groupProblem(state, containerId);
  if (problem) return problem;
  const parsed = reference.safeParse(call.body);
  const memberId = parsed.success ? (parsed.data["@odata.id"].split("/").at(-1) ?? "") : "";
  if (!parsed.success) return badRequest("The reference is not valid.");
  if (!rowAt(state, "users", memberId)) return notFound(memberId);
  if (membershipOf(state, containerId, memberId)) {
    return badRequest(
      "One or more added object references already exist for the following modified properties: 'members'.",
    );
  }
  const id = `${memberId}/${containerId}`;
  return {
    status: 204,
    changes: [{ table: "memberships", key: id, row: { id, memberId, containerId } }],
  };
};

/** Who is put into a group and taken out of it. */
export const groupMemberRoutes: readonly Route[] = [
  { method: "POST", path: "/groups/:group/members/$ref", handle: addReference },
  { method: "DELETE", path: "/groups/:group/members/:member/$ref", handle: removeReference },
  { method: "DELETE", path: "/groups/:group/members/:member", handle: removeMember },
];
