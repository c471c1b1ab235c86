import { type ManualCheck } from "../library.ts";

/** X6: no API shows custom forms and home pages; they run code in Outlook when mail arrives. */
export const checkOutlookForms: ManualCheck = {
  id: "check-outlook-forms",
  code: "X6",
  title: "Check Outlook forms",
  subjectKinds: ["user"],
  team: "collaboration",
  permissions: { least: [] },
  phase: "eradication",
  asks: "Does the mailbox hold custom forms, a folder home page or client rules that start a program?",
  byHand:
    "In Outlook for Windows, on a clean computer and signed in to this mailbox: File, Options, Advanced, Developers, Custom Forms, Manage Forms; a form in the folder that nobody made is a finding. Folder, right click, Properties, Home Page must be empty. File, Manage Rules & Alerts: no rule may start an application or a script. For many mailboxes: Microsoft's Get-AllTenantRulesAndForms.ps1. Export a finding before it is deleted: it is evidence.",
};
