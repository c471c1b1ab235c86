import { type ManualCheck } from "../library.ts";

/** C3: apps with cookies of their own don't hear that Entra ended the sessions. */
export const signOutOfOtherApps: ManualCheck = {
  id: "sign-out-of-other-apps",
  code: "C3",
  title: "Sign out of apps with own sessions",
  subjectKinds: ["user"],
  team: "iam",
  permissions: { least: [] },
  phase: "containment",
  asks: "In which apps outside Microsoft 365 is the account still signed in, and is each session ended?",
  byHand:
    "Entra can't end sessions that an app keeps in its own cookie. In the sign-in logs filter by the person's object id and the last 30 days and list the applications that aren't Microsoft's: CRM, travel, payroll, banking, source code, ticketing, VPN. In each one's admin console find the person, sign out all sessions and revoke personal access tokens and API keys; where there is no such button, suspend the user there. Begin with what moves money or holds customer data. Write down per app: sessions ended, tokens revoked, or not possible.",
};
