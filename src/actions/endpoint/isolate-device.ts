import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, type ItemAnswer, type ItemReading } from "../contract.ts";
import { deviceGuardPermissions, guardedMachine } from "../guards-device.ts";
import { type UnguardedPreview } from "../guards.ts";
import { reading } from "../read.ts";
import { sendAll } from "../requests.ts";
import { TenantFault } from "../tenant.ts";
import { type Plan } from "../../core/incident/plan.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { aboutMachine, isBehindFullTunnel, type Machine, nameOfMachine } from "./machine.ts";
import {
  cancelAction,
  isolationOf,
  type MachineAction,
  openOf,
  readActions,
  readingOf,
  startAction,
} from "./machine-actions.ts";

const before = z.object({ machineId: z.string(), isolated: z.literal(false) });
const parameters = z.object({ fullTunnel: z.boolean() });

const machineOf = (plan: Plan): string => before.parse(plan.before).machineId;

/** Phones have no isolation; Defender itself refuses other systems that are too old for it. */
const hasNoIsolation = ({ osPlatform }: Machine): boolean => /ios|android/i.test(osPlatform ?? "");

/** ", asked for by Karin Lind at 2026-03-02T09:00Z" */
const requestedBy = ({ requestor, creationDateTimeUtc: at }: MachineAction): string =>
  `, asked for${requestor ? ` by ${requestor}` : ""} at ${at.slice(0, 16)}Z`;

const byOf = (actions: readonly MachineAction[]): string => {
  const last = actions.findLast((one) => one.type === "Unisolate" && one.status === "Succeeded");
  return last ? requestedBy(last) : "";
};

const previewOf = async (context: ActionContext, machine: Machine): Promise<UnguardedPreview> => {
  if (hasNoIsolation(machine)) {
    return { kind: "by hand", reason: "Defender can't isolate a phone." };
  }
  const isolation = isolationOf(await readActions(context, machine.id));
  if (isolation) {
    return { kind: "nothing to do", seen: `Isolated already${requestedBy(isolation)}.` };
  }
  return {
    kind: "plan",
    draft: {
      items: [{ id: machine.id, name: nameOfMachine(machine), about: aboutMachine(machine) }],
      parameters: { isolationType: "Full", fullTunnel: isBehindFullTunnel(machine) },
      before: { machineId: machine.id, isolated: false },
    },
  };
};

/** Isolates the plan's machine, for the action and for whatever takes a release back. */
export const isolate = (
  context: ActionContext,
  plan: Plan,
  machineId: string,
): Promise<readonly ItemAnswer[]> =>
  sendAll([
    { ids: [machineId], send: () => startAction(context, machineId, { type: "Isolate", plan }) },
  ]);

/** Is the machine isolated, or how far is it? */
export const isolationReading = async (
  context: ActionContext,
  machineId: string,
  since: Instant,
): Promise<ItemReading> => {
  const actions = await readActions(context, machineId);
  if (isolationOf(actions)) return reading(machineId, true, "Defender has isolated it.");
  const asked = readingOf(machineId, actions, { type: "Isolate", since });
  // An isolation that was done and doesn't hold was released after it: its success is history.
  return asked.state === "observed"
    ? reading(machineId, false, `It was isolated and is released since${byOf(actions)}.`)
    : asked;
};

/** What still waits is cancelled; what is isolated, or became so meanwhile, is released. Returns the request id. */
export const release = async (
  context: ActionContext,
  plan: Plan,
  machineId: string,
): Promise<string> => {
  const waiting = openOf(await readActions(context, machineId), "Isolate");
  if (waiting) {
    try {
      return await cancelAction(context, waiting, plan);
    } catch (fault) {
      // It ended between the look and the request: then there is something to release.
      if (!(fault instanceof TenantFault) || fault.kind !== "refused") throw fault;
    }
  }
  return startAction(context, machineId, { type: "Unisolate", plan });
};

/** Is the machine free again, or how far is it? */
export const releaseReading = async (
  context: ActionContext,
  machineId: string,
  since: Instant,
): Promise<ItemReading> => {
  const actions = await readActions(context, machineId);
  const waiting = openOf(actions, "Isolate");
  if (waiting) return reading(machineId, false, "An isolation still waits for the device.");
  const holds = isolationOf(actions);
  if (!holds) return reading(machineId, true, "Defender isolates it no more.");
  const asked = readingOf(machineId, actions, { type: "Unisolate", since });
  // The mirror image: a release that was done before the isolation that holds now is history.
  return asked.state === "observed"
    ? reading(machineId, false, `It was released and is isolated again${requestedBy(holds)}.`)
    : asked;
};

/** C4: cuts a device off the network; only Defender still reaches it. Reversible. */
export const isolateDevice: Action = {
  id: "isolate-device",
  code: "C4",
  title: "Isolate device",
  verb: "isolate device",
  subjectKinds: ["device"],
  team: "endpoint",
  tier: 1,
  phase: "containment",
  permissions: { least: ["Machine.Isolate", ...deviceGuardPermissions] },
  licences: ["Defender for Endpoint"],
  needsEvidence: [],
  text: {
    does: "Cuts the device off all networks; only Defender still reaches it.",
    affects: ({ parameters: given }) =>
      parameters.safeParse(given).data?.fullTunnel === true
        ? "1 device. On a full-tunnel VPN it may lose Defender and need a visit to be released."
        : "1 device and who works at it now; what it serves to others stops.",
    limits: "A device that is offline is isolated when it comes back, if that is soon.",
    undo: "Releases it, or cancels the isolation while it still waits.",
    question: () => "Isolate 1 device from all networks?",
    notHolding: "The device is still on the network",
    undone: "The device is on the network again",
    byHand:
      "In the Defender portal open Assets, Devices, the device by its id, then Isolate device, Full, with the incident's number as comment. Not onboarded or a phone: disconnect it at the switch, the access point or the VPN, or use Contain device there. Don't switch it off: memory is evidence.",
  },
  looksAgain: [65],
  pendingMinutes: 30,
  residual: undefined,
  repeatable: true,
  preview: (context, subject) =>
    guardedMachine({ context, subject }, (machine) => previewOf(context, machine)),
  apply: (context, _subject, plan) => isolate(context, plan, machineOf(plan)),
  observe: async (context, _subject, { plan, since }) => [
    await isolationReading(context, machineOf(plan), since),
  ],
  undo: {
    apply: (context, _subject, plan) =>
      sendAll([{ ids: [machineOf(plan)], send: () => release(context, plan, machineOf(plan)) }]),
    observe: async (context, _subject, { plan, since }) => [
      await releaseReading(context, machineOf(plan), since),
    ],
  },
};
