/** Phones that sync a mailbox, and add-ins that its owner, or an intruder, put into it. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { shaped } from "../read.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { type PlanItem, type Subject } from "../../core/incident/plan.ts";

const text = z.string().nullish();

const device = z.object({
  Guid: z.string(),
  DeviceFriendlyName: text,
  DeviceID: text,
  DeviceType: text,
  DeviceOS: text,
  FirstSyncTime: text,
  LastSuccessSync: text,
});

const app = z.object({
  AppId: z.string(),
  DisplayName: text,
  Scope: text,
  ProviderName: text,
  Requirements: text,
});

/** One thing to take away: the id that its cmdlet takes, and the words for people. */
export type Attached = PlanItem & { readonly kind: "device" | "add-in"; readonly ref: string };

const day = (date: string | null | undefined): string => date?.slice(0, 10) ?? "unknown";

const deviceItem = (found: z.infer<typeof device>): Attached => ({
  kind: "device",
  ref: found.Guid,
  id: `device:${found.Guid}`,
  name: cleanText(found.DeviceFriendlyName ?? found.DeviceType ?? found.DeviceID ?? "device", 80),
  about: `${found.DeviceOS ?? "unknown system"}, syncs since ${day(found.FirstSyncTime)}, last ${day(found.LastSuccessSync)}`,
});

const appItem = (found: z.infer<typeof app>): Attached => ({
  kind: "add-in",
  ref: found.AppId,
  id: `add-in:${found.AppId}`,
  name: cleanText(found.DisplayName ?? found.AppId, 80),
  about: `add-in of ${found.ProviderName ?? "an unnamed provider"}, may ${found.Requirements ?? "do what it doesn't say"}`,
});

/** Devices, and add-ins of the owner; those that the organisation gave everybody stay. Throws TenantFault. */
export const readAttached = async (
  { exchange }: Pick<ActionContext, "exchange">,
  subject: Pick<Subject, "id">,
): Promise<readonly Attached[]> => {
  const [devices, apps] = await Promise.all([
    exchange.invoke("Get-MobileDeviceStatistics", { Mailbox: subject.id }),
    exchange.invoke("Get-App", { Mailbox: subject.id }),
  ]);
  return [
    ...shaped(z.array(device), devices).map(deviceItem),
    ...shaped(z.array(app), apps)
      .filter(({ Scope }) => Scope === "User")
      .map(appItem),
  ];
};
