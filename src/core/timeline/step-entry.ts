import { findStep } from "../incident/decision.ts";
import { type StepEvent } from "../incident/events.ts";
import { type Incident } from "../incident/types.ts";
import { askedEntry, stoppedEntry } from "./course-entry.ts";
import { type EffectEvent, effectEntry } from "./effect-entry.ts";
import { type StepFacts } from "./facts.ts";
import { type Course, courseOf } from "./follow.ts";
import { type Line } from "./line.ts";
import { type OwnerEvent, ownerEntry } from "./owner-entry.ts";
import { type VoteEvent, voteEntry } from "./vote-entry.ts";

/** What a step's own course says: it was asked for, or it isn't done now. */
const courseEntry = (
  event: Exclude<StepEvent, VoteEvent | EffectEvent | OwnerEvent>,
  facts: StepFacts,
): Line => {
  switch (event.type) {
    case "StepProposed":
    case "StepReopened":
    case "StepNotNeeded":
    case "StepLeftToPeople":
      return askedEntry(event, facts);
    default:
      return stoppedEntry(event, facts);
  }
};

const afterVotes = (event: Exclude<StepEvent, VoteEvent>, facts: StepFacts): Line => {
  switch (event.type) {
    case "EffectRequested":
    case "EffectAccepted":
    case "EffectSettled":
    case "EffectRegressed":
    case "StopAsked":
    case "SecretSealed":
    case "SecretEnded":
    case "PersonLooked":
      return effectEntry(event, facts);
    case "StepAssigned":
    case "OwnerFound":
    case "PeopleCalled":
    case "StepTaken":
      return ownerEntry(event, facts);
    default:
      return courseEntry(event, facts);
  }
};

/** What an event of one step says. `course` is what the step was about at that time. */
export const stepEntry = (event: StepEvent, incident: Incident, course?: Course): Line => {
  const step = findStep(incident, event.step);
  if (!step) throw new Error(`${incident.id} has no step ${event.step}`);
  const { direction, tier } = course ?? courseOf(step);
  const { title } = step.definition;
  const deed = direction === "undo" ? `Undo: ${title}` : title;
  const facts: StepFacts = { step, deed, direction, tier };
  switch (event.type) {
    case "StepApproved":
    case "VoteWithdrawn":
    case "VoteVoided":
    case "CoolOffWaived":
    case "EmergencyReviewed":
    case "PressRefused":
      return voteEntry(event, facts);
    default:
      return afterVotes(event, facts);
  }
};
