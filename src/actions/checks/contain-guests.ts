import { type ManualCheck } from "../library.ts";

/** C1 for guests: ending sessions doesn't reach them, their home tenant issues the tokens (trap 3). */
export const containGuests: ManualCheck = {
  id: "contain-guests",
  code: "C1",
  title: "Stop guests who were let in",
  subjectKinds: ["user", "site"],
  team: "iam",
  permissions: { least: [] },
  phase: "containment",
  asks: "Which guests came in by this sharing, and is each blocked here or removed?",
  byHand:
    "1. Take the guests from E6, and those invited since: Entra admin center, Audit logs, activity “Invite external user” and “Redeem external user invite”. 2. A guest who must go: Microsoft Graph PowerShell, Update-MgUser -UserId <object id> -AccountEnabled:$false; Cordon proposes the same: “incident step add block-sign-in for <guest>”. 3. Membership: Get-MgUserMemberOf -UserId <object id>, then Remove-MgGroupMemberByRef -GroupId <group> -DirectoryObjectId <object id>. 4. Ending sessions has no effect on guests; tell the home tenant's security people where the account itself was taken. 5. Don't delete the guest: its object id ties the logs together. 6. Write down each guest's id, what was done, and what they had opened: FileAccessed and FileDownloaded in the audit log.",
};
