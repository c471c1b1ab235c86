import { type StepEvent } from "./events.ts";
import { personIn, type StepClock } from "./people.ts";
import { type Step, type StepStatus } from "./types.ts";

/** Does a person have to decide or to look, as far as the status tells? A lapsed step still waits. */
const waits = (status: StepStatus): boolean => {
  switch (status.kind) {
    case "waiting":
    case "lapsed":
      return true;
    case "by hand":
      return status.looked === undefined && !status.never;
    case "settled":
      // A failed step waits for another proposal, an unknown one for a person who looks.
      return status.effect.outcome !== "observed" && status.effect.looked === undefined;
    default:
      return false;
  }
};

/**
 * Events after which another owner, or somebody for something else, is waited for: the time starts anew. A vote
 * that needs another one isn't among them: each would call nobody for as long again.
 */
const startsAnew = (step: Step, event: StepEvent): boolean => {
  switch (event.type) {
    case "StepLeftToPeople":
    case "StepAssigned":
      return true;
    case "EffectSettled":
      return (
        step.status.kind !== "settled" ||
        (step.status.effect.outcome === "unknown") !== (event.outcome === "unknown")
      );
    case "OwnerFound":
      return step.ownership?.owner.id !== event.ownership?.owner.id;
    default:
      return false;
  }
};

const fresh = (event: StepEvent): StepClock => ({ startedAt: event.at, reminders: [] });

/** A call that was made, or somebody who is on it. */
const withEvent = (clock: StepClock, event: StepEvent): StepClock => {
  const by = personIn(event.actor);
  if (event.type === "StepTaken" && by) return { ...clock, taken: { by, at: event.at } };
  if (event.type !== "PeopleCalled" || event.rung === "review due") return clock;
  const { rung, people, next, at } = event;
  const reminder = { rung, at, people, ...(next && { next }) };
  return { ...clock, reminders: [...clock.reminders, reminder] };
};

/**
 * The clock of a step after one of its events: it runs while people are waited for, also when a card
 * lapses or the tenant changes under it; "not started" between two proposals keeps what was called.
 */
export const clockAfter = (
  step: Step,
  event: StepEvent,
  status: StepStatus,
): StepClock | undefined => {
  if (status.kind === "not started") {
    return event.type === "StepReopened" ? undefined : step.clock;
  }
  if (!waits(status)) return undefined;
  const clock = step.clock && !startsAnew(step, event) ? step.clock : fresh(event);
  return withEvent(clock, event);
};
