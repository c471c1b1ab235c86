import { type ManualCheck } from "../library.ts";

/** P4: what would have made the stolen token worthless. */
export const proposeTokenProtection: ManualCheck = {
  id: "propose-token-protection",
  code: "P4",
  title: "Propose protection of tokens",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "iam",
  permissions: { least: [] },
  phase: "post-incident",
  asks: "Which Conditional Access policy would have stopped this token, and who decides on it until when?",
  byHand:
    "1. Which token was it (see the detection step)? A cookie by a page in the middle: phishing-resistant methods, Authentication strengths, for administrators and for those who handle money first, then all. A device's token: a compliant device required, and Token protection for sign-in sessions (Windows, Exchange and SharePoint, Entra ID P1). An app's: restrict user consent. 2. Entra admin center, Protection, Conditional Access, New policy, Report-only; look at the result in Insights and reporting for two weeks. 3. Sign-in frequency for unmanaged devices; continuous access evaluation strictly by location where addresses are fixed. 4. Emergency accounts stay excluded, and watched. 5. Write here: the policy, its owner, the day when it is switched on, or an exception with a review: “exception add”.",
};
