/** What the log says of who has a say, of whether anybody has, and of the directory that says so. */
import { type IncidentEvent } from "../incident/events.ts";
import { peopleToLift } from "../approval/limits.ts";
import { cleanName, quoted } from "../shared/clean-text.ts";
import { unreachable } from "../shared/unreachable.ts";
import { type Line } from "./line.ts";
import { resultWords } from "./words.ts";

type Of<T extends IncidentEvent["type"]> = Extract<IncidentEvent, { type: T }>;

const directoryFile = (sha256: string): string => `SHA-256 ${sha256.slice(0, 8)}`;

export type FreezeEvent = Of<"ApprovalsFrozen" | "FreezeLiftVoted" | "FreezeLifted">;

/** The line of a freeze, or of its end. */
export const freezeEntry = (event: FreezeEvent): Line => {
  switch (event.type) {
    case "ApprovalsFrozen":
      return { action: "Approvals", result: resultWords.frozen, evidence: quoted(event.reason) };
    case "FreezeLiftVoted":
      return {
        action: "Lift the freeze",
        result: resultWords.approved,
        evidence: `takes ${String(peopleToLift)} people`,
      };
    case "FreezeLifted":
      return {
        action: "Freeze",
        result: resultWords.lifted,
        evidence: "votes from before count no more; steps are proposed anew",
      };
    default:
      return unreachable(event);
  }
};

export type SayEvent = Of<
  | "SuspectNamed"
  | "SuspectCleared"
  | "HandoverOffered"
  | "LeadChanged"
  | "DirectoryChanged"
  | "DirectoryRefused"
>;

/** The line of somebody who gained or lost a say. */
export const sayEntry = (event: SayEvent): Line => {
  switch (event.type) {
    case "SuspectNamed":
      return {
        action: "Suspect",
        result: resultWords.named,
        evidence: `${cleanName(event.suspect.name)}, no say here any more: ${quoted(event.reason)}`,
      };
    case "SuspectCleared":
      return {
        action: "Suspect",
        result: resultWords.cleared,
        evidence: `${cleanName(event.suspect.name)}, has a say here again: ${quoted(event.reason)}`,
      };
    case "HandoverOffered":
      return {
        action: "Lead, handover",
        result: resultWords.offered,
        evidence: `to ${cleanName(event.to.name)}`,
      };
    case "LeadChanged":
      return {
        action: "Lead",
        result: resultWords.changed,
        evidence: `now ${cleanName(event.lead.name)}`,
      };
    case "DirectoryChanged":
      return {
        action: "Directory of responders",
        result: resultWords.changed,
        evidence: [directoryFile(event.sha256), ...event.changes].join("; "),
      };
    case "DirectoryRefused":
      return {
        action: "Directory of responders",
        result: resultWords.refused,
        evidence: `${directoryFile(event.sha256)}; the one before stays: ${event.problem}`,
      };
    default:
      return unreachable(event);
  }
};
