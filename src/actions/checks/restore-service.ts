import { type ManualCheck } from "../library.ts";

/** R2: what comes back too early brings the intruder with it. */
export const restoreService: ManualCheck = {
  id: "restore-service",
  code: "R2",
  title: "Give service back in order",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "soc",
  permissions: { least: [] },
  phase: "recovery",
  asks: "In which order does access come back, who agreed to each, and what is watched while it does?",
  byHand:
    "1. Nothing comes back while a step of containment or eradication is open: look at the list of this incident. 2. Order: emergency accounts and administrators, identity infrastructure, response team, those who keep business running, then all others; apps and integrations last, each with its owner's word. 3. Per person: identity proven, new password, new phishing-resistant method, then sign-in; per device: clean or new, compliant; per app: new secret, least permissions; per site: sharing at the level agreed. 4. Take temporary measures back one by one by “incident undo <step>”: Conditional Access policies, consent settings, sender blocks. Those that should stay become a change request. 5. Write here who agreed to what, when in UTC, and who looks at its sign-ins for the next 72 hours.",
};
