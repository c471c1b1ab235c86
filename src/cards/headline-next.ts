import { type Outcome, type Proposal } from "../core/incident/plan.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { type Instant } from "../core/shared/ids.ts";
import { overdueSince } from "./overdue-since.ts";
import { duration } from "./parts/clock.ts";
import { askedName, leadAndManagement, leadName, personName } from "./parts/names.ts";
import { bold, plain, type Run } from "./parts/run.ts";

/** A row of "Next": when, what, who. */
export type NextRow = {
  readonly time: string;
  readonly left: string;
  readonly deed: readonly Run[];
  readonly who: readonly Run[];
};

type Asked = {
  readonly at: Instant;
  /** A deadline to come, or the moment since when somebody is needed. */
  readonly isDeadline: boolean;
  /** What runs out or is in doubt comes first; a decision about what is known can wait for it. */
  readonly canWait: boolean;
  readonly deed: string;
  readonly who: string;
};
type Status<K extends Step["status"]["kind"]> = Extract<Step["status"], { kind: K }>;

const deedOf = ({ definition }: Step, { plan }: Proposal): string =>
  plan.direction === "undo" ? `Undo: ${definition.title}` : definition.title;

const waits = (incident: Incident, step: Step, { proposal, votes }: Status<"waiting">): Asked => {
  const { ownership, number } = step;
  const owner = ownership
    ? personName(ownership.owner)
    : `${leadName(incident, "management")} assigns an owner`;
  const who = votes.length > 0 ? "needs a second person" : owner;
  return {
    at: proposal.expiresAt,
    isDeadline: true,
    canWait: false,
    deed: deedOf(step, proposal),
    who: `${who}, step ${String(number)}`,
  };
};

/** Two people agreed on something that can't be taken back: until then each of them may withdraw. */
const coolingOff = (step: Step, status: Status<"approved">): Asked | undefined => {
  const { votes, notBefore, proposal } = status;
  const last = votes.at(-1);
  if (!last || notBefore <= last.at) return undefined;
  const who = `requested then, step ${String(step.number)}`;
  const deed = `Cool-off: ${deedOf(step, proposal)}`;
  return { at: notBefore, isDeadline: true, canWait: true, deed, who };
};

const putOff = (step: Step, { until, by, proposal }: Status<"deferred">): Asked => ({
  at: until,
  isDeadline: true,
  canWait: true,
  deed: `Put off: ${deedOf(step, proposal)}`,
  who: `by ${personName(by)}, step ${String(step.number)}`,
});

const lapsed = (incident: Incident, step: Step, { at, proposal }: Status<"lapsed">): Asked => ({
  at,
  isDeadline: false,
  canWait: true,
  deed: `Lapsed: ${deedOf(step, proposal)}`,
  who: `${askedName(step, incident)}, propose again`,
});

/** What the lead decides next, because the step's outcome is what it is. */
const decision = (incident: Incident, step: Step, outcome: Outcome, at: Instant): Asked => ({
  at,
  isDeadline: false,
  canWait: outcome !== "failed",
  deed: `Decide: step ${String(step.number)} ${outcome}`,
  who: leadName(incident),
});

const byHand = (incident: Incident, step: Step, status: Status<"by hand">): Asked | undefined => {
  const { at, looked } = status;
  if (looked?.outcome === "observed") return undefined;
  if (looked) return decision(incident, step, looked.outcome, looked.at);
  const asked = status.never ? leadAndManagement(incident) : askedName(step, incident);
  const who = `${asked}, step ${String(step.number)}`;
  const people = step.definition.check ? "Check" : "By hand";
  const deed = `${status.never ? "Not alone" : people}: ${step.definition.title}`;
  return { at, isDeadline: false, canWait: false, deed, who };
};

const settled = (
  incident: Incident,
  step: Step,
  { effect }: Status<"settled">,
): Asked | undefined => {
  const { outcome, settledAt: at, looked } = effect;
  if (outcome === "observed") return undefined;
  if (outcome !== "unknown") return decision(incident, step, outcome, at);
  // Whoever looked and can't tell isn't asked the same once more.
  if (looked) return undefined;
  const deed = `Look: step ${String(step.number)} unknown`;
  return { at, isDeadline: false, canWait: false, deed, who: askedName(step, incident) };
};

/** Does somebody have to act on this step, and since or until when? */
const asked = (incident: Incident, step: Step): Asked | undefined => {
  const { status } = step;
  switch (status.kind) {
    case "waiting":
      return waits(incident, step, status);
    case "approved":
      return coolingOff(step, status);
    case "deferred":
      return putOff(step, status);
    case "lapsed":
      return lapsed(incident, step, status);
    case "by hand":
      return byHand(incident, step, status);
    case "settled":
      return settled(incident, step, status);
    default:
      return undefined;
  }
};

/** Was somebody called because nobody answered in time? A reminder at half time isn't that. */
const isOverdue = ({ clock }: Step): boolean =>
  clock !== undefined && overdueSince(clock) !== undefined;

const left = ({ at, isDeadline }: Asked, now: Instant): string => {
  const ahead = Date.parse(at) - Date.parse(now);
  if (!isDeadline) return ahead > -60_000 ? "just now" : `${duration(at, now)} ago`;
  if (ahead <= 0) return "time is up";
  return ahead < 60_000 ? "under 1 min left" : `${duration(now, at)} left`;
};

/**
 * What people must do next, earliest first: what failed before now comes before what lapses later.
 * Decisions that can wait come last.
 */
export const nextRows = (
  incident: Incident,
  now: Instant,
  clock: (at: Instant) => string,
): readonly NextRow[] =>
  incident.steps
    .flatMap((step) => {
      const found = asked(incident, step);
      return found ? [{ ...found, isOverdue: isOverdue(step) }] : [];
    })
    .toSorted(
      (a, b) => Number(a.canWait) - Number(b.canWait) || Date.parse(a.at) - Date.parse(b.at),
    )
    .map((row) => ({
      time: clock(row.at),
      left: left(row, now),
      deed: [bold(row.deed)],
      who: [plain(row.who), ...(row.isOverdue ? [plain(", "), bold("overdue")] : [])],
    }));
