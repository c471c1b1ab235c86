/** Apps of the sandbox as subjects, and plans for them. */
import { type Action } from "../../../src/actions/contract.ts";
import { objectId } from "../../../src/core/shared/ids.ts";
import { type Plan, type Subject } from "../../../src/core/incident/plan.ts";
import { planIn } from "../runs.ts";
import { type Tenant } from "../tenant.ts";

/** An app of the sandbox as a subject. */
export const app = (id: string, name = "Mail Sync Pro"): Subject => ({
  kind: "service principal",
  id: objectId.parse(id),
  name,
  address: "4d5e6f70-8192-43a4-85b6-c7d8e9f0a112",
  about: "application, enabled, publisher not verified",
});

/** Preview, or the error that it isn't a plan. */
export const planned = async (
  tenant: Tenant,
  action: Action,
  target: Subject,
  input?: string,
): Promise<Plan> => planIn(await action.preview(tenant.context, target, input), action, target);

/** Requests a plan, or takes it back, and reads back. */
export const carriedOut = async (
  tenant: Tenant,
  run: { readonly action: Action; readonly target: Subject; readonly plan: Plan },
  direction: "apply" | "undo" = "apply",
) => {
  const { action, target, plan } = run;
  const doer = direction === "apply" ? action : action.undo;
  if (!doer) throw new Error(`${action.id} can't be undone`);
  const answers = await doer.apply(tenant.context, target, plan);
  const since = tenant.context.now();
  const readings = await doer.observe(tenant.context, target, { plan, since });
  return {
    answers: answers.map(({ id, state }) => `${id} ${state}`),
    readings: readings.map(({ id, state }) => `${id} ${state}`),
    whys: readings.map(({ why }) => why),
  };
};

/** What the ledger says, one line for each change. */
export const changes = async (tenant: Tenant): Promise<readonly string[]> =>
  (await tenant.ledger()).map(({ method, path, target }) => `${method} ${path} ${target.kind}`);
