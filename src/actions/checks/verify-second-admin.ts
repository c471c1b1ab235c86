import { type ManualCheck } from "../library.ts";

/** C1: before an administrator is locked out, somebody else must be able to get in. */
export const verifySecondAdmin: ManualCheck = {
  id: "verify-second-admin",
  code: "C1",
  title: "Check that a second admin can sign in",
  subjectKinds: ["user"],
  team: "iam",
  permissions: { least: [] },
  phase: "containment",
  asks: "Can a second Global Administrator or the emergency account sign in right now?",
  byHand:
    "Let a second Global Administrator, not the suspected one, open a private browser window on a clean device, sign in to entra.microsoft.com and read Roles and admins, Global Administrator. If nobody is there: fetch the emergency account's key and password from their place, two people, and sign in once. Look at the list: is everybody on it known, and were any added in these days? Sign out again. Write down who signed in and when. If neither works, don't block anybody before it does.",
};
