/** One action from preview to read-back and undo: what each of them said, and the plan between them. */
import { type ActionContext } from "../../src/actions/context.ts";
import { type Action, type Draft, type Preview } from "../../src/actions/contract.ts";
import { type Plan, type Subject } from "../../src/core/incident/plan.ts";
import { planOf } from "./tenant.ts";

type InTenant = { readonly context: ActionContext };

/** The draft of a preview; anything else fails the test with what it said instead. */
export const draftIn = (seen: Preview): Draft => {
  if (seen.kind !== "plan") throw new Error(JSON.stringify(seen));
  return seen.draft;
};

export const planFrom = (
  draft: Draft,
  action: Pick<Action, "id">,
  { kind, id }: Pick<Subject, "kind" | "id">,
): Plan => planOf(draft, { action: action.id, kind, id });

/** The plan of a preview; anything else fails the test with what it said instead. */
export const planIn = (
  seen: Preview,
  action: Pick<Action, "id">,
  target: Pick<Subject, "kind" | "id">,
): Plan => planFrom(draftIn(seen), action, target);

/** Why a person has to do it; fails the test where Cordon would. */
export const reasonIn = (seen: Preview): string => {
  if (seen.kind !== "by hand") throw new Error(JSON.stringify(seen));
  return seen.reason;
};

export const states = (list: readonly { readonly state: string }[]): readonly string[] =>
  list.map(({ state }) => state);

/** Preview, request, read back. */
export const ran = async (
  { context }: InTenant,
  action: Action,
  target: Subject,
  input?: string,
) => {
  const draft = draftIn(await action.preview(context, target, input));
  const plan = planFrom(draft, action, target);
  const since = context.now();
  const answers = await action.apply(context, target, plan);
  const readings = await action.observe(context, target, { plan, since });
  return { draft, plan, since, answers, readings };
};

/** The way back, requested and read back. */
export const undone = async (
  { context }: InTenant,
  action: Action,
  run: { readonly target: Subject; readonly plan: Plan },
) => {
  if (!action.undo) throw new Error(`${action.id} has no undo`);
  const plan = { ...run.plan, direction: "undo" as const };
  const since = context.now();
  const answers = await action.undo.apply(context, run.target, plan);
  const readings = await action.undo.observe(context, run.target, { plan, since });
  return { answers, readings };
};
