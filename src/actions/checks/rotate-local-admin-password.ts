import { type ManualCheck } from "../library.ts";

/** X1 for the device: who was on it knows its local administrator's password. */
export const rotateLocalAdminPassword: ManualCheck = {
  id: "rotate-local-admin-password",
  code: "X1",
  title: "Rotate the local admin password",
  subjectKinds: ["device"],
  team: "endpoint",
  permissions: { least: [] },
  phase: "eradication",
  asks: "Was the local administrator's password of this device rotated after it was contained?",
  byHand:
    "Windows LAPS. Kept in Entra: Intune admin center, Devices, the device by its id, Rotate local admin password; it happens at the device's next check-in, so it must not be isolated or must allow Intune. Kept in Active Directory: on the device Reset-LapsPassword, or Set-LapsADPasswordExpirationTime -Identity <computer>. Then check that the time is after the containment: Get-LapsAADPassword -DeviceIds <device id> or Get-LapsADPassword -Identity <computer>; don't show the password to anybody. No LAPS: set a new random password by hand, and ask where else the same one is used. Look at DeviceLogonEvents for sign-ins with that account elsewhere.",
};
