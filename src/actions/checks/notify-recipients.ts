import { type ManualCheck } from "../library.ts";

/** P1: who got mail from the account still trusts it. */
export const notifyRecipients: ManualCheck = {
  id: "notify-recipients",
  code: "P1",
  title: "Tell those who got mail from it",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "comms",
  permissions: { least: [] },
  phase: "post-incident",
  asks: "Who got mail or links from the account, and do they know not to trust them?",
  byHand:
    "1. Take the list from the evidence: E4, traced messages that the account sent since the first foreign sign-in. 2. Tell people inside by a post of the service desk, with subject and sender of the mail. 3. Tell partners outside by phone or from another mailbox, never from the account and never as a reply: the attacker reads there. 4. Say what to do: don't open, don't pay, report who clicked or typed a password; each of those is a case of its own. 5. Bank details or payments were in it: do \"Call back changed bank details\" first, hours count. 6. Write down who was told, when, by whom, and who has not answered yet.",
};
