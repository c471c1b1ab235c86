import { type ManualCheck } from "../library.ts";

/** X5 for sites: who was let in during the incident goes out again, and flows that copy files stop. */
export const removeSiteMembers: ManualCheck = {
  id: "remove-site-members",
  code: "X5",
  title: "Remove site members and flows",
  subjectKinds: ["user", "site"],
  team: "collaboration",
  permissions: { least: [] },
  licences: ["SharePoint Online"],
  phase: "eradication",
  asks: "Which members, owners and flows came to the site during the incident, and is each gone?",
  byHand:
    "1. In Entra's Audit logs filter Add member to group and Add owner to group by the group's object id and the days of the incident. 2. Export the group's members and owners first, then remove those that came that way (Groups, the group, Members, Owners); keep at least one owner. 3. People with rights on the site alone: SharePoint Online PowerShell Get-SPOUser -Site <site address>, then Remove-SPOUser -Site <site address> -LoginName <name>; site collection administrators: Set-SPOUser -Site <site address> -LoginName <name> -IsSiteCollectionAdmin $false. 4. In the Power Platform admin center look at flows that read this site, turn the strange ones off, don't delete them. Write down each name, id and who added it.",
};
