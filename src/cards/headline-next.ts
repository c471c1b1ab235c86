import { type Incident, type Step } from "../core/incident/types.ts";
import { type Instant } from "../core/shared/ids.ts";
import { duration } from "./parts/clock.ts";
import { ownerName, personName } from "./parts/names.ts";
import { bold, plain, type Run } from "./parts/run.ts";

/** A row of "Next": when, what, who. */
export type NextRow = {
  readonly time: string;
  readonly left: string;
  readonly deed: readonly Run[];
  readonly who: readonly Run[];
};

type Urgent = {
  readonly at: Instant;
  /** A deadline to come, or the moment since when somebody is needed. */
  readonly isDeadline: boolean;
  readonly deed: string;
  readonly who: string;
};

const waitsFor = (step: Step): string =>
  `${ownerName(step.ownership)}, step ${String(step.number)}`;

/** Does somebody have to act on this step, and since or until when? */
const urgent = ({ lead }: Incident, step: Step): Urgent | undefined => {
  const { status, definition, number } = step;
  if (status.kind === "waiting") {
    const { plan, expiresAt } = status.proposal;
    const deed = plan.direction === "undo" ? `Undo: ${definition.title}` : definition.title;
    return { at: expiresAt, isDeadline: true, deed, who: waitsFor(step) };
  }
  if (status.kind === "by hand" && status.looked?.outcome !== "observed") {
    const deed = `By hand: ${definition.title}`;
    return { at: status.at, isDeadline: false, deed, who: waitsFor(step) };
  }
  if (status.kind !== "settled") return undefined;
  const { outcome, settledAt } = status.effect;
  const facts = { at: settledAt, isDeadline: false };
  if (outcome === "unknown") {
    return {
      ...facts,
      deed: `Look: step ${String(number)} unknown`,
      who: ownerName(step.ownership),
    };
  }
  return outcome === "failed"
    ? { ...facts, deed: `Decide: step ${String(number)} failed`, who: personName(lead) }
    : undefined;
};

const left = ({ at, isDeadline }: Urgent, now: Instant): string => {
  const ahead = Date.parse(at) - Date.parse(now);
  if (!isDeadline) return ahead > -60_000 ? "just now" : `${duration(at, now)} ago`;
  if (ahead <= 0) return "time is up";
  return ahead < 60_000 ? "under 1 min left" : `${duration(now, at)} left`;
};

/** What people must do next, earliest first: what failed before now comes before what lapses later. */
export const nextRows = (
  incident: Incident,
  now: Instant,
  clock: (at: Instant) => string,
): readonly NextRow[] =>
  incident.steps
    .flatMap((step) => urgent(incident, step) ?? [])
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map((row) => ({
      time: clock(row.at),
      left: left(row, now),
      deed: [bold(row.deed)],
      who: [plain(row.who)],
    }));
