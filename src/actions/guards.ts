/** On whom Cordon doesn't act, and what a target is. One place, used by every preview. */
import { type Account, isGuest, readAccount } from "./account.ts";
import { type ActionContext } from "./context.ts";
import { type Preview } from "./contract.ts";
import { isOneOfLast, readGlobalAdmins } from "./global-admins.ts";
import {
  type Against,
  byHand,
  existing,
  type Judged,
  judged,
  type Judgement,
  kindReason,
  nobody,
  type UnguardedPreview,
  withTraits,
} from "./guard-parts.ts";
import { judgeApp } from "./guards-app.ts";
import { judgeDevice } from "./guards-device.ts";
import { judgeSite } from "./guards-site.ts";
import { type Subject, type SubjectKind, type Trait } from "../core/incident/plan.ts";
import { isGlobalAdministrator, privilegeOf, readRoles, rolePermissions } from "./roles.ts";
import { isSharedMailbox } from "./shared-mailbox.ts";

/** What an action adds to the rules that hold for all. */
export type GuardRules = {
  /** Why it doesn't act on guests; left out where it does. */
  readonly guests?: string;
  /** Why it doesn't act on shared mailboxes; left out where it does. */
  readonly sharedMailboxes?: string;
  /** Does it keep somebody out? Then it never takes the last two Global Administrators, nor a team its quorum. */
  readonly locksOut?: true;
};

export type { Judgement, UnguardedPreview } from "./guard-parts.ts";

/** Least permissions for the guards, without `MailboxSettings.Read` for shared mailboxes. */
export const guardPermissions = ["User.Read.All", ...rolePermissions] as const;

/** Entra lets nobody with less change sign-in or password of an administrator (Graph users: sensitive actions). */
const roleOverAdministrators = "Privileged Authentication Administrator";

/** The Entra role that the containment identity needs for `accountEnabled` and passwords of such a target. */
export const roleNeededFor = (traits: readonly Trait[], otherwise?: string): string | undefined =>
  traits.includes("privileged") ? roleOverAdministrators : otherwise;

/** Why an action that spares shared mailboxes leaves this account alone, or undefined. */
const sharedReason = async (
  context: ActionContext,
  subject: Subject,
  { sharedMailboxes }: GuardRules,
): Promise<string | undefined> => {
  if (sharedMailboxes === undefined) return undefined;
  const shared = await judged(
    isSharedMailbox(context, subject),
    "Cordon can't read whether it is a shared mailbox; that takes MailboxSettings.Read",
  );
  if ("reason" in shared) return shared.reason;
  return shared.found ? sharedMailboxes : undefined;
};

const accountReason = (account: Account, rules: GuardRules): string | undefined => {
  if (account.isManagementRestricted === true) {
    return "It is in a restricted administrative unit: only that unit's administrators may change it.";
  }
  return isGuest(account) ? rules.guests : undefined;
};

/** Reasons that need no question to the tenant: nobody lifts them by a vote. */
const neverReason = (context: ActionContext, subject: Subject): Against | undefined =>
  kindReason(context, subject, "user") ??
  (context.never.breakGlass.includes(subject.id)
    ? nobody("It is an emergency account: Cordon never acts on one.")
    : undefined);

const privilegesOf = async (
  context: ActionContext,
  subject: Subject,
): Promise<Judged<readonly Trait[]>> => {
  const roles = await judged(
    readRoles(context, subject.id),
    "Cordon can't read which roles it holds",
  );
  if ("reason" in roles) return roles;
  if (isGlobalAdministrator(roles.found)) return { found: ["global administrator", "privileged"] };
  return { found: privilegeOf(roles.found) === undefined ? [] : ["privileged"] };
};

/** Why locking this target out would lock everybody out, or undefined. */
const lockoutReason = async (
  context: ActionContext,
  subject: Subject,
  traits: readonly Trait[],
): Promise<Against | undefined> => {
  if (context.never.responder(subject.id)?.quorumHolds === false) {
    return nobody(
      "It is a responder's: without it a team would keep fewer than two people who decide.",
    );
  }
  if (!traits.includes("global administrator")) return undefined;
  const admins = await judged(
    readGlobalAdmins(context),
    "Cordon can't count the Global Administrators",
  );
  if ("reason" in admins) return admins;
  return isOneOfLast(admins.found, subject.id)
    ? nobody("Fewer than two enabled Global Administrators would be left without it.")
    : undefined;
};

const accountOf = (context: ActionContext, subject: Subject): Promise<Judged<Account>> =>
  existing(
    readAccount(context, subject.id),
    "Entra has no account with this id any more: it was deleted or never here.",
  );

/** Sorted, so that the same target gives the same plan and the same hash. */
const traitsOf = (
  account: Account,
  privileges: readonly Trait[],
  responder: object | undefined,
): readonly Trait[] => {
  const guest: readonly Trait[] = isGuest(account) ? ["guest"] : [];
  const decides: readonly Trait[] = responder ? ["responder"] : [];
  return [...privileges, ...guest, ...decides].sort();
};

type Target = { readonly account: Account; readonly traits: readonly Trait[] };

/**
 * Why Cordon must not act on this account, or what it is. Throws TenantFault where the answer isn't known yet: then
 * nothing is proposed.
 */
const targetOf = async (
  context: ActionContext,
  subject: Subject,
  rules: GuardRules,
): Promise<Judged<Target>> => {
  const account = await accountOf(context, subject);
  if ("reason" in account) return account;
  const [privileges, shared] = await Promise.all([
    privilegesOf(context, subject),
    sharedReason(context, subject, rules),
  ]);
  const reason = accountReason(account.found, rules) ?? shared;
  if (reason !== undefined) return { reason };
  if ("reason" in privileges) return privileges;
  const traits = traitsOf(account.found, privileges.found, context.never.responder(subject.id));
  const lockout = rules.locksOut ? await lockoutReason(context, subject, traits) : undefined;
  return lockout ?? { found: { account: account.found, traits } };
};

const judgeUser = async (context: ActionContext, subject: Subject): Promise<Judgement> => {
  const against = neverReason(context, subject);
  if (against) return byHand(against);
  const target = await targetOf(context, subject, {});
  return "reason" in target ? byHand(target) : { kind: "target", traits: target.found.traits };
};

type Judge = (context: ActionContext, subject: Subject) => Promise<Judgement>;

/** Who judges which kind of subject. */
const judges: Readonly<Record<SubjectKind, Judge>> = {
  user: judgeUser,
  "service principal": judgeApp,
  device: judgeDevice,
  site: judgeSite,
};

/**
 * What a target is now, for a way back: by the rules that hold for every action, without those of lock-out (giving
 * access back locks nobody out) and without an action's own. Traits are sorted. Throws TenantFault where the tenant
 * doesn't answer.
 */
export const judgeTarget: Judge = (context, subject) => judges[subject.kind](context, subject);

/**
 * Runs a preview for an account on which Cordon may act, and puts what the account is into its plan, sorted; else says
 * why a person has to.
 */
export const guarded = async (
  run: { readonly context: ActionContext; readonly subject: Subject; readonly rules: GuardRules },
  preview: (account: Account) => UnguardedPreview | Promise<UnguardedPreview>,
): Promise<Preview> => {
  const { context, subject, rules } = run;
  const against = neverReason(context, subject);
  if (against) return byHand(against);
  const target = await targetOf(context, subject, rules);
  if ("reason" in target) return byHand(target);
  const { account, traits } = target.found;
  return withTraits(await preview(account), traits);
};
