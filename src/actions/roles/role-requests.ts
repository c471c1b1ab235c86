/** Taking one role away, and giving the same one back. */
import { type ActionContext } from "../context.ts";
import { TenantFault } from "../tenant.ts";
import { type ObjectId } from "../../core/shared/ids.ts";
import { directory, type Held } from "./held-roles.ts";
import { sendSchedule } from "./schedule-requests.ts";

type Run = { readonly principalId: ObjectId; readonly reason: string };
type Of<V extends Held["via"]> = Extract<Held, { readonly via: V }>;

/** What is gone already is as asked; whether it is, is read back. */
const orGone = async (send: () => Promise<string>): Promise<string> => {
  try {
    return await send();
  } catch (fault) {
    if (fault instanceof TenantFault && fault.kind === "not found") return fault.requestId;
    throw fault;
  }
};

const members = (group: string): string => `/v1.0/groups/${encodeURIComponent(group)}/members`;

/** Graph group-delete-members, 204. Always with `/$ref`: without it Graph deletes the user. */
const leave = (context: ActionContext, { group }: Of<"group">, { principalId }: Run) =>
  orGone(async () => {
    const path = `${members(group)}/${encodeURIComponent(principalId)}/$ref`;
    return (await context.graph.delete(path)).requestId;
  });

/** Graph group-post-members, 204; the host in the reference is a name and nothing that is called. */
const join = async ({ graph }: ActionContext, { group }: Of<"group">, { principalId }: Run) => {
  const reference = `https://graph.microsoft.com/v1.0/directoryObjects/${encodeURIComponent(principalId)}`;
  return (await graph.post(`${members(group)}/$ref`, { "@odata.id": reference })).requestId;
};

/** Remove-RoleGroupMember and Add-RoleGroupMember say nothing when done. */
const inRoleGroup = async (
  { exchange }: ActionContext,
  cmdlet: "Remove-RoleGroupMember" | "Add-RoleGroupMember",
  { name, principalId }: { readonly name: string; readonly principalId: ObjectId },
): Promise<string> => {
  await exchange.invoke(cmdlet, {
    Identity: name,
    Member: principalId,
    BypassSecurityGroupManagerCheck: true,
    ...(cmdlet === "Remove-RoleGroupMember" && { Confirm: false }),
  });
  return "exchange";
};

/** Requests the end of one role. Throws TenantFault. */
export const takeAway = (context: ActionContext, held: Held, run: Run): Promise<string> => {
  if (held.via === "group") return leave(context, held, run);
  if (held.via === "exchange") {
    const { name } = held;
    return inRoleGroup(context, "Remove-RoleGroupMember", { name, principalId: run.principalId });
  }
  if (held.via === "assignment") {
    const path = `${directory}/roleAssignments/${encodeURIComponent(held.assignmentId)}`;
    return orGone(async () => (await context.graph.delete(path)).requestId);
  }
  return sendSchedule(context, { held, ...run, now: context.now() });
};

/** Requests the same role again; a plain assignment gets a new id. Throws TenantFault. */
export const giveBack = async (context: ActionContext, held: Held, run: Run): Promise<string> => {
  const { principalId } = run;
  if (held.via === "group") return join(context, held, run);
  if (held.via === "exchange") {
    return inRoleGroup(context, "Add-RoleGroupMember", { name: held.name, principalId });
  }
  if (held.via === "assignment") {
    const body = { principalId, roleDefinitionId: held.role, directoryScopeId: held.scope };
    return (await context.graph.post(`${directory}/roleAssignments`, body)).requestId;
  }
  const ends = { at: held.end };
  return sendSchedule(context, { held, ...run, now: context.now(), ends });
};
