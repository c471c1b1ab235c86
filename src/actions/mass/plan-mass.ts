/** What one step over many accounts would do: whom it takes, whom a step of their own takes, and whom it leaves alone. */
import { type ActionContext } from "../context.ts";
import { type MassAction } from "../contract.ts";
import { type GraphBatch } from "../tenant.ts";
import { type TargetList, type Trait } from "../../core/incident/plan.ts";
import { type LeftOut } from "../../core/mass/list-file.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type ObjectId } from "../../core/shared/ids.ts";
import { against, isGlobal, isGuestAccount, leavesTwo, why } from "./against.ts";
import { disruptedAmong } from "./disrupted.ts";
import { readPrivileged } from "./privileged.ts";
import { type Found, type MassAccount, readTargets } from "./read-targets.ts";

/** One account that a list takes: its state before is what undo restores. */
export type MassRow = {
  readonly id: ObjectId;
  readonly name: string;
  readonly address: string;
  readonly traits: readonly Trait[];
  readonly before: Readonly<Record<string, Json>>;
};

/** Sorted by id, so that the same tenant gives the same list and the same hash. */
export type MassPreview = {
  readonly plain: readonly MassRow[];
  /** Administrators: more people must agree, so they get a step of their own. */
  readonly privileged: readonly MassRow[];
  /** Reasons with their counts, the largest first; their sum and both lists make up the targets. */
  readonly excluded: TargetList["excluded"];
  /** Each of those, in the order in which they were given; the last Global Administrators at the end. */
  readonly left: readonly LeftOut[];
};

export type MassContext = Pick<ActionContext, "graph" | "never"> & { readonly batch: GraphBatch };

type Facts = {
  readonly mass: MassAction;
  readonly context: MassContext;
  readonly privileged: ReadonlyMap<ObjectId, readonly Trait[]>;
};

type Judged = { readonly row: MassRow } | ({ readonly id: ObjectId | undefined } & LeftOut);

const traitsOf = (account: MassAccount, { privileged, context: { never } }: Facts) => {
  const guest: readonly Trait[] = isGuestAccount(account) ? ["guest"] : [];
  const decides: readonly Trait[] = never.responder(account.id) ? ["responder"] : [];
  return [...(privileged.get(account.id) ?? []), ...guest, ...decides].sort();
};

const judge = ({ target, account }: Found, seen: Set<ObjectId>, facts: Facts): Judged => {
  const nobody = { id: undefined, target, address: "" };
  if (account === "not found") return { ...nobody, why: why.notFound };
  if (account === "unreadable") return { ...nobody, why: why.unreadable };
  const { id, displayName, userPrincipalName, before } = account;
  const spared = { id, target, address: userPrincipalName };
  if (seen.has(id)) return { ...spared, why: why.twice };
  seen.add(id);
  const { mass, context } = facts;
  const reason =
    against(account, mass, context) ?? (mass.holds(before, undefined) ? why.done : undefined);
  if (reason !== undefined) return { ...spared, why: reason };
  const traits = traitsOf(account, facts);
  return { row: { id, name: displayName, address: userPrincipalName, traits, before } };
};

const counted = (left: readonly LeftOut[]): TargetList["excluded"] => {
  const counts = new Map<string, number>();
  for (const { why: reason } of left) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => ({ why: reason, count }))
    .sort((a, b) => b.count - a.count || (a.why < b.why ? -1 : 1));
};

/** A row that its reason keeps from being touched. */
export const leftRow = (
  { id, address }: Pick<MassRow, "id" | "address">,
  reason: string,
): LeftOut => ({ target: id, address, why: reason });

const byId = (a: MassRow, b: MassRow): number => (a.id < b.id ? -1 : 1);

/**
 * Reads a list of targets (object ids or user principal names) and the tenant's privileged principals once. Nobody is left
 * out silently. Throws TenantFault where a part of it can't be read now.
 */
export const planMass = async (
  context: MassContext,
  mass: MassAction,
  targets: readonly string[],
): Promise<MassPreview> => {
  const [found, privileged] = await Promise.all([
    readTargets(context, targets, mass),
    readPrivileged(context),
  ]);
  const facts = { mass, context, privileged };
  const seen = new Set<ObjectId>();
  const judged = found.map((one) => judge(one, seen, facts));
  const rows = judged.flatMap((one) => ("row" in one ? [one.row] : []));
  const spared = judged.flatMap((one) => ("row" in one ? [] : [one]));
  const globals = rows.filter(isGlobal);
  const keepsGlobals =
    mass.locksOut === true && globals.length > 0 && !(await leavesTwo(context, globals));
  const taken = keepsGlobals ? rows.filter((row) => !isGlobal(row)) : rows;
  const done = spared.flatMap((one) => (one.why === why.done && one.id ? [one.id] : []));
  const disrupted = await disruptedAmong(context, done);
  const judgedLeft = spared.map(({ id, target, address, why: reason }): LeftOut => ({
    target,
    address,
    why: id !== undefined && disrupted.has(id) ? why.disrupted : reason,
  }));
  const held = keepsGlobals ? globals.map((row) => leftRow(row, why.lastAdmins)) : [];
  const left = [...judgedLeft, ...held];
  const isPlain = ({ traits }: MassRow): boolean => !traits.includes("privileged");
  return {
    plain: taken.filter(isPlain).sort(byId),
    privileged: taken.filter((row) => !isPlain(row)).sort(byId),
    excluded: counted(left),
    left,
  };
};
