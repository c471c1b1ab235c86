import { type ManualCheck } from "../library.ts";

/** P2: an insurer who hears of it late, or of a provider whom it didn't choose, may not pay. */
export const callLegalAndInsurer: ManualCheck = {
  id: "call-legal-and-insurer",
  code: "P2",
  title: "Call Legal and the insurer",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "legal",
  permissions: { least: [] },
  phase: "detection",
  asks: "Do Legal, the data protection officer and the insurer know, and what did each of them demand?",
  byHand:
    "1. Call Legal and the data protection officer; from here on they decide what is written to whom, and whether the work is privileged. 2. Take the policy of the cyber insurance from paper or a place outside the tenant: emergency number, time in which to report (often 24 to 72 hours), providers who must be used. Call before you engage a forensic firm, and before anything is paid. 3. Police: Legal decides; the case number is needed by banks and insurers. 4. Works council or personnel, where accounts of staff are examined. 5. Contracts with customers may demand a notice in hours: ask for a list. 6. Write here: who was called, when in UTC, case numbers, what they demand or forbid, and until when.",
};
