/** Every role that an account holds or can take, one by one: what is removed, and what would be given back. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { readAll, userPath } from "../read.ts";
import { type Exchange, TenantFault } from "../tenant.ts";
import { type ObjectId } from "../../core/shared/ids.ts";

const scoped = { role: z.string(), name: z.string(), scope: z.string() };

/**
 * One thing held. assignment: a directory role without a schedule, by its id · active, eligible: a schedule of Privileged
 * Identity Management, with its end (null for none) · open group: a group that it can join or own · group: it is a member
 * of a group to which roles can be given · exchange: a role group of Exchange.
 */
export const heldSchema = z.discriminatedUnion("via", [
  z.object({ via: z.literal("eligible"), ...scoped, end: z.string().nullable() }),
  z.object({
    via: z.literal("open group"),
    group: z.string(),
    name: z.string(),
    access: z.enum(["member", "owner"]),
    end: z.string().nullable(),
  }),
  z.object({ via: z.literal("active"), ...scoped, end: z.string().nullable() }),
  z.object({ via: z.literal("assignment"), ...scoped, assignmentId: z.string() }),
  z.object({ via: z.literal("group"), group: z.string(), name: z.string() }),
  z.object({ via: z.literal("exchange"), name: z.string() }),
]);
export type Held = z.infer<typeof heldSchema>;
export type Via = Held["via"];

/** Stable over previews, and the same after it was given back: ids of assignments aren't. */
export const idOf = (held: Held): string => {
  if (held.via === "group") return `group:${held.group}`;
  if (held.via === "open group") return `open group:${held.group}:${held.access}`;
  if (held.via === "exchange") return `exchange:${held.name}`;
  return `${held.via === "assignment" ? "active" : held.via}:${held.role}:${held.scope}`;
};

type Context = Pick<ActionContext, "graph" | "exchange">;

export const directory = "/v1.0/roleManagement/directory";
export const openGroups = "/v1.0/identityGovernance/privilegedAccess/group";

const text = z.string().nullish();
const instance = z.object({
  roleDefinitionId: z.string(),
  roleDefinition: z.object({ displayName: text }).nullish(),
  directoryScopeId: text,
  memberType: text,
  assignmentType: text,
  endDateTime: text,
  roleAssignmentOriginId: text,
});
const assignment = instance.extend({ id: z.string() });

export const byPrincipal = (id: ObjectId, more = ""): string =>
  `?$filter=${encodeURIComponent(`principalId eq '${id}'`)}${more}`;

const scopedOf = (row: z.infer<typeof instance>) => ({
  role: row.roleDefinitionId.toLowerCase(),
  name: row.roleDefinition?.displayName ?? row.roleDefinitionId,
  scope: row.directoryScopeId ?? "/",
});

/** Without the licence for it there is no schedule to read. */
const withoutLicence = (fault: unknown): readonly [] => {
  if (fault instanceof TenantFault && /licen[cs]e/i.test(fault.code)) return [];
  throw fault;
};

const isDirect = ({ memberType }: { readonly memberType?: string | null | undefined }): boolean =>
  memberType === undefined || memberType === null || memberType.toLowerCase() === "direct";

/** Made by Privileged Identity Management: activated, or with an end. Everything else is a plain assignment. */
const isScheduled = (row: z.infer<typeof instance>): boolean =>
  row.assignmentType === "Activated" || typeof row.endDateTime === "string";

const readActive = async ({ graph }: Context, id: ObjectId): Promise<readonly Held[]> => {
  const query = byPrincipal(id, "&$expand=roleDefinition");
  const [assignments, instances] = await Promise.all([
    readAll(graph, `${directory}/roleAssignments${query}`, assignment),
    readAll(graph, `${directory}/roleAssignmentScheduleInstances${query}`, instance).catch(
      withoutLicence,
    ),
  ]);
  const scheduled = instances.filter((row) => isDirect(row) && isScheduled(row));
  const made = new Set(scheduled.map((row) => row.roleAssignmentOriginId));
  return [
    ...scheduled.map((row) => ({
      via: "active" as const,
      ...scopedOf(row),
      end: row.endDateTime ?? null,
    })),
    ...assignments
      .filter((row) => !made.has(row.id))
      .map((row) => ({ via: "assignment" as const, ...scopedOf(row), assignmentId: row.id })),
  ];
};

