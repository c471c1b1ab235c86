/** On whom Cordon doesn't act. One place, used by every preview. */
import { z } from "zod/v4";
import { type Account, isGuest, readAccount } from "./account.ts";
import { type ActionContext, type Preview, TenantFault } from "./contract.ts";
import { type Subject } from "../core/incident/types.ts";
import { isFinal, read, userPath } from "./read.ts";
import { privilegeOf, readRoles, rolePermissions } from "./roles.ts";

/** What an action adds to the rules that hold for all. */
export type GuardRules = {
  /** Why it doesn't act on guests; left out where it does. */
  readonly guests?: string;
  /** Why it doesn't act on shared mailboxes; left out where it does. */
  readonly sharedMailboxes?: string;
};

/** Least permissions for the guards, without `MailboxSettings.Read` for shared mailboxes. */
export const guardPermissions = ["User.Read.All", ...rolePermissions] as const;

const byHand = (reason: string): Preview => ({ kind: "by hand", reason });

const settings = z.object({ userPurpose: z.string().nullish() });

/** Is it a mailbox without a person? No mailbox, or one that can't be read, isn't known to be shared. */
export const isSharedMailbox = async (
  { graph }: Pick<ActionContext, "graph">,
  subject: Subject,
): Promise<boolean> => {
  try {
    const path = userPath(subject.id, "/mailboxSettings?$select=userPurpose");
    return (await read(graph, path, settings)).userPurpose === "shared";
  } catch (fault) {
    if (isFinal(fault)) return false;
    throw fault;
  }
};

const roleReason = async (
  context: ActionContext,
  subject: Subject,
): Promise<string | undefined> => {
  try {
    const privilege = privilegeOf(await readRoles(context, subject.id));
    return (
      privilege &&
      `${privilege}. That needs two people; Cordon doesn't run it for privileged accounts yet.`
    );
  } catch (fault) {
    if (!(fault instanceof TenantFault) || !isFinal(fault)) throw fault;
    return `Cordon can't read which roles it holds (${fault.code}), so a person has to look first.`;
  }
};

const accountReason = (account: Account, rules: GuardRules): string | undefined => {
  if (account.isManagementRestricted === true) {
    return "It is in a restricted administrative unit: only that unit's administrators may change it.";
  }
  return isGuest(account) ? rules.guests : undefined;
};

/**
 * Why Cordon must not act on this account, or undefined. Asks everything at the same time.
 * Throws TenantFault where the answer isn't known yet: then nothing is proposed.
 */
const reasonAgainst = async (
  context: ActionContext,
  subject: Subject,
  rules: GuardRules,
): Promise<{ readonly reason: string } | { readonly account: Account }> => {
  if (context.breakGlass.includes(subject.id)) {
    return { reason: "It is an emergency account: Cordon never acts on one." };
  }
  let account: Account;
  try {
    account = await readAccount(context, subject.id);
  } catch (fault) {
    if (!(fault instanceof TenantFault) || fault.kind !== "not found") throw fault;
    return { reason: "Entra has no account with this id any more: it was deleted or never here." };
  }
  const [privileged, shared] = await Promise.all([
    roleReason(context, subject),
    rules.sharedMailboxes === undefined ? false : isSharedMailbox(context, subject),
  ]);
  const reason =
    accountReason(account, rules) ?? (shared ? rules.sharedMailboxes : undefined) ?? privileged;
  return reason === undefined ? { account } : { reason };
};

/** Runs a preview for an account on which Cordon may act; else says why a person has to. */
export const guarded = async (
  run: { readonly context: ActionContext; readonly subject: Subject; readonly rules: GuardRules },
  preview: (account: Account) => Preview | Promise<Preview>,
): Promise<Preview> => {
  const { context, subject, rules } = run;
  if (subject.kind !== "user") return byHand("It isn't a person's account.");
  const found = await reasonAgainst(context, subject, rules);
  return "reason" in found ? byHand(found.reason) : preview(found.account);
};
