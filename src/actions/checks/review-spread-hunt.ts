import { type ManualCheck } from "../library.ts";

/** P3: a hit is an address, a file or a name in common; only people can say whether it is the same intruder. */
export const reviewSpreadHunt: ManualCheck = {
  id: "review-spread-hunt",
  code: "P3",
  title: "Judge the hunt for others",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "soc",
  permissions: { least: [] },
  phase: "post-incident",
  asks: "Which accounts, devices and apps of the hit list belong to the attack, and has each an incident?",
  byHand:
    "1. Open the evidence P3: accounts with the intruder's addresses, clients or rule names; devices with the same files, or with a first logon from the device; apps of the same origin. 2. Leave out shared ways out: an office, a VPN or a mobile provider has many honest people behind one address; a scripted client, the same file or the same rule name has not. 3. Open an incident for each that was entered, now: don't wait for the end of this one. 4. Accounts that were only tried: reset weak passwords, require strong authentication. 5. Where the hunt is not complete or not evaluable, look by hand: Defender portal, Hunting, CloudAppEvents, UrlClickEvents, DeviceFileEvents and DeviceLogonEvents for the same marks. 6. Write down which you judged, and why.",
};
