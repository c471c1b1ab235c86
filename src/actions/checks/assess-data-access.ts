import { type ManualCheck } from "../library.ts";

/** P2: the clock of the regulator runs from when the organisation became aware, not from when it is sure. */
export const assessDataAccess: ManualCheck = {
  id: "assess-data-access",
  code: "P2",
  title: "Assess access to data",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "legal",
  permissions: { least: [] },
  phase: "post-incident",
  asks: "Which personal or secret data could be read, must a regulator or the people be told, and by when?",
  byHand:
    "1. Write down when the organisation became aware: GDPR article 33 gives 72 hours from then to tell the authority, unless a risk to people is unlikely; other laws and contracts may give less. 2. From the evidence: E4, unified audit log, MailItemsAccessed, FileDownloaded, FileAccessed and SearchQueryInitiated since the first foreign sign-in; where it is not evaluable, assume that what the account could open was read. 3. With the owners of the data: whose data, what kinds, how many people. 4. Decide with the data protection officer: tell the authority, tell the people, or neither, each with the reason. 5. Write here: the decision, who took it, date and time in UTC, and the number of the notice. No notice is a decision too, and is kept as well.",
};
