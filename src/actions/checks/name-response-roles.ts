import { type ManualCheck } from "../library.ts";

/** E0: without names everybody waits for everybody. */
export const nameResponseRoles: ManualCheck = {
  id: "name-response-roles",
  code: "E0",
  title: "Name lead, scribe and speaker",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "soc",
  permissions: { least: [] },
  phase: "detection",
  asks: "Who leads, who writes down, who speaks to others, and who relieves them after eight hours?",
  byHand:
    "1. Lead: decides order and severity, does no technical work: “incident handover <person>”. 2. Scribe: writes what isn't in Cordon's log, calls above all, with the time in UTC. 3. Speaker: the only one who talks to staff, customers, press and partners. 4. One technical head each for identities, mail, devices and data, from the teams of the directory file. 5. None of them may be a suspect or the subject of the incident, or use a device that is part of it. 6. Name who relieves each of them, and when; nobody works longer than twelve hours. 7. Write the names and telephone numbers here, and say in which rhythm you meet: sev1 every 30 minutes, else every 2 hours.",
};
