import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, type ItemReading, type Preview } from "../contract.ts";
import { guardedDevice } from "../guards-device.ts";
import { guarded, guardPermissions, type UnguardedPreview } from "../guards.ts";
import { ofItems } from "../of-items.ts";
import { isFinal, reading } from "../read.ts";
import { sendAll } from "../requests.ts";
import { TenantFault } from "../tenant.ts";
import {
  aboutDevice,
  type Device,
  isWithinReach,
  nameOfDevice,
  readDevice,
  readDevicesOf,
  setDeviceEnabled,
} from "./devices.ts";
import { type Plan, type Subject } from "../../core/incident/plan.ts";
import { count } from "../../core/shared/count.ts";

/** Least role over `accountEnabled` of a device (Graph device-update). */
const cloudDeviceAdministrator = "Cloud Device Administrator";

const before = z.object({ enabledDevices: z.array(z.string()) });
const parameters = z.object({
  byHand: z.array(z.object({ id: z.string(), name: z.string(), about: z.string() })).default([]),
});

const itemOfDevice = (one: Device) => ({
  id: one.id,
  name: nameOfDevice(one),
  about: aboutDevice(one),
});

const named = (devices: readonly Device[]): string =>
  devices.map((one) => `${nameOfDevice(one)} (${one.id}, ${aboutDevice(one)})`).join("; ");

const planFor = (devices: readonly Device[]): UnguardedPreview => {
  const enabled = devices.filter((one) => one.accountEnabled !== false);
  const within = enabled.filter(isWithinReach);
  const others = enabled.filter((one) => !isWithinReach(one));
  if (within.length > 0) {
    return {
      kind: "plan",
      draft: {
        items: within.map(itemOfDevice),
        parameters: { accountEnabled: false, byHand: others.map(itemOfDevice) },
        before: { enabledDevices: within.map(({ id }) => id) },
      },
    };
  }
  if (others.length > 0) {
    const reason = `An app may disable only Windows devices outside restricted units. By hand: ${named(others)}.`;
    return { kind: "by hand", reason };
  }
  return {
    kind: "nothing to do",
    seen: `${count(devices.length, "device")} found, none that is enabled.`,
  };
};

/** A list that can't be read isn't an empty one. */
const unreadable = (code: string): string =>
  `Cordon can't read devices here (${code}), so a person has to look.`;

const planned = async (readThem: () => Promise<readonly Device[]>): Promise<UnguardedPreview> => {
  try {
    return planFor(await readThem());
  } catch (fault) {
    if (!isFinal(fault)) throw fault;
    return { kind: "by hand", reason: unreadable(fault.code) };
  }
};

const guestRules = { guests: "It is a guest: its devices are in its home organisation." } as const;

/** A device alone; a server or a machine of high value takes more votes. */
const previewDevice = (context: ActionContext, subject: Subject): Promise<Preview> =>
  guardedDevice({ context, subject }, () =>
    planned(async () => [await readDevice(context, subject.id)]),
  );

const plannedIn = (plan: Plan): readonly string[] =>
  ofItems(plan, before.parse(plan.before).enabledDevices, (id) => id);

const setEnabled = (
  context: ActionContext,
  plan: Plan,
  isEnabled: boolean,
): ReturnType<Action["apply"]> =>
  sendAll(
    plannedIn(plan).map((id) => ({
      ids: [id],
      needs: cloudDeviceAdministrator,
      send: () => setDeviceEnabled(context, id, isEnabled),
    })),
  );

/** A device that is gone can't be used, and can't be enabled either. */
const readOne = async (
  context: ActionContext,
  id: string,
  wanted: boolean,
): Promise<ItemReading> => {
  try {
    const { accountEnabled } = await readDevice(context, id);
    const why = `The device is ${accountEnabled === true ? "enabled" : "disabled"}.`;
    return reading(id, accountEnabled === wanted, why);
  } catch (fault) {
    if (!(fault instanceof TenantFault) || fault.kind !== "not found") throw fault;
    return reading(id, !wanted, "It is gone from Entra.");
  }
};

const readBack = (context: ActionContext, plan: Plan, wanted: boolean) =>
  Promise.all(plannedIn(plan).map((id) => readOne(context, id, wanted)));

/** C9: what was registered for the account, or one device, is no longer trusted. Reversible. */
export const disableDevices: Action = {
  id: "disable-devices",
  code: "C9",
  title: "Disable devices in Entra",
  verb: "disable devices",
  subjectKinds: ["user", "device"],
  team: "endpoint",
  tier: 1,
  phase: "containment",
  permissions: {
    least: ["Device.ReadWrite.All", ...guardPermissions],
    optional: [{ name: "Machine.Read.All", for: "knowing servers and machines of high value" }],
    role: cloudDeviceAdministrator,
  },
  needsEvidence: [],
  text: {
    does: "Disables devices in Entra: they get no more tokens and count as unknown.",
    affects: ({ items, parameters: given }) => {
      const others = parameters.parse(given).byHand.length;
      const rest =
        others === 0 ? "" : ` ${count(others, "device")} more only by hand, see the plan.`;
      return `${count(items.length, "device")} with Windows, honest ones too.${rest}`;
    },
    limits: "Nothing on the device itself changes; phones and Macs only by hand.",
    undo: "Enables the same devices again.",
    question: ({ items }) => `Disable ${count(items.length, "device")} in Entra?`,
    notHolding: "The devices are still trusted",
    undone: "The devices are enabled again",
    byHand:
      "In the Entra admin center under Devices, All devices, open each device by object id and choose “Disable”. Phones and Macs can be disabled by a person only. Windows by PowerShell: Update-MgDevice -DeviceId <object id> -AccountEnabled:$false. Don't delete any: BitLocker keys go with it.",
  },
  looksAgain: [15, 65, 1440],
  undoneBy: ["Update device"],
  residual: {
    minutes: 60,
    why: "Tokens that the device holds already stay valid for up to 60 min.",
  },
  repeatable: true,
  preview: (context, subject) =>
    subject.kind === "device"
      ? previewDevice(context, subject)
      : guarded({ context, subject, rules: guestRules }, () =>
          planned(() => readDevicesOf(context, subject)),
        ),
  apply: (context, _subject, plan) => setEnabled(context, plan, false),
  observe: (context, _subject, { plan }) => readBack(context, plan, false),
  undo: {
    apply: (context, _subject, plan) => setEnabled(context, plan, true),
    observe: (context, _subject, { plan }) => readBack(context, plan, true),
  },
};
