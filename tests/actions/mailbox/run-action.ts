/** One action from preview to read-back and undo, and what the tenant's ledger says of it. */
import { type Action, type Draft } from "../../../src/actions/contract.ts";
import { type ActionContext } from "../../../src/actions/context.ts";
import { type Plan, type Subject } from "../../../src/core/incident/plan.ts";
import { planOf, type Tenant } from "../tenant.ts";

export type Script = {
  readonly tenant: Tenant;
  readonly action: Action;
  readonly subject: Subject;
  readonly input?: string;
};

export const previewOf = ({ tenant, action, subject, input }: Script, context?: ActionContext) =>
  action.preview(context ?? tenant.context, subject, input);

/** The draft of a preview that must be a plan. */
export const draftOf = async (script: Script): Promise<Draft> => {
  const seen = await previewOf(script);
  if (seen.kind !== "plan") throw new Error(JSON.stringify(seen));
  return seen.draft;
};

/** The reason of a preview that must be by hand. */
export const reasonOf = async (script: Script, context?: ActionContext): Promise<string> => {
  const seen = await previewOf(script, context);
  if (seen.kind !== "by hand") throw new Error(JSON.stringify(seen));
  return seen.reason;
};

/** Preview, request, read back. */
export const runAction = async (script: Script) => {
  const { tenant, action, subject } = script;
  const draft = await draftOf(script);
  const plan = planOf(draft, { action: action.id, id: subject.id });
  const since = tenant.context.now();
  const answers = await action.apply(tenant.context, subject, plan);
  const readings = await action.observe(tenant.context, subject, { plan, since });
  return { draft, plan, answers, readings, since };
};

/** The way back, requested and read back. */
export const undoAction = async ({ tenant, action, subject }: Script, plan: Plan) => {
  if (!action.undo) throw new Error(`${action.id} has no undo`);
  const back = { ...plan, direction: "undo" as const };
  const since = tenant.context.now();
  const answers = await action.undo.apply(tenant.context, subject, back);
  const readings = await action.undo.observe(tenant.context, subject, { plan: back, since });
  return { answers, readings };
};

export const states = (list: readonly { readonly state: string }[]): readonly string[] =>
  list.map(({ state }) => state);

/** What the ledger says was changed: kind and id of each row, in order. */
export const touched = async (tenant: Tenant): Promise<readonly string[]> =>
  (await tenant.ledger()).map(({ target }) => `${target.kind} ${target.id}`);

/** The members of the ledger's changes as [from, to]. */
export const changes = async (tenant: Tenant): Promise<readonly unknown[]> =>
  (await tenant.ledger()).map(({ change }) =>
    Object.fromEntries(Object.entries(change).map(([name, { from, to }]) => [name, [from, to]])),
  );
