import { z } from "zod/v4";
import { cleanText } from "../../core/shared/clean-text.ts";
import { objectId } from "../../core/shared/ids.ts";
import { type Kind } from "./search.ts";

const schema = z.object({
  id: objectId,
  deviceId: z.string().nullish(),
  displayName: z.string().nullish(),
  operatingSystem: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  isManaged: z.boolean().nullish(),
});

/** Devices that Entra knows: by object id, by device id, by whole name or by the beginning of one. */
export const devices: Kind<z.infer<typeof schema>> = {
  path: "/v1.0/devices",
  schema,
  members: Object.keys(schema.shape),
  subjectOf: (device) => ({
    kind: "device",
    id: device.id,
    name: device.displayName ?? "",
    address: device.deviceId ?? "",
    about: [
      device.operatingSystem ? cleanText(device.operatingSystem, 40) : "unknown system",
      device.accountEnabled === false ? "disabled" : "enabled",
      device.isManaged === true ? "managed" : "not managed",
    ].join(", "),
  }),
  byWords: (text) => [[`displayName eq ${text}`], [`startswith(displayName,${text})`]],
  byOtherId: (id) => [`deviceId eq ${id}`],
};
