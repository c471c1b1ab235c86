/** One action from preview to undo, with what was sealed on the way. */
import { z } from "zod/v4";
import { type ActionContext } from "../../../src/actions/context.ts";
import { type Action, type Draft, type Preview } from "../../../src/actions/contract.ts";
import { type Plan, type Subject } from "../../../src/core/incident/plan.ts";
import { type LedgerEntry, planOf, type Tenant } from "../tenant.ts";

export const previewed = (
  tenant: Pick<Tenant, "context">,
  action: Action,
  target: Subject,
  input?: string,
): Promise<Preview> => action.preview(tenant.context, target, input);

export const drafted = async (
  tenant: Pick<Tenant, "context">,
  action: Action,
  target: Subject,
  input?: string,
): Promise<Draft> => {
  const seen = await previewed(tenant, action, target, input);
  if (seen.kind !== "plan") throw new Error(JSON.stringify(seen));
  return seen.draft;
};

export const planFrom = (draft: Draft, action: Action, target: Subject): Plan => ({
  ...planOf(draft, { action: action.id, id: target.id }),
  subject: { kind: target.kind, id: target.id },
});

/** Preview, apply, observe. */
export const ran = async (
  tenant: Pick<Tenant, "context">,
  action: Action,
  target: Subject,
  input?: string,
) => {
  const draft = await drafted(tenant, action, target, input);
  const plan = planFrom(draft, action, target);
  const since = tenant.context.now();
  const answers = await action.apply(tenant.context, target, plan);
  const readings = await action.observe(tenant.context, target, { plan, since });
  return { draft, plan, since, answers, readings };
};

/** The same back again. */
export const undone = async (
  tenant: Pick<Tenant, "context">,
  action: Action,
  run: { readonly target: Subject; readonly plan: Plan },
) => {
  if (!action.undo) throw new Error(`${action.id} has no undo`);
  const plan = { ...run.plan, direction: "undo" as const };
  const since = tenant.context.now();
  const answers = await action.undo.apply(tenant.context, run.target, plan);
  const readings = await action.undo.observe(tenant.context, run.target, { plan, since });
  return { answers, readings };
};

export const states = (list: readonly { readonly state: string }[]): readonly string[] =>
  list.map(({ state }) => state);

/** A ledger entry as "kind id member: from → to", short enough to compare. */
export const lines = (ledger: readonly LedgerEntry[]): readonly string[] =>
  ledger.flatMap(({ target, change }) =>
    Object.entries(change).map(
      ([name, { from, to }]) =>
        `${target.kind} ${target.id} ${name}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`,
    ),
  );

const reason = z.object({ kind: z.literal("by hand"), reason: z.string() });

/** Why a person has to do it; throws where Cordon would. */
export const reasonOf = (seen: Preview): string => reason.parse(seen).reason;

/** The context with a box that keeps what was sealed, in order. */
export const withSeal = (
  context: ActionContext,
): {
  readonly context: ActionContext;
  readonly sealed: { readonly label: string; readonly text: string }[];
} => {
  const sealed: { readonly label: string; readonly text: string }[] = [];
  const seal: ActionContext["seal"] = (secret) => {
    sealed.push(secret);
    return Promise.resolve();
  };
  return { context: { ...context, seal }, sealed };
};

/** Everything that the sandbox tells, as one text: a secret must not be in it. */
export const told = async (tenant: Tenant): Promise<string> =>
  JSON.stringify([await tenant.ledger(), await tenant.requests()]);
