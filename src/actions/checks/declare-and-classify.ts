import { type ManualCheck } from "../library.ts";

/** E0: nobody acts with authority before somebody has said that it is an incident, and how bad. */
export const declareAndClassify: ManualCheck = {
  id: "declare-and-classify",
  code: "E0",
  title: "Declare and classify",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "soc",
  permissions: { least: [] },
  phase: "detection",
  asks: "Is it an incident, of which severity, seen by whom and when, and who declared it?",
  byHand:
    "1. Take the alert or report as it is: link, time in UTC, who saw it; keep the mail or message as a file. 2. Look for two independent signs before you call it false: Defender portal, Incidents and alerts; Entra admin center, Protection, Risky activities; the person's manager by telephone. 3. Severity: sev1, an administrator, many accounts, money or personal data is leaving now; sev2, one account or device is certainly taken; sev3, likely; sev4, a suspicion. In doubt take the graver one: “incident sev 1”. 4. The scenario: where one of the other playbooks fits, open that one. 5. Write here: what was seen, by whom, since when, severity with the reason, who declares it. The time counts for the regulator.",
};
