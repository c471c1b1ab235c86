/** Why a list leaves an account alone: judged when it is proposed, and again before its request. */
import { isFromOutside } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type MassAction } from "../contract.ts";
import { readGlobalAdmins } from "../global-admins.ts";
import { isOwn } from "../guard-parts.ts";
import { type Direction, type Trait } from "../../core/incident/plan.ts";
import { type ListRow } from "../../core/mass/list-file.ts";
import { type ObjectId } from "../../core/shared/ids.ts";
import { readPrivileged } from "./privileged.ts";
import { type MassAccount } from "./read-targets.ts";

/** Whom an action spares. */
type Sparing = Pick<MassAction, "locksOut" | "guests">;

type Context = Pick<ActionContext, "graph" | "never">;

/** Why accounts are left out, in the words of the card. */
export const why = {
  notFound: "not found in the tenant",
  unreadable: "can't be read by Cordon",
  twice: "in the list twice",
  emergency: "emergency account",
  own: "Cordon's own",
  responder: "responder: contain it by a step of its own",
  restricted: "restricted administrative unit",
  disrupted: "done already, by Defender's attack disruption",
  done: "done already",
  lastAdmins: "fewer than two Global Administrators would be left",
  risen: "became an administrator after the vote",
  joined: "became a responder after the vote",
} as const;

export const isGuestAccount = (account: MassAccount): boolean =>
  account.userType === "Guest" || isFromOutside(account);

/** Several responders at once can take a team's quorum although each alone doesn't: lists never lock one out. */
export const against = (
  account: MassAccount,
  mass: Sparing,
  { never }: Pick<Context, "never">,
): string | undefined => {
  const { id, userPrincipalName } = account;
  if (never.breakGlass.includes(id)) return why.emergency;
  if (isOwn(never, [id, userPrincipalName])) return why.own;
  if (mass.locksOut && never.responder(id)) return why.responder;
  if (account.isManagementRestricted === true) return why.restricted;
  return mass.guests !== undefined && isGuestAccount(account) ? `guest: ${mass.guests}` : undefined;
};

type Traited = { readonly id: ObjectId; readonly traits: readonly Trait[] };

export const isGlobal = ({ traits }: Pick<Traited, "traits">): boolean =>
  traits.includes("global administrator");

/** Global Administrators are taken together or not at all: which two should stay isn't Cordon's choice. */
export const leavesTwo = async (
  context: Pick<Context, "graph">,
  rows: readonly Pick<Traited, "id">[],
): Promise<boolean> => {
  const admins = await readGlobalAdmins(context);
  const taken = new Set(rows.map(({ id }) => id));
  return [...admins].filter((id) => !taken.has(id)).length >= 2;
};

/** Why an account of an approved list isn't requested any more, by what was read of it just now; undefined: it may be. */
export type MassGate = (row: ListRow, account: MassAccount | undefined) => string | undefined;

/** What the vote was about: the action, which way, and the accounts. */
export type Voted = {
  readonly mass: MassAction;
  readonly direction: Direction;
  readonly rows: readonly ListRow[];
};

/** The way back keeps nobody out and changes nobody's guests: those reasons speak against applying only. */
const inDirection = ({ mass, direction }: Voted): Sparing => (direction === "apply" ? mass : {});

/** What an account couldn't be read for is judged by what the vote was about. */
const asVoted = ({ id, name, address, traits, before }: ListRow): MassAccount => ({
  id,
  displayName: name,
  userPrincipalName: address,
  userType: traits.includes("guest") ? "Guest" : "Member",
  before,
});

const rise = (
  { id, traits }: ListRow,
  now: readonly Trait[],
  { never }: Pick<Context, "never">,
): string | undefined => {
  if (now.some((trait) => !traits.includes(trait))) return why.risen;
  return never.responder(id) && !traits.includes("responder") ? why.joined : undefined;
};

/**
 * Reads who is privileged now and whether two Global Administrators stay, and judges an approved list's accounts by it as
 * they were judged for the proposal. Throws TenantFault where it can't be read whole.
 */
export const readMassGate = async (context: Context, voted: Voted): Promise<MassGate> => {
  const { rows } = voted;
  const mass = inDirection(voted);
  const globals = mass.locksOut === true ? rows.filter(isGlobal) : [];
  const [privileged, twoStay] = await Promise.all([
    readPrivileged(context),
    globals.length === 0 || leavesTwo(context, globals),
  ]);
  return (row, account) =>
    against(account ?? asVoted(row), mass, context) ??
    rise(row, privileged.get(row.id) ?? [], context) ??
    (!twoStay && isGlobal(row) ? why.lastAdmins : undefined);
};
