import { type ManualCheck } from "../library.ts";

/** E0: whoever holds an account may read along in Teams and mail (trap 31). */
export const openCleanChannel: ManualCheck = {
  id: "open-clean-channel",
  code: "E0",
  title: "Open a channel outside the tenant",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "soc",
  permissions: { least: [] },
  phase: "detection",
  asks: "Can the response talk in a place that the intruder can't read, and is each member known by voice?",
  byHand:
    "Assume that Teams, mail and calendars of this tenant are read until you know better; with an administrator's account taken they are. 1. Telephone conference of a provider that doesn't sign in with this tenant, or an end-to-end encrypted messenger on private telephones. 2. Take numbers from a printed list or the personnel record, not from the directory, and call each person before you add them. 3. No forwarding of invitations, no recording by a bot. 4. Talk there about suspicions, legal questions and passwords; the log here keeps the decisions only. 5. In Teams look who can read the incident's channel: the first post names guests. 6. Write here which place it is, who is in it, and who checked their voice; not the link.",
};
