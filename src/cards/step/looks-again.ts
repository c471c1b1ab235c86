/** When Cordon reads a step again by itself: tokens, sync or an attacker can undo it. */
import { holdsSome } from "../../core/incident/way-back.ts";
import { after } from "../../core/shared/ids.ts";
import { bold, line, type Line, plain } from "../parts/run.ts";
import { utcDate } from "../parts/clock.ts";
import { type StepContext } from "./context.ts";

const listed = (times: readonly string[]): string =>
  times.length < 2
    ? times.join("")
    : `${times.slice(0, -1).join(", ")} and ${String(times.at(-1))}`;

/** The looks that are still to come, in UTC like the rest of Details. */
export const looksAgain = ({ step, now }: StepContext): readonly Line[] => {
  const { status, definition } = step;
  if (status.kind !== "settled" || !holdsSome(step)) return [];
  const { requestedAt } = status.effect;
  const times = (definition.looksAgain ?? [])
    .map((minutes) => after(requestedAt, minutes * 60_000))
    .filter((at) => at > now)
    .map(utcDate);
  return times.length > 0 ? [line(bold("Looks again: "), plain(listed(times)))] : [];
};
