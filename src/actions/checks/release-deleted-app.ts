import { type ManualCheck } from "../library.ts";

/** X11 for apps: a disabled app blocks a new consent, a deleted one doesn't. */
export const releaseDeletedApp: ManualCheck = {
  id: "release-deleted-app",
  code: "X11",
  title: "Release the app for deletion",
  subjectKinds: ["service principal"],
  team: "legal",
  permissions: { least: ["Application.ReadWrite.All"] },
  phase: "eradication",
  asks: "Was the app disabled for 30 days or more, and does Legal release it for deletion?",
  byHand:
    "Keep the app disabled for at least 30 days instead of deleting it: while it is there and disabled, nobody can consent to it again, and its properties and sign-in logs stay as evidence. Delete it only when Legal has released it in writing: Remove-MgServicePrincipal -ServicePrincipalId <object id>. It then stays in the deleted items for 30 days; look there: Get-MgDirectoryDeletedItemAsServicePrincipal. If this organisation registered it, decide on the app registration as well. Say here who released it and when, or that it stays disabled.",
};
