import { type ManualCheck } from "../library.ts";

/** X8: links that were removed don't come back; people who need the files get new, narrower ones. */
export const restoreSharing: ManualCheck = {
  id: "restore-sharing",
  code: "X8",
  title: "Give sharing back, narrower",
  subjectKinds: ["user", "site"],
  team: "collaboration",
  permissions: { least: [] },
  licences: ["SharePoint Online"],
  phase: "recovery",
  asks: "Is sharing at the level it needs, and did people with a reason get new links that end by themselves?",
  byHand:
    "1. With the owner of the data go through E6: which links had a reason, for whom. 2. Site: SharePoint Online PowerShell, Set-SPOSite -Identity <site address> -SharingCapability <value>: not wider than before, ExistingExternalUserSharingOnly where it is enough. Add -DefaultSharingLinkType Direct -DefaultLinkPermission View -OverrideTenantAnonymousLinkExpirationPolicy $true -AnonymousLinkExpirationInDays 30. 3. New links: for specific people, view only, with an end; never “anyone” for what was classified as personal or secret. 4. Sensitivity label for the files that need one. 5. Tell people that old links stay dead. 6. Write down the level before and after, and who agreed.",
};
