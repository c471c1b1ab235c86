/** How far people may share, from nobody outside to anybody (Graph sharePointSettings: `sharingCapability`). */
export const sharingLevels = [
  "disabled",
  "existingExternalUserSharingOnly",
  "externalUserSharingOnly",
  "externalUserAndGuestSharing",
] as const;

export type SharingLevel = (typeof sharingLevels)[number];
