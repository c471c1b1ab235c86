import { type ManualCheck } from "../library.ts";

/** R1: before anybody gets a way in, somebody must know that it is the person. */
export const proveIdentity: ManualCheck = {
  id: "prove-identity",
  code: "R1",
  title: "Prove the person's identity",
  subjectKinds: ["user"],
  team: "iam",
  permissions: { least: [] },
  phase: "recovery",
  asks: "Is it the person themself? See them, or call a number that was known before the incident.",
  byHand:
    "In person: look at an identity document or ask a manager who knows them to stand by. By phone: call the number in the personnel record, never one from a mail, a chat or a voicemail of these days, and ask something that isn't in the mailbox. By video only together with the manager. Don't use Teams or mail of the account: whoever took it reads them. Write down where, before whom and when; the pass is issued with exactly these words. If in doubt, say so and issue nothing.",
};
