import { type ManualCheck } from "../library.ts";

/** P1: people who hear nothing go on answering the intruder's mail. */
export const tellPeopleAndPartners: ManualCheck = {
  id: "tell-people-and-partners",
  code: "P1",
  title: "Tell staff and partners",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "comms",
  permissions: { least: [] },
  phase: "containment",
  asks: "Who must know now, what may be said, and was it said over a way that the intruder can't use?",
  byHand:
    "1. With Legal agree three sentences: what happened, what people should do, when they hear more. No names, no guesses, no technical detail of what you see. 2. Management first, by telephone. 3. Service desk: how to tell real calls from the intruder's; no password or method is reset without the proof of identity in this incident. 4. Staff concerned: by telephone or their manager, not by mail to an account that was taken. 5. Partners and customers who got mail or links: by telephone on numbers from before, or from another mailbox. 6. Press and social media: the speaker only. 7. If mail can't be trusted: the status page, a text message, a notice at the door. Write here: who was told what, when in UTC, by whom, and when they hear more.",
};
