/** Reading back which consents and app roles there are now. */
import { type ActionContext } from "../context.ts";
import { type ItemReading } from "../contract.ts";
import { reading } from "../read.ts";
import { TenantFault } from "../tenant.ts";
import { type Access, accessId } from "./consents.ts";
import {
  type Assignment,
  type Grant,
  readAssignments,
  readGrantsOfApp,
  scopesOf,
} from "./grants.ts";

/** What there is now at one app or holder; none where it was deleted itself. */
const listOrNone = async <T>(list: Promise<readonly T[]>): Promise<readonly T[]> => {
  try {
    return await list;
  } catch (fault) {
    if (fault instanceof TenantFault && fault.kind === "not found") return [];
    throw fault;
  }
};

type Now = {
  readonly grants: readonly Grant[];
  readonly assignments: readonly Assignment[];
};

const readNow = async (context: ActionContext, planned: readonly Access[]): Promise<Now> => {
  const clients = new Set(planned.flatMap((a) => (a.kind === "consent" ? [a.grant.clientId] : [])));
  const holders = new Map(
    planned.flatMap((a) => (a.kind === "app role" ? [[a.holder.id, a.holder] as const] : [])),
  );
  const [grants, assignments] = await Promise.all([
    Promise.all([...clients].map((id) => listOrNone(readGrantsOfApp(context, id)))),
    Promise.all([...holders.values()].map((h) => listOrNone(readAssignments(context, h)))),
  ]);
  return { grants: grants.flat(), assignments: assignments.flat() };
};

const isSameGrant = (a: Grant, b: Grant): boolean =>
  a.clientId === b.clientId &&
  a.resourceId === b.resourceId &&
  (a.principalId ?? null) === (b.principalId ?? null);

const isSameRole = (a: Assignment, b: Assignment): boolean =>
  a.principalId === b.principalId && a.resourceId === b.resourceId && a.appRoleId === b.appRoleId;

/** Would this one give back what the plan took? For a whole app, anybody's consent does. */
const replaces = (found: Grant, planned: Grant, isWholeApp: boolean): boolean =>
  isWholeApp ? found.clientId === planned.clientId : isSameGrant(found, planned);

const readGone = (access: Access, now: Now, run: Removed): ItemReading => {
  const id = accessId(access);
  if (access.kind === "consent") {
    const left = now.grants.some((grant) => grant.id === access.grant.id);
    if (left) return reading(id, false, "The consent is still there.");
    const newer = now.grants.some(
      (grant) => !run.ids.has(grant.id) && replaces(grant, access.grant, run.isWholeApp),
    );
    return newer
      ? reading(id, false, "It is gone, and somebody consented to the app again.")
      : reading(id, true, "The consent is gone.");
  }
  const left = now.assignments.some(({ id: found }) => found === access.assignment.id);
  if (left) return reading(id, false, "The app role is still there.");
  const again = now.assignments.some((found) => isSameRole(found, access.assignment));
  return again
    ? reading(id, false, "It is gone, and somebody gave the app role again.")
    : reading(id, true, "The app role is gone.");
};

type Removed = { readonly ids: ReadonlySet<string>; readonly isWholeApp: boolean };

/** Are the planned ids gone, and did nobody give the same again? */
export const readRemoved = async (
  context: ActionContext,
  planned: readonly Access[],
  isWholeApp: boolean,
): Promise<readonly ItemReading[]> => {
  const now = await readNow(context, planned);
  const ids = new Set(planned.flatMap((a) => (a.kind === "consent" ? [a.grant.id] : [])));
  return planned.map((access) => readGone(access, now, { ids, isWholeApp }));
};

const isBack = (access: Access, now: Now): boolean => {
  if (access.kind === "app role") {
    return now.assignments.some((found) => isSameRole(found, access.assignment));
  }
  const wanted = scopesOf(access.grant).join(" ");
  return now.grants.some(
    (found) => isSameGrant(found, access.grant) && scopesOf(found).join(" ") === wanted,
  );
};

/** Is the same there again? Ids are new, so the content is compared. */
export const readRestored = async (
  context: ActionContext,
  planned: readonly Access[],
): Promise<readonly ItemReading[]> => {
  const now = await readNow(context, planned);
  return planned.map((access) => {
    const back = isBack(access, now);
    const what = access.kind === "consent" ? "The consent" : "The app role";
    return reading(accessId(access), back, `${what} is ${back ? "there again" : "not there"}.`);
  });
};
