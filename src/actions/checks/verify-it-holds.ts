import { type ManualCheck } from "../library.ts";

/** R6: containment is a claim until somebody has looked for the opposite. */
export const verifyItHolds: ManualCheck = {
  id: "verify-it-holds",
  code: "R6",
  title: "Verify that it holds",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "soc",
  permissions: { least: [] },
  phase: "recovery",
  asks: "Since containment, was there any sign-in, rule, consent, method or connection of the intruder's?",
  byHand:
    '1. Every step\'s card: observed, not accepted; residual times have passed (65 minutes for tokens). 2. Evidence R6, at 15 minutes, 24 and 72 hours: no alarm. 3. Advanced hunting since the containment: CloudAppEvents | where AccountObjectId == "<object id>" and ActionType in ("New-InboxRule","Set-InboxRule","Set-Mailbox","Add-MailboxPermission"); EntraIdSignInEvents and EntraIdSpnSignInEvents for the object id and the intruder\'s addresses; DeviceNetworkEvents of an isolated device: only Defender\'s own addresses. 4. Entra audit logs: Add service principal credentials, Consent to application, User registered security info, Add member to role. 5. Ask somebody who didn\'t contain to try to disprove it. A hit: “incident phase containment”. No data isn\'t zero: write here what couldn\'t be read.',
};
