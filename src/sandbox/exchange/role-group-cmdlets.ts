import { type JsonObject, text } from "../json.ts";
import { findUser } from "../routes/find-user.ts";
import { type Row, rowsOf, type State } from "../state.ts";
import { type Cmdlet, done, exchangeError, objectNotFound, values } from "./cmdlet.ts";

/** Role groups that every organisation has; the ones that matter most. */
const roleGroups = [
  "Organization Management",
  "Recipient Management",
  "Discovery Management",
  "Help Desk",
  "Hygiene Management",
  "View-Only Organization Management",
] as const;

const groupOf = (parameters: JsonObject): string | undefined => {
  const wanted = text(parameters, "Identity").toLowerCase();
  return roleGroups.find((name) => name.toLowerCase() === wanted);
};

const memberRow = (state: State, group: string, userId: string): Row | undefined =>
  rowsOf(state, "roleGroupMembers").find(
    (row) => row["_group"] === group && row["ExternalDirectoryObjectId"] === userId,
  );

const getRoleGroup: Cmdlet["run"] = (_state, parameters) => {
  const identity = text(parameters, "Identity");
  const found = identity === "" ? roleGroups : roleGroups.filter((n) => n === groupOf(parameters));
  if (found.length === 0) return objectNotFound(identity);
  return values(found.map((Name) => ({ Name, Identity: Name, RoleGroupType: "Standard" })));
};

const getMember: Cmdlet["run"] = (state, parameters) => {
  const group = groupOf(parameters);
  if (group === undefined) return objectNotFound(text(parameters, "Identity"));
  return values(
    rowsOf(state, "roleGroupMembers")
      .filter((row) => row["_group"] === group)
      .map(({ Name = "", RecipientType = "", ExternalDirectoryObjectId = "" }) => ({
        Name,
        RecipientType,
        ExternalDirectoryObjectId,
      })),
  );
};

type Found = { readonly group: string; readonly user: Row };

const onMember =
  (run: (state: State, found: Found) => ReturnType<Cmdlet["run"]>): Cmdlet["run"] =>
  (state, parameters) => {
    const group = groupOf(parameters);
    if (group === undefined) return objectNotFound(text(parameters, "Identity"));
    const user = findUser(state, text(parameters, "Member"));
    return user ? run(state, { group, user }) : objectNotFound(text(parameters, "Member"));
  };

const remove = onMember((state, { group, user }) => {
  const row = memberRow(state, group, text(user, "id"));
  return row
    ? done([{ table: "roleGroupMembers", key: text(row, "_key"), row: null }])
    : exchangeError(
        400,
        "Configuration.Tasks.MemberNotFoundException",
        `The recipient "${text(user, "displayName")}" isn't a member of the group "${group}".`,
      );
});

const add = onMember((state, { group, user }) => {
  const id = text(user, "id");
  if (memberRow(state, group, id)) {
    return exchangeError(
      400,
      "Configuration.Tasks.MemberAlreadyExistsException",
      `The recipient "${text(user, "displayName")}" is already a member of the group "${group}".`,
    );
  }
  const row = roleGroupMember(group, id, text(user, "displayName"));
  return done([{ table: "roleGroupMembers", key: text(row, "_key"), row }]);
});

/** One member of a role group as the table keeps it. */
export const roleGroupMember = (group: string, userId: string, name: string): Row => ({
  _key: `${group}/${userId}`,
  _group: group,
  Name: name,
  RecipientType: "UserMailbox",
  ExternalDirectoryObjectId: userId,
});

const changes = ["Identity", "Member", "BypassSecurityGroupManagerCheck", "Confirm"];

/** Role groups of Exchange: administrators beside Entra's roles. */
export const roleGroupCmdlets: readonly Cmdlet[] = [
  { name: "Get-RoleGroup", parameters: ["Identity", "ResultSize"], run: getRoleGroup },
  { name: "Get-RoleGroupMember", parameters: ["Identity", "ResultSize"], run: getMember },
  { name: "Remove-RoleGroupMember", parameters: changes, run: remove },
  { name: "Add-RoleGroupMember", parameters: changes, run: add },
];
