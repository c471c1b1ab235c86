import { type ManualCheck } from "../library.ts";

/** P3: who cleans one account of five warns the intruder in the other four. */
export const scopeIncident: ManualCheck = {
  id: "scope-incident",
  code: "P3",
  title: "Find out how far it reaches",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "soc",
  permissions: { least: [] },
  phase: "detection",
  asks: "Which accounts, apps, devices, mailboxes and files are touched, and since when?",
  byHand:
    "1. Read the evidence of this incident: E0 to E3 what is there now, E4 the logs, P3 others with the same addresses, clients and rule names. 2. First sign: the earliest foreign sign-in or consent; write its time, address and client. 3. From there outwards, Defender portal, Advanced hunting, the same address, session, user agent, app id, file hash, sender: IdentityLogonEvents, CloudAppEvents, EmailEvents, UrlClickEvents, DeviceLogonEvents. 4. What could the account reach: roles, owned apps, shared mailboxes, sites, Key Vaults, on-premises? 5. Add each that is touched: “incident subject add <person, app, device or site>”; it gets its own steps. 6. Decide: contain all at once, or the loudest first. 7. Write here what was looked at, what was found, and what couldn't be read: no data isn't clean.",
};
