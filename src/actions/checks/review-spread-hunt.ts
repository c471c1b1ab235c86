import { type ManualCheck } from "../library.ts";

/** P3: a hit is an address or a name in common; only people can say whether it is the same intruder. */
export const reviewSpreadHunt: ManualCheck = {
  id: "review-spread-hunt",
  code: "P3",
  title: "Judge the hunt for other accounts",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "soc",
  permissions: { least: [] },
  phase: "post-incident",
  asks: "Which accounts of the hit list belong to the same attack, and does each have an incident?",
  byHand:
    "1. Open the evidence P3: it lists other accounts with the intruder's addresses, clients or rule names, those that were entered first. 2. Leave out shared ways out: an office, a VPN or a mobile provider has many honest people behind one address; a scripted client or the same rule name has not. 3. For each account that was entered: open an incident for it now, and don't wait for the end of this one. 4. Accounts that were only tried: reset weak passwords, require strong authentication. 5. Where the hunt is not complete or not evaluable, look by hand: Defender portal, Hunting, CloudAppEvents and UrlClickEvents for the same address, link and rule name. 6. Write down which accounts you judged, and why.",
};
