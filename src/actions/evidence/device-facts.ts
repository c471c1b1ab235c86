import { type ActionContext } from "../context.ts";
import {
  isOpen,
  isolationOf,
  type MachineAction,
  readActions,
} from "../endpoint/machine-actions.ts";
import { aboutMachine, findMachine, type Machine, readEntraDevice } from "../endpoint/machine.ts";
import { existing, type Judged } from "../guard-parts.ts";
import { type Collected, type Collector } from "../library.ts";
import { type Subject } from "../../core/incident/plan.ts";
import {
  asJson,
  gapsOf,
  graphObject,
  graphPart,
  isComplete,
  type Part,
  part,
  readParts,
  sizesOf,
} from "./parts.ts";

const machineParts = ({ defender }: ActionContext, { id }: Machine) => {
  const path = `/api/machines/${encodeURIComponent(id)}`;
  return readParts({
    machine: part(async () => ({ values: [(await defender.get(path)).body], complete: true })),
    "logged-on users": part(() => defender.list(`${path}/logonusers`)),
  });
};

const entraParts = ({ graph }: ActionContext, subject: Subject, deviceId: string) => {
  const path = `/v1.0/devices/${encodeURIComponent(subject.id)}`;
  const filter = encodeURIComponent(`azureADDeviceId eq '${deviceId}'`);
  const intune = "/v1.0/deviceManagement/managedDevices";
  const select = "id,deviceName,azureADDeviceId,operatingSystem,complianceState,managementState";
  return readParts({
    device: graphObject(graph, path),
    "registered users": graphPart(graph, `${path}/registeredUsers?$select=id,userPrincipalName`),
    "Intune device": graphPart(graph, `${intune}?$filter=${filter}&$select=${select}`),
  });
};

const isolationSentence = (actions: readonly MachineAction[]): string => {
  const isolation = isolationOf(actions);
  const at = isolation?.creationDateTimeUtc.slice(0, 16) ?? "";
  if (isolation) return `isolated already, asked for by ${isolation.requestor ?? "?"} at ${at}Z`;
  const open = actions.filter(isOpen).map(({ type }) => type);
  return open.length > 0 ? `not isolated, under way: ${open.join(", ")}` : "not isolated";
};

const withMachine = async (
  context: ActionContext,
  machine: Machine,
): Promise<{ readonly parts: Readonly<Record<string, Part>>; readonly said: string }> => {
  const actions = await readActions(context, machine.id);
  const read = await machineParts(context, machine);
  const parts = {
    ...read,
    "machine actions": { state: "read", values: asJson(actions), complete: true } as const,
  };
  const users = sizesOf(read, [["logged-on users", "logged-on user"]]);
  const said = [aboutMachine(machine), ...users, isolationSentence(actions)].join("; ");
  return { parts, said: `${said}.` };
};

const machineFacts = async (
  context: ActionContext,
  found: Judged<Machine>,
): ReturnType<typeof withMachine> =>
  "reason" in found
    ? {
        parts: { machine: { state: "not evaluable", why: "NoMachine" } },
        said: found.reason,
      }
    : withMachine(context, found.found);

const gone = (subject: Subject, context: ActionContext, why: string): Collected => ({
  content: { kind: "E0", subject: subject.id, readAt: context.now(), parts: {}, reason: why },
  summary: why,
  complete: false,
});

/** E0 of a device: its exact ids in Entra, Intune and Defender, who was signed in, and whether it is contained already. */
export const deviceFacts: Collector = {
  id: "device-facts",
  code: "E0",
  kind: "E0",
  subjectKinds: ["device"],
  title: "Device, its users and its isolation",
  team: "soc",
  permissions: {
    least: ["Device.Read.All", "Machine.Read.All", "User.Read.All"],
    optional: [
      { name: "DeviceManagementManagedDevices.Read.All", for: "the device's id in Intune" },
    ],
  },
  licences: ["Defender for Endpoint"],
  collect: async (context, subject) => {
    const device = await existing(
      readEntraDevice(context, subject.id),
      "Entra has no device with this id any more.",
    );
    if ("reason" in device) return gone(subject, context, device.reason);
    const { deviceId } = device.found;
    const [own, facts] = await Promise.all([
      entraParts(context, subject, deviceId),
      findMachine(context, device.found).then((found) => machineFacts(context, found)),
    ]);
    const parts = { ...own, ...facts.parts };
    return {
      content: { kind: "E0", subject: subject.id, readAt: context.now(), deviceId, parts },
      summary: `${facts.said}${gapsOf(parts)}`,
      complete: isComplete(parts),
    };
  },
};