const readEligible = async ({ graph }: Context, id: ObjectId): Promise<readonly Held[]> => {
  const path = `${directory}/roleEligibilityScheduleInstances${byPrincipal(id, "&$expand=roleDefinition")}`;
  const rows = await readAll(graph, path, instance).catch(withoutLicence);
  return rows
    .filter(isDirect)
    .map((row) => ({ via: "eligible", ...scopedOf(row), end: row.endDateTime ?? null }));
};

const openGroup = z.object({
  groupId: z.string(),
  accessId: z.enum(["member", "owner"]),
  memberType: text,
  endDateTime: text,
  group: z.object({ displayName: text }).nullish(),
});

const readOpenGroups = async ({ graph }: Context, id: ObjectId): Promise<readonly Held[]> => {
  const path = `${openGroups}/eligibilityScheduleInstances${byPrincipal(id, "&$expand=group")}`;
  const rows = await readAll(graph, path, openGroup).catch(withoutLicence);
  return rows.filter(isDirect).map((row) => ({
    via: "open group",
    group: row.groupId,
    name: row.group?.displayName ?? row.groupId,
    access: row.accessId,
    end: row.endDateTime ?? null,
  }));
};

const container = z.object({
  id: z.string(),
  displayName: text,
  isAssignableToRole: z.boolean().nullish(),
});

/** Groups to which roles can be given take no groups as members: the direct ones are all (Entra role-assignable groups). */
const readGroups = async ({ graph }: Context, id: ObjectId): Promise<readonly Held[]> => {
  const select = "/memberOf?$select=id,displayName,isAssignableToRole";
  const rows = await readAll(graph, userPath(id, select), container);
  return rows
    .filter((row) => row.isAssignableToRole === true)
    .map((row) => ({ via: "group", group: row.id, name: row.displayName ?? row.id }));
};

const roleGroup = z.object({ Name: z.string() });
const roleMember = z.object({ ExternalDirectoryObjectId: text });

const inExchange = async (exchange: Exchange, group: string, id: ObjectId): Promise<boolean> => {
  const answer = await exchange.invoke("Get-RoleGroupMember", { Identity: group });
  return z
    .array(roleMember)
    .parse(answer)
    .some((row) => row.ExternalDirectoryObjectId?.toLowerCase() === id);
};

/** Role groups of Exchange, or why they can't be read. */
const readExchange = async (
  { exchange }: Context,
  id: ObjectId,
): Promise<{ readonly held: readonly Held[]; readonly unread: string | null }> => {
  if (!exchange.available) return { held: [], unread: "Exchange is off here" };
  try {
    const groups = z.array(roleGroup).parse(await exchange.invoke("Get-RoleGroup", {}));
    const held: Held[] = [];
    for (const { Name: name } of groups) {
      if (await inExchange(exchange, name, id)) held.push({ via: "exchange", name });
    }
    return { held, unread: null };
  } catch (fault) {
    const isRefused = fault instanceof TenantFault && fault.kind === "refused";
    if (!isRefused) throw fault;
    return { held: [], unread: `Exchange refused (${fault.code})` };
  }
};

/** In the order in which they are taken away: first what could be activated again (containment, trap 11). */
const order: readonly Via[] = [
  "eligible",
  "open group",
  "active",
  "assignment",
  "group",
  "exchange",
];

const sorted = (held: readonly Held[]): readonly Held[] =>
  [...held].sort(
    (a, b) => order.indexOf(a.via) - order.indexOf(b.via) || idOf(a).localeCompare(idOf(b), "en"),
  );

/** What was found, and why Exchange's half is missing where it is. */
export type HeldRoles = { readonly held: readonly Held[]; readonly exchangeUnread: string | null };

/**
 * Everything that makes an account an administrator in Entra and in Exchange. Throws TenantFault where Entra can't be
 * read: nothing is ever taken for "no role".
 */
export const readHeld = async (context: Context, id: ObjectId): Promise<HeldRoles> => {
  const [active, eligible, open, groups, exchange] = await Promise.all([
    readActive(context, id),
    readEligible(context, id),
    readOpenGroups(context, id),
    readGroups(context, id),
    readExchange(context, id),
  ]);
  const held = sorted([...active, ...eligible, ...open, ...groups, ...exchange.held]);
  return { held, exchangeUnread: exchange.unread };
};
