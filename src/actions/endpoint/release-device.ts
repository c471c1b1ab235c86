import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, type ItemAnswer, type ItemReading } from "../contract.ts";
import { deviceGuardPermissions, guardedMachine } from "../guards-device.ts";
import { type UnguardedPreview } from "../guards.ts";
import { reading } from "../read.ts";
import { sendAll } from "../requests.ts";
import { type Plan } from "../../core/incident/plan.ts";
import { isolate, isolationReading, release, releaseReading } from "./isolate-device.ts";
import { aboutMachine, type Machine, nameOfMachine } from "./machine.ts";
import { isolationOf, openOf, readActions, readingOf, startAction } from "./machine-actions.ts";

const before = z.object({ machineId: z.string(), isolated: z.literal(true) });

const machineOf = (plan: Plan): string => before.parse(plan.before).machineId;

/** The scan is an item of its own beside the release, which has the machine's id. */
const scanOf = (machineId: string): string => `scan:${machineId}`;

const previewOf = async (context: ActionContext, machine: Machine): Promise<UnguardedPreview> => {
  const actions = await readActions(context, machine.id);
  if (openOf(actions, "Isolate")) {
    return { kind: "by hand", reason: "An isolation still waits for the device: undo that step." };
  }
  if (!isolationOf(actions)) {
    return { kind: "nothing to do", seen: "Defender doesn't isolate the device." };
  }
  const name = nameOfMachine(machine);
  return {
    kind: "plan",
    draft: {
      items: [
        { id: scanOf(machine.id), name: `Antivirus scan of ${name}`, about: "quick scan" },
        { id: machine.id, name: `Release of ${name}`, about: aboutMachine(machine) },
      ],
      parameters: { scanType: "Quick" },
      before: { machineId: machine.id, isolated: true },
    },
  };
};

/** A device whose scan was refused isn't released: nobody has looked at it. */
const notReleased = (machineId: string, scan: ItemAnswer): ItemAnswer => ({
  id: machineId,
  state: "failed",
  why: "Not requested: the scan before it wasn't accepted.",
  requestId: scan.requestId,
});

const scanAndRelease = async (
  context: ActionContext,
  plan: Plan,
): Promise<readonly ItemAnswer[]> => {
  const machineId = machineOf(plan);
  const scanned = await sendAll([
    {
      ids: [scanOf(machineId)],
      send: () => startAction(context, machineId, { type: "RunAntiVirusScan", plan }),
    },
  ]);
  const refused = scanned.find(({ state }) => state !== "accepted");
  if (refused) return [...scanned, notReleased(machineId, refused)];
  const released = await sendAll([
    { ids: [machineId], send: () => release(context, plan, machineId) },
  ]);
  return [...scanned, ...released];
};

/** R4: looks at an isolated device once more, then lets it back to the network. */
export const releaseDevice: Action = {
  id: "release-device",
  code: "R4",
  title: "Scan and release device",
  verb: "release device",
  subjectKinds: ["device"],
  team: "endpoint",
  tier: 1,
  phase: "recovery",
  permissions: { least: ["Machine.Isolate", "Machine.Scan", ...deviceGuardPermissions] },
  licences: ["Defender for Endpoint"],
  needsEvidence: [],
  text: {
    does: "Starts a quick antivirus scan, then takes the isolation away.",
    affects: () => "1 device: it reaches all its networks again.",
    limits: "The release doesn't wait for what the scan finds; watch its alerts for 24 h.",
    undo: "Isolates the device again.",
    question: () => "Scan 1 device and release it?",
    notHolding: "The device is still isolated",
    undone: "The device is isolated again",
    byHand:
      "In the Defender portal open Assets, Devices, the device by its id: Run antivirus scan, wait for the result in the Action center, then Release from isolation. A device that doesn't answer: use the release script for unresponsive devices from the same menu, or visit it.",
  },
  looksAgain: [1440],
  pendingMinutes: 60,
  residual: undefined,
  repeatable: true,
  preview: (context, subject) =>
    guardedMachine({ context, subject }, (machine) => previewOf(context, machine)),
  apply: (context, _subject, plan) => scanAndRelease(context, plan),
  observe: async (context, _subject, { plan, since }) => {
    const machineId = machineOf(plan);
    const actions = await readActions(context, machineId);
    return [
      readingOf(scanOf(machineId), actions, { type: "RunAntiVirusScan", since }),
      await releaseReading(context, machineId, since),
    ];
  },
  undo: {
    together: true,
    apply: async (context, _subject, plan) => {
      const machineId = machineOf(plan);
      const [answer] = await isolate(context, plan, machineId);
      if (!answer) return [];
      const scanned = { id: scanOf(machineId), state: "accepted", why: "" } as const;
      return [{ ...scanned, requestId: answer.requestId }, answer];
    },
    observe: async (context, _subject, { plan, since }) => {
      const machineId = machineOf(plan);
      const scanned: ItemReading = reading(
        scanOf(machineId),
        true,
        "A scan leaves nothing to undo.",
      );
      return [scanned, await isolationReading(context, machineId, since)];
    },
  },
};
