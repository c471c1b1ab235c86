/** Previews for people, what the ledger says of them, and what was sealed on the way. */
import { type ActionContext } from "../../../src/actions/context.ts";
import { type Action, type Draft, type Preview } from "../../../src/actions/contract.ts";
import { type Subject } from "../../../src/core/incident/plan.ts";
import { draftIn } from "../runs.ts";
import { type LedgerEntry, type Tenant } from "../tenant.ts";

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
): Promise<Draft> => draftIn(await previewed(tenant, action, target, input));

/** A ledger entry as "kind id member: from → to", short enough to compare. */
export const lines = (ledger: readonly LedgerEntry[]): readonly string[] =>
  ledger.flatMap(({ target, change }) =>
    Object.entries(change).map(
      ([name, { from, to }]) =>
        `${target.kind} ${target.id} ${name}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`,
    ),
  );

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
