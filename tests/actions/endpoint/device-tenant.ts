/** Devices of the sandbox as subjects, and what was read back of them. */
import { type Action } from "../../../src/actions/contract.ts";
import { objectId } from "../../../src/core/shared/ids.ts";
import { type Plan, type Subject } from "../../../src/core/incident/plan.ts";
import { machineIds } from "../../../src/sandbox/seed/seed-defender.ts";
import { type Tenant } from "../tenant.ts";

/** A device of the sandbox as a subject, by its object id in Entra. */
export const device = (id: string = machineIds.laptopDevice): Subject => ({
  kind: "device",
  id: objectId.parse(id),
  name: "CONTOSO-LT-0417",
  address: machineIds.laptopDeviceId,
  about: "Windows, enabled, managed",
});

export const laptop = device();
export const offline = device(machineIds.offlineDevice);
export const server = device(machineIds.serverDevice);

/** Long enough for a device that is online. */
export const doneMs = 3_000;

type Run = { readonly action: Action; readonly target: Subject; readonly plan: Plan };

const doerOf = (action: Action, direction: "apply" | "undo") => {
  const doer = direction === "apply" ? action : action.undo;
  if (!doer) throw new Error(`${action.id} can't be undone`);
  return doer;
};

/** What was answered, item by item. */
export const requested = async (
  tenant: Tenant,
  { action, target, plan }: Run,
  direction: "apply" | "undo" = "apply",
): Promise<readonly string[]> => {
  const answers = await doerOf(action, direction).apply(tenant.context, target, plan);
  return answers.map(({ id, state }) => `${id} ${state}`);
};

/** What is read back now of a request made a moment ago. */
export const seen = async (
  tenant: Tenant,
  { action, target, plan }: Run,
  direction: "apply" | "undo" = "apply",
): Promise<readonly string[]> => {
  const since = tenant.context.now();
  const doer = doerOf(action, direction);
  const readings = await doer.observe(tenant.context, target, { plan, since });
  return readings.map(({ state }) => state);
};
