import { type ManualCheck } from "../library.ts";

/** P1: money that goes to an attacker's account is gone in hours; the bank decides how much comes back. */
export const callBackChangedBankDetails: ManualCheck = {
  id: "call-back-changed-bank-details",
  code: "P1",
  title: "Call back changed bank details",
  subjectKinds: ["user"],
  team: "comms",
  permissions: { least: [] },
  phase: "post-incident",
  asks: "Which payments and changed bank details went through this mailbox, and did the partners confirm them by phone?",
  byHand:
    "1. With Finance, list bank details and payment requests that came or went by this mailbox since the first foreign sign-in. 2. Call each partner on a number from before the incident, never one from the mail, and ask whether the change is theirs. 3. A payment that went out: call your bank at once and ask for a recall; every hour counts. 4. Stop further payments to the new account. 5. Tell everybody who got mail from the account: not by reply, and not from it. 6. Write down who was called, when, and what they said.",
};
