import { type ManualCheck } from "../library.ts";

/** R4: a device that was released isn't in Entra again, and Intune must find it compliant first. */
export const returnDevice: ManualCheck = {
  id: "return-device",
  code: "R4",
  title: "Give the device back",
  subjectKinds: ["device"],
  team: "endpoint",
  permissions: { least: [] },
  phase: "recovery",
  asks: "Is the device enabled in Entra, compliant in Intune, and without a new alert since its release?",
  byHand:
    "1. Release it first: “Scan and release device” observed. 2. Entra: undo “Disable devices in Entra” here by “incident undo <step>”, or Update-MgDevice -DeviceId <object id> -AccountEnabled:$true. A device that was reimaged has a new object: enrol it and leave the old one disabled. 3. Intune admin center, Devices, the device, Sync, then Device compliance: Compliant, with the time after the release. 4. BitLocker recovery key rotated, Windows Hello set up anew by the person whose identity was proven. 5. Defender portal, the device's page: sensor active, no new alert for 24 hours. 6. Give it back in person. Write here: the device's ids, old and new, compliance with its time, who got it.",
};
