import { type ManualCheck } from "../library.ts";

/** C13 for one site: Graph has no setting for a site's sharing. */
export const restrictSiteSharing: ManualCheck = {
  id: "restrict-site-sharing",
  code: "C13",
  title: "Restrict sharing of one site",
  subjectKinds: ["user", "site"],
  team: "collaboration",
  permissions: { least: [] },
  licences: ["SharePoint Online"],
  phase: "containment",
  asks: "Is external sharing of this site or OneDrive turned down, and what was the value before?",
  byHand:
    "SharePoint Online PowerShell, as SharePoint Administrator. 1. Connect-SPOService -Url https://<tenant>-admin.sharepoint.com 2. Note the value: Get-SPOSite -Identity <site address> | Select-Object Url, SharingCapability. A OneDrive's address: Get-SPOSite -IncludePersonalSite $true -Limit All -Filter \"Owner -eq '<sign-in name>'\". 3. Set-SPOSite -Identity <site address> -SharingCapability Disabled (or ExistingExternalUserSharingOnly). 4. Read it again as in 2. Links stay, but open nothing while it holds: say how many E6 counted. Undo: Set-SPOSite -Identity <site address> -SharingCapability <noted value>; the same links work again, so remove the bad ones before.",
};
