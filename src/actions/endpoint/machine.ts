/** Devices as Defender for Endpoint knows them, found by the device id that Entra gave them. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Judged, judged } from "../guard-parts.ts";
import { read, shaped } from "../read.ts";
import { type Trait } from "../../core/incident/plan.ts";

const text = z.string().nullish();

const entraDevice = z.object({
  id: z.string(),
  /** What Defender calls `aadDeviceId`; not the object id. */
  deviceId: z.guid(),
  displayName: text,
  operatingSystem: text,
  accountEnabled: z.boolean().nullish(),
});

/** A device of the directory. */
export type EntraDevice = z.infer<typeof entraDevice>;

/** Graph device-get, by object id. Throws TenantFault, `not found` where it was deleted. */
export const readEntraDevice = (
  { graph }: Pick<ActionContext, "graph">,
  id: string,
): Promise<EntraDevice> => {
  const select = Object.keys(entraDevice.shape).join(",");
  return read(graph, `/v1.0/devices/${encodeURIComponent(id)}?$select=${select}`, entraDevice);
};

const machine = z.object({
  id: z.string().min(1),
  aadDeviceId: z.string(),
  mergedIntoMachineId: text,
  computerDnsName: text,
  osPlatform: text,
  version: text,
  lastSeen: text,
  lastIpAddress: text,
  healthStatus: text,
  onboardingStatus: text,
  deviceValue: text,
  machineTags: z.array(z.string()).nullish(),
});

/** A machine of Defender for Endpoint (machine resource). */
export type Machine = z.infer<typeof machine>;

const oneOf = (machines: readonly Machine[]): Judged<Machine> => {
  const [found, ...more] = machines;
  if (!found) {
    return { reason: "Defender knows no machine with this device id: it isn't onboarded there." };
  }
  if (more.length > 0) {
    const ids = machines.map(({ id }) => id).join(", ");
    return { reason: `Defender has several machines with this device id: ${ids}.` };
  }
  return found.onboardingStatus === "Onboarded"
    ? { found }
    : { reason: "Defender lists the device but doesn't manage it: it isn't onboarded." };
};

/**
 * The one machine of this device. `aadDeviceId` isn't unique: a device that was onboarded again leaves its old record
 * behind, and then a person has to choose. Without Defender, or without permission: the reason. Throws TenantFault
 * where Defender doesn't answer for now.
 */
export const findMachine = async (
  { defender }: Pick<ActionContext, "defender">,
  { deviceId }: Pick<EntraDevice, "deviceId">,
): Promise<Judged<Machine>> => {
  const filter = encodeURIComponent(`aadDeviceId eq ${deviceId}`);
  const list = await judged(
    defender.list(`/api/machines?$filter=${filter}`),
    "Cordon can't look for it in Defender",
  );
  if ("reason" in list) return list;
  const wanted = deviceId.toLowerCase();
  const machines = shaped(z.array(machine), list.found.values).filter(
    (one) => one.aadDeviceId.toLowerCase() === wanted && !one.mergedIntoMachineId,
  );
  return oneOf([...machines].sort((a, b) => (a.id < b.id ? -1 : 1)));
};

const tagged = ({ machineTags }: Machine, words: RegExp): boolean =>
  (machineTags ?? []).some((tag) => words.test(tag));

/** Is it a server, or one that the tenant calls valuable (`deviceValue` High) or critical by a tag? */
export const isCritical = (one: Machine): boolean =>
  /server/i.test(one.osPlatform ?? "") ||
  one.deviceValue === "High" ||
  tagged(one, /critical|tier ?0|domain controller/i);

/** Tagged as using a full-tunnel VPN: isolated, it may lose Defender's channel and can't be released from afar. */
export const isBehindFullTunnel = (one: Machine): boolean => tagged(one, /full[- ]?tunnel/i);

/** Two people must agree on what many others need or what may not come back by itself. */
export const traitsOf = (one: Judged<Machine>): readonly Trait[] =>
  "found" in one && (isCritical(one.found) || isBehindFullTunnel(one.found)) ? ["privileged"] : [];

/** "Windows11 24H2, Active, last seen 2026-03-01", with warnings; the day only, so that previews stay the same. */
export const aboutMachine = (one: Machine): string =>
  [
    [one.osPlatform ?? "unknown system", one.version ?? ""].join(" ").trim(),
    one.healthStatus ?? "health unknown",
    one.lastSeen ? `last seen ${one.lastSeen.slice(0, 10)}` : "never seen",
    ...(isCritical(one) ? ["critical or a server"] : []),
    ...(isBehindFullTunnel(one) ? ["full-tunnel VPN"] : []),
  ].join(", ");

/** Its name for people, else Defender's id. */
export const nameOfMachine = ({ computerDnsName, id }: Machine): string => computerDnsName ?? id;
