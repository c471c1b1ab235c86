import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action } from "../contract.ts";
import { deviceGuardPermissions, guardedMachine } from "../guards-device.ts";
import { type UnguardedPreview } from "../guards.ts";
import { sendAll } from "../requests.ts";
import { type Plan } from "../../core/incident/plan.ts";
import { aboutMachine, type Machine, nameOfMachine } from "./machine.ts";
import { readActions, readingOf, startAction } from "./machine-actions.ts";

const before = z.object({ machineId: z.string() });

const machineOf = (plan: Plan): string => before.parse(plan.before).machineId;

const type = "CollectInvestigationPackage" as const;

/** A package this fresh, in ms, shows the same machine. */
const freshMs = 3_600_000;

const previewOf = async (context: ActionContext, machine: Machine): Promise<UnguardedPreview> => {
  if (!/^windows/i.test(machine.osPlatform ?? "")) {
    return { kind: "by hand", reason: "Defender collects packages from Windows only." };
  }
  const now = Date.parse(context.now());
  const fresh = (await readActions(context, machine.id)).findLast(
    (one) =>
      one.type === type &&
      one.status === "Succeeded" &&
      now - Date.parse(one.creationDateTimeUtc) < freshMs,
  );
  if (fresh) {
    const at = fresh.creationDateTimeUtc.slice(0, 16);
    return { kind: "nothing to do", seen: `A package was collected, asked for at ${at}Z.` };
  }
  return {
    kind: "plan",
    draft: {
      items: [{ id: machine.id, name: nameOfMachine(machine), about: aboutMachine(machine) }],
      parameters: {},
      before: { machineId: machine.id },
    },
  };
};

/**
 * E7: Defender packs what shows an attack (processes, logs, autostart) and keeps it. Its download address opens it for
 * whoever has it, so Cordon never asks for it.
 */
export const collectInvestigationPackage: Action = {
  id: "collect-investigation-package",
  code: "E7",
  title: "Collect investigation package",
  verb: "collect package",
  subjectKinds: ["device"],
  team: "endpoint",
  tier: 1,
  phase: "detection",
  permissions: { least: ["Machine.CollectForensics", ...deviceGuardPermissions] },
  licences: ["Defender for Endpoint"],
  needsEvidence: [],
  text: {
    does: "Has Defender pack processes, connections, autostart and logs of the device.",
    affects: () => "1 device: it works a few minutes on it; nothing on it changes.",
    limits: "The package stays in Defender's Action center; memory isn't in it.",
    undo: "None. Nothing was changed.",
    question: () => "Collect a package from 1 device?",
    notHolding: "No package was collected",
    undone: "The package is still there",
    byHand:
      "In the Defender portal open Assets, Devices, the device by its id, then Collect investigation package; download it from the Action center and note its SHA-256. macOS and Linux: a live response session with the forensic collector. Do it before anybody cleans or reimages the device.",
  },
  pendingMinutes: 60,
  residual: undefined,
  repeatable: true,
  momentary: true,
  preview: (context, subject) =>
    guardedMachine({ context, subject }, (machine) => previewOf(context, machine)),
  apply: (context, _subject, plan) =>
    sendAll([
      {
        ids: [machineOf(plan)],
        send: () => startAction(context, machineOf(plan), { type, plan }),
      },
    ]),
  observe: async (context, _subject, { plan, since }) => {
    const machineId = machineOf(plan);
    return [readingOf(machineId, await readActions(context, machineId), { type, since })];
  },
  undo: undefined,
};
