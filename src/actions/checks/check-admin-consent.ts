import { type ManualCheck } from "../library.ts";

/** C1 where an administrator consented: then the account of the administrator is the incident. */
export const checkAdminConsent: ManualCheck = {
  id: "check-admin-consent",
  code: "C1",
  title: "Check who consented to the app",
  subjectKinds: ["service principal"],
  team: "iam",
  permissions: { least: [] },
  phase: "containment",
  asks: "Did an administrator consent, was it themself, and is their account contained if it wasn't?",
  byHand:
    "1. Evidence E3 of the app: a consent for all people (AllPrincipals) or an app role was given by an administrator. 2. Entra admin center, Audit logs, activity “Consent to application” and “Add app role assignment to service principal”, target the app's object id: who, when, from which address. 3. Ordinary people consented only: add each with “incident subject add <person>”; their sessions are ended as steps of their own. 4. An administrator did: call them on a known number. It wasn't them, or they can't be reached: “incident open privileged-account <person>” at once, and “incident step add block-sign-in for <person>” here until it is open. It was them: a mistake; their consent is removed in the next steps. 5. Write down the entry's id, who consented and what they said.",
};
