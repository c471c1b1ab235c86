/** One action from preview to read-back and undo, and what the tenant's ledger says of it. */
import { type Action, type Draft } from "../../../src/actions/contract.ts";
import { type ActionContext } from "../../../src/actions/context.ts";
import { type Plan, type Subject } from "../../../src/core/incident/plan.ts";
import { draftIn, ran, reasonIn, undone } from "../runs.ts";
import { type Tenant } from "../tenant.ts";

export type Script = {
  readonly tenant: Tenant;
  readonly action: Action;
  readonly subject: Subject;
  readonly input?: string;
};

export const previewOf = ({ tenant, action, subject, input }: Script, context?: ActionContext) =>
  action.preview(context ?? tenant.context, subject, input);

/** The draft of a preview that must be a plan. */
export const draftOf = async (script: Script): Promise<Draft> => draftIn(await previewOf(script));

/** The reason of a preview that must be by hand. */
export const reasonOf = async (script: Script, context?: ActionContext): Promise<string> =>
  reasonIn(await previewOf(script, context));

/** Preview, request, read back. */
export const runAction = ({ tenant, action, subject, input }: Script) =>
  ran(tenant, action, subject, input);

/** The way back, requested and read back. */
export const undoAction = ({ tenant, action, subject }: Script, plan: Plan) =>
  undone(tenant, action, { target: subject, plan });

/** What the ledger says was changed: kind and id of each row, in order. */
export const touched = async (tenant: Tenant): Promise<readonly string[]> =>
  (await tenant.ledger()).map(({ target }) => `${target.kind} ${target.id}`);

/** The members of the ledger's changes as [from, to]. */
export const changes = async (tenant: Tenant): Promise<readonly unknown[]> =>
  (await tenant.ledger()).map(({ change }) =>
    Object.fromEntries(Object.entries(change).map(([name, { from, to }]) => [name, [from, to]])),
  );
