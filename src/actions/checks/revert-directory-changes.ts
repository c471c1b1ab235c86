import { type ManualCheck } from "../library.ts";

/** X11: what the account changed in the directory stays until somebody turns it back. */
export const revertDirectoryChanges: ManualCheck = {
  id: "revert-directory-changes",
  code: "X11",
  title: "Turn back directory changes",
  subjectKinds: ["user"],
  team: "iam",
  permissions: { least: [] },
  phase: "eradication",
  asks: "Which changes of this account in the directory weren't legitimate, and is each turned back?",
  byHand:
    "In the Entra admin center open Audit logs, filter by “Initiated by” with the account's object id and the days of the incident, and export. Each entry has the values before and after under “Modified properties”. Look at: new users and guests, role and group changes, owners and secrets of apps, consents, Conditional Access policies and their exclusions, named locations, federation of domains (an issuer like any.sts), cross-tenant settings, sign-in methods of others. Set the old value again, or delete what was made (it can be restored for 30 days). Do the same in the Exchange and Defender logs. Write down each entry's id and what became of it.",
};
