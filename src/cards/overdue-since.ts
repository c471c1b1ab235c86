import { type StepClock } from "../core/incident/people.ts";
import { type Instant } from "../core/shared/ids.ts";

/**
 * Since when an answer is late: the first call that isn't a mere reminder before the time is up.
 * Undefined while it isn't.
 */
export const overdueSince = ({ reminders }: StepClock): Instant | undefined =>
  reminders.find(({ rung }) => rung !== "half time" && rung !== "no owner")?.at;
