/** On which devices Cordon doesn't act, and what a device is. */
import { type ActionContext } from "./context.ts";
import { type Preview } from "./contract.ts";
import {
  type EntraDevice,
  findMachine,
  type Machine,
  readEntraDevice,
  traitsOf,
} from "./endpoint/machine.ts";
import {
  byHand,
  existing,
  type Judged,
  type Judgement,
  kindReason,
  type UnguardedPreview,
  withTraits,
} from "./guard-parts.ts";
import { type Subject } from "../core/incident/plan.ts";

/** A device as both services know it; where Defender doesn't, the reason. */
export type Device = { readonly entra: EntraDevice; readonly machine: Judged<Machine> };

/** Least permissions for the guard of devices. */
export const deviceGuardPermissions = ["Device.Read.All", "Machine.Read.All"] as const;

const deviceOf = async (context: ActionContext, subject: Subject): Promise<Judged<Device>> => {
  const against = kindReason(context, subject, "device");
  if (against) return against;
  const entra = await existing(
    readEntraDevice(context, subject.id),
    "Entra has no device with this id any more: it was deleted or never here.",
  );
  if ("reason" in entra) return entra;
  return { found: { entra: entra.found, machine: await findMachine(context, entra.found) } };
};

/**
 * What a device is now, for a way back: `privileged` where it is a server, of high value to the tenant, or behind a
 * full-tunnel VPN. Throws TenantFault where a service doesn't answer.
 */
export const judgeDevice = async (context: ActionContext, subject: Subject): Promise<Judgement> => {
  const device = await deviceOf(context, subject);
  return "reason" in device
    ? byHand(device)
    : { kind: "target", traits: traitsOf(device.found.machine) };
};

/** Runs a preview for a device, and puts what it is into its plan; else says why a person has to. */
export const guardedDevice = async (
  run: { readonly context: ActionContext; readonly subject: Subject },
  preview: (device: Device) => UnguardedPreview | Promise<UnguardedPreview>,
): Promise<Preview> => {
  const device = await deviceOf(run.context, run.subject);
  if ("reason" in device) return byHand(device);
  return withTraits(await preview(device.found), traitsOf(device.found.machine));
};

/** The same for what only Defender can do: its one machine, or by hand. */
export const guardedMachine = (
  run: { readonly context: ActionContext; readonly subject: Subject },
  preview: (machine: Machine) => UnguardedPreview | Promise<UnguardedPreview>,
): Promise<Preview> =>
  guardedDevice(run, ({ machine }) =>
    "reason" in machine ? byHand(machine) : preview(machine.found),
  );
