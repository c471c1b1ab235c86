/** Previews that need Exchange: honest where it is off, refused, or has no mailbox of this account. */
import { type Account } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Preview } from "../contract.ts";
import { type GuardRules, guarded, type UnguardedPreview } from "../guards.ts";
import { TenantFault } from "../tenant.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Plan, type PlanItem, type Subject } from "../../core/incident/plan.ts";
import { type ItemRequest } from "../requests.ts";

/** For every action on a mailbox: a guest's is elsewhere. */
export const mailboxRules = {
  guests: "It is a guest: its mailbox is in its home organisation.",
} as const satisfies GuardRules;

type Run = {
  readonly context: ActionContext;
  readonly subject: Subject;
  /** What can't be read without Exchange, in the plural: "protocols". */
  readonly what: string;
  /** The cmdlets that a person types instead, for this account's object id. */
  readonly cmdlets: (id: string) => string;
  readonly rules?: GuardRules;
  /** Set where a value that the action needs wasn't given: how to give it. */
  readonly missing?: string | undefined;
  /** True where it is the organisation's and not the account's: then "not found" isn't a missing mailbox. */
  readonly tenantWide?: true;
};

const unreadable = (run: Run, fault: TenantFault, id: string): UnguardedPreview => {
  if (fault.kind === "not found" && run.tenantWide !== true) {
    return { kind: "nothing to do", seen: "The account has no mailbox here." };
  }
  if (fault.kind !== "refused" && fault.kind !== "not found") throw fault;
  const reason = `Exchange refused (${fault.code}): ${run.what} are not evaluable. Run: ${run.cmdlets(id)}`;
  return { kind: "by hand", reason };
};

/**
 * Runs a preview for an account on which Cordon may act, where Exchange can be asked. Off or refused: by hand, with
 * the cmdlets. Throws TenantFault where Exchange doesn't answer now.
 */
export const guardedInExchange = (
  run: Run,
  preview: (account: Account) => Promise<UnguardedPreview>,
): Promise<Preview> => {
  const { context, subject, rules = mailboxRules } = run;
  return guarded({ context, subject, rules }, async (account) => {
    if (run.missing !== undefined) return { kind: "by hand", reason: run.missing };
    if (!context.exchange.available) {
      const reason = `Exchange is off here: ${run.what} are not evaluable. Run: ${run.cmdlets(account.id)}`;
      return { kind: "by hand", reason };
    }
    try {
      return await preview(account);
    } catch (fault) {
      if (!(fault instanceof TenantFault)) throw fault;
      return unreadable(run, fault, account.id);
    }
  });
};

/** One cmdlet that changes these items. Exchange says nothing when it is done. */
export const cmdletRequest = (
  { exchange }: Pick<ActionContext, "exchange">,
  ids: readonly string[],
  call: { readonly cmdlet: string; readonly parameters: Readonly<Record<string, Json>> },
): ItemRequest => ({
  ids,
  send: async () => {
    await exchange.invoke(call.cmdlet, call.parameters);
    return "exchange";
  },
});

/** By id, so that the same tenant gives the same plan in whatever order it answered. */
export const sortedById = <T extends { readonly id: string }>(items: readonly T[]): readonly T[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

/** A plan's item without what only the action needs. */
export const shown = ({ id, name, about }: PlanItem): PlanItem => ({ id, name, about });

/** Which way a request goes. */
export type Way = { readonly plan: Plan; readonly back: boolean };
