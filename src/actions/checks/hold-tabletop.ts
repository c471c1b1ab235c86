import { type ManualCheck } from "../library.ts";

/** P4: a plan that nobody has played through is a hope. */
export const holdTabletop: ManualCheck = {
  id: "hold-tabletop",
  code: "P4",
  title: "Hold a tabletop exercise",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "soc",
  permissions: { least: [] },
  phase: "post-incident",
  asks: "When was this incident played through with what changed since, who took part, and what failed?",
  byHand:
    "Within three months, 90 minutes, with the people of the directory file and one from management. 1. The same beginning as this incident, one thing worse: at night, lead away, an administrator's account, the channel unreadable. 2. Play it in the sandbox: npm start without a tenant, “incident open <playbook> <person>”; its people and its attack are made up. 3. Measure: alert to declaration, to first containment observed, to Legal informed, to first word to staff. 4. Try what is never used: emergency accounts, the telephone list, the exported record without the tenant, the restore of one mailbox. 5. Every finding: one owner, one date, or an exception with a review: “exception add”. 6. Write here the date, who took part, what failed, and when the next one is.",
};
