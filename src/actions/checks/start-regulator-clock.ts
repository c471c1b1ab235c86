import { type ManualCheck } from "../library.ts";

/** P2: the time runs from when the organisation became aware, whoever of it that was. */
export const startRegulatorClock: ManualCheck = {
  id: "start-regulator-clock",
  code: "P2",
  title: "Start the regulator's clock",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "legal",
  permissions: { least: [] },
  phase: "detection",
  asks: "Since when does the organisation know of it, which reports follow from that, and until when?",
  byHand:
    "1. Write down the moment when somebody in the organisation knew enough to suspect a breach, in UTC, and who. 2. Count from there what may apply: GDPR article 33, personal data, 72 hours to the authority; NIS2 article 23, early warning in 24 hours, notification in 72 hours, final report in a month; DORA for financial entities, first notice 4 hours after it was classified as major and at most 24 hours after awareness; in the USA, SEC form 8-K item 1.05, 4 business days after it was found material. 3. Legal says which apply here, and who sends them. 4. A report may be incomplete and be completed later; a late one needs reasons. 5. Write here: each deadline in UTC, who answers for it, or why none applies. Look at it again when the scope grows.",
};
