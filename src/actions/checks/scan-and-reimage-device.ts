import { type ManualCheck } from "../library.ts";

/** R4: only people can say that a device is clean, or make it new. */
export const scanAndReimageDevice: ManualCheck = {
  id: "scan-and-reimage-device",
  code: "R4",
  title: "Clean or reimage the device",
  subjectKinds: ["device"],
  team: "endpoint",
  permissions: { least: [] },
  phase: "eradication",
  asks: "Is the device clean after a full scan, with its persistence removed, or was it reimaged?",
  byHand:
    "1. Reimage only when the investigation package (E7) is kept with its SHA-256: it destroys what is left. 2. In the Defender portal, on the isolated device: Run antivirus scan, Full; read the result in the Action center. 3. On its page look at the timeline for autostart entries, scheduled tasks, services, WMI subscriptions, browser extensions and new local accounts; remove what isn't yours by live response. 4. Anything privileged ran, or anything is unclear: reimage from your own media, not by a reset. 5. Before it goes back: BitLocker key and local administrator's password rotated, Windows Hello enrolled anew, Intune says compliant, no new alert for 24 h. Then release it.",
};
