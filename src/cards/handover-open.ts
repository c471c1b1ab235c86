/** What isn't there yet, as the next lead must know it: time first. */
import { type Incident, type Step, type StepStatus } from "../core/incident/types.ts";
import { type Instant } from "../core/shared/ids.ts";
import { askedName, leadAndManagement, personName, title } from "./parts/names.ts";
import { byWhom } from "./step/votes.ts";
import { bold, type Line, line, plain } from "./parts/run.ts";

/** A step that isn't there yet: until or since when, and who or what it waits for. */
type Open = {
  readonly step: Step;
  readonly at: Instant;
  /** Is `at` still to come? Only then it stands in the column of deadlines. */
  readonly isDeadline: boolean;
  readonly waitsFor: string;
  /** What follows the time of something that is past. */
  readonly rest?: string;
  /** Somebody must act now; the rest goes on by itself or stands. */
  readonly isUrgent: boolean;
};

type Status<K extends StepStatus["kind"]> = Extract<StepStatus, { kind: K }>;

const waiting = (step: Step, { votes, proposal }: Status<"waiting">): Open => {
  const owner = step.ownership ? personName(step.ownership.owner) : "no owner";
  const waitsFor = votes.length > 0 ? "a second person" : owner;
  return { step, at: proposal.expiresAt, isDeadline: true, waitsFor, isUrgent: true };
};

const past = (step: Step, at: Instant, waitsFor: string): Open => ({
  step,
  at,
  isDeadline: false,
  waitsFor,
  isUrgent: false,
});

/** Without a cool-off it was requestable when the last vote came: that is past. */
const approved = (step: Step, { notBefore, votes }: Status<"approved">): Open => {
  const last = votes.at(-1)?.at;
  return last !== undefined && notBefore > last
    ? { step, at: notBefore, isDeadline: true, waitsFor: "approved", isUrgent: false }
    : past(step, notBefore, "approved");
};

/** What came of it, and on whose word it was requested. */
const settled = (step: Step, { effect, votes }: Status<"settled">): Open | undefined =>
  effect.outcome === "observed"
    ? undefined
    : {
        ...past(step, effect.settledAt, effect.outcome),
        ...(effect.outcome === "failed" &&
          votes.length > 0 && { rest: `approved ${byWhom(votes)}` }),
        isUrgent: true,
      };

const byHand = (
  incident: Incident,
  step: Step,
  { at, looked, never }: Status<"by hand">,
): Open | undefined => {
  if (looked?.outcome === "observed") return undefined;
  const how = step.definition.check ? "to check" : "by hand";
  const asked = never ? leadAndManagement(incident) : `${askedName(step, incident)}, ${how}`;
  const waitsFor = looked ? looked.outcome : asked;
  return {
    ...past(step, looked?.at ?? at, looked || never ? waitsFor : `${waitsFor} since`),
    isUrgent: true,
  };
};

const openOf = (incident: Incident, step: Step): Open | undefined => {
  const { status } = step;
  switch (status.kind) {
    case "waiting":
      return waiting(step, status);
    case "lapsed":
      return { ...past(step, status.at, "lapsed"), isUrgent: true };
    case "by hand":
      return byHand(incident, step, status);
    case "settled":
      return settled(step, status);
    case "approved":
      return approved(step, status);
    case "running":
      return past(step, status.effect.requestedAt, "requested");
    case "deferred":
      return { step, at: status.until, isDeadline: true, waitsFor: "put off", isUrgent: false };
    case "declined":
      return past(step, status.at, "declined");
    case "not started":
    case "not needed":
    case "skipped":
      return undefined;
  }
};

/** A deadline stands first, in bold; what is past is told with its time. */
const openLine = (
  { step, at, isDeadline, waitsFor, rest }: Open,
  clock: (at: Instant) => string,
): Line => {
  const undo = "proposal" in step.status && step.status.proposal.plan.direction === "undo";
  const deed = `${undo ? "Undo: " : ""}${title(step.definition.title, 40)}, ${waitsFor}`;
  return isDeadline
    ? line(bold(clock(at)), plain(` ${deed}`))
    : line(plain(`${deed} ${clock(at)}${rest === undefined ? "" : `, ${rest}`}`));
};

/** The steps that aren't there yet: at most so many by name, all in the numbers. */
export const openLines = (
  incident: Incident,
  most: number,
  clock: (at: Instant) => string,
): readonly Line[] => {
  const all = incident.steps
    .flatMap((step) => openOf(incident, step) ?? [])
    .toSorted(
      (a, b) =>
        Number(b.isUrgent) - Number(a.isUrgent) ||
        Number(b.isDeadline) - Number(a.isDeadline) ||
        Date.parse(a.at) - Date.parse(b.at),
    );
  const shown = all.slice(0, most).map((open) => openLine(open, clock));
  const more = all.length - shown.length;
  const later = incident.steps.filter(({ status }) => status.kind === "not started").length;
  const rest = [
    ...(more > 0 ? [`and ${String(more)} more`] : []),
    ...(later > 0 ? [`${String(later)} not started`] : []),
  ].join(", ");
  return rest === "" ? shown : [...shown, line(plain(rest))];
};
