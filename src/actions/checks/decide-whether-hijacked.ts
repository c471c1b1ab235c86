import { type ManualCheck } from "../library.ts";

/** C1: a mistake and a takeover look the same in the list of links. */
export const decideWhetherHijacked: ManualCheck = {
  id: "decide-whether-hijacked",
  code: "C1",
  title: "Decide whether it was hijacked",
  subjectKinds: ["user", "site"],
  team: "soc",
  permissions: { least: [] },
  phase: "containment",
  asks: "Did the owner share it, or somebody who holds the owner's account?",
  byHand:
    "1. In the audit log take the events that made the links: SharingSet, AnonymousLinkCreated, CompanyLinkCreated, AddedToSecureLink; note time, ClientIP, UserAgent and the account. 2. Compare with that account's sign-ins of the same hour: Entra admin center, Users, the person, Sign-in logs, interactive and non-interactive. A new address, country or client, or many links in minutes, points to somebody else. 3. Call the person on a known number, neither Teams nor mail: was it you? 4. Somebody else: open a second incident now, “incident open mailbox-compromise <person>” or token-theft, and block sign-in there; don't wait for the links. 5. The owner: a mistake or intent? Intent is for Legal and personnel. 6. Write down which events you compared and what the person said.",
};
