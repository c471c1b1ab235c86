/** Devices as Entra keeps them: whose they are, and what an app may do to them. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { read, readAll, userPath } from "../read.ts";
import { type Subject } from "../../core/incident/plan.ts";

const text = z.string().nullish();

const device = z.object({
  id: z.string(),
  displayName: text,
  operatingSystem: text,
  trustType: text,
  registrationDateTime: text,
  accountEnabled: z.boolean().nullish(),
  isManaged: z.boolean().nullish(),
  isManagementRestricted: z.boolean().nullish(),
});

/** A device of the directory; `id` is its object id, not its device id. */
export type Device = z.infer<typeof device>;

const select = `?$select=${Object.keys(device.shape).join(",")}`;

const pathOf = (id: string): string => `/v1.0/devices/${encodeURIComponent(id)}`;

/** One device (Graph device-get). Throws TenantFault, `not found` where it was deleted. */
export const readDevice = ({ graph }: Pick<ActionContext, "graph">, id: string): Promise<Device> =>
  read(graph, `${pathOf(id)}${select}`, device);

/** Registered and owned devices of a person, each once, by object id (Graph user-list-registereddevices, -owneddevices). */
export const readDevicesOf = async (
  { graph }: Pick<ActionContext, "graph">,
  subject: Subject,
): Promise<readonly Device[]> => {
  const of = (list: string) => readAll(graph, userPath(subject.id, `/${list}${select}`), device);
  const found = await Promise.all([of("registeredDevices"), of("ownedDevices")]);
  const byId = new Map(found.flat().map((one) => [one.id, one] as const));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
};

/** Graph device-update: 204; without a signed-in user for Windows only. */
export const setDeviceEnabled = async (
  { graph }: Pick<ActionContext, "graph">,
  id: string,
  accountEnabled: boolean,
): Promise<string> => (await graph.patch(pathOf(id), { accountEnabled })).requestId;

/** What an app without a signed-in user may change: Windows, outside restricted administrative units. */
export const isWithinReach = ({ operatingSystem, isManagementRestricted }: Device): boolean =>
  operatingSystem?.toLowerCase() === "windows" && isManagementRestricted !== true;

/** "Windows, registered 2026-03-01, unmanaged" */
export const aboutDevice = (one: Device): string =>
  [
    one.operatingSystem ?? "unknown system",
    ...(one.registrationDateTime ? [`registered ${one.registrationDateTime.slice(0, 10)}`] : []),
    one.isManaged === true ? "managed" : "unmanaged",
    ...(one.isManagementRestricted === true ? ["in a restricted unit"] : []),
  ].join(", ");

/** Its name for people, else its id. */
export const nameOfDevice = ({ displayName, id }: Device): string => displayName ?? id;
