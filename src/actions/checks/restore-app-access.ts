import { type ManualCheck } from "../library.ts";

/** The way back where the app turned out to be honest: from the evidence, with the people who need it. */
export const restoreAppAccess: ManualCheck = {
  id: "restore-app-access",
  code: "X3",
  title: "Give honest users the app back",
  subjectKinds: ["service principal"],
  team: "cloud-security",
  permissions: { least: [] },
  phase: "recovery",
  asks: "Was the app honest, and do the people who need it have their access again?",
  byHand:
    "If it was a false alarm: undo “Disable suspicious apps” and “Remove app consents” here; the same consents are given again from the state that was kept. If that can't be undone any more, take E3 from the evidence: for each consent New-MgOauth2PermissionGrant with the same client, resource, person and scope; for each app role New-MgServicePrincipalAppRoleAssignment. New secrets go to the app's owner, never into the channel. If user consent was switched off, switch it on again as it was, and open the admin consent workflow so that people can ask: Entra admin center, Enterprise applications, Consent and permissions. If it was malicious, say so: nothing is given back.",
};
