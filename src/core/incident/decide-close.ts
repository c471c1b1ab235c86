/** When an incident may be closed: nothing waits, nobody's risk is left behind, and what had to be contained is. */
import { isSamePerson } from "../approval/quorum.ts";
import { type Refusal } from "../approval/refusals.ts";
import { refusal } from "../approval/sentences.ts";
import { type WishOf } from "./commands.ts";
import { refusedText, bySubject, type Decision, personOf, record, refused } from "./decision.ts";
import { type Incident, type Step, type StepStatus } from "./types.ts";

const isOpen = (status: StepStatus): boolean =>
  status.kind === "waiting" ||
  status.kind === "deferred" ||
  status.kind === "approved" ||
  status.kind === "running" ||
  // An honest "can't tell" of a person ends it; the record keeps the doubt.
  (status.kind === "settled" && status.effect.outcome === "unknown" && !status.effect.looked);

const isDeclinedContainment = ({ definition, status }: Step): boolean =>
  definition.phase === "containment" &&
  (status.kind === "skipped" ||
    (status.kind === "declined" && status.proposal.plan.direction === "apply"));

/** What a closed incident would leave to nobody: a risk without an owner, a vote alone without a review. */
const unanswered = (incident: Incident): string | undefined => {
  const alone = incident.steps.find(({ emergency }) => emergency && !emergency.review);
  if (alone) return `Step ${String(alone.number)} was approved alone and waits for its review.`;
  const asked = incident.exceptions.find(({ state }) => state === "asked for");
  if (asked) return `${asked.id} has no owner yet. Somebody must accept it, or it is closed.`;
  const declined = incident.steps.find(
    (step) =>
      isDeclinedContainment(step) &&
      !incident.exceptions.some(
        ({ step: key, state }) => key === step.definition.key && state !== "closed",
      ),
  );
  return (
    declined &&
    `Step ${String(declined.number)} was ${declined.status.kind}; its exception is being opened.`
  );
};

/** Did somebody answer for what the step should have contained? A way back that nobody wanted leaves it contained. */
const isContained = ({ status }: Step): boolean => {
  switch (status.kind) {
    case "settled":
      return status.effect.outcome === "observed" || status.effect.looked !== undefined;
    case "by hand":
      return status.looked !== undefined;
    case "lapsed":
      return status.proposal.plan.direction === "undo";
    // A declined or skipped one has its exception, or the incident isn't closed because of that.
    case "declined":
    case "skipped":
    case "not needed":
      return true;
    default:
      return false;
  }
};

const namesOf = (steps: readonly Step[]): string => steps.map(({ number }) => number).join(", ");

const notContained = (incident: Incident): Refusal | undefined => {
  const left = incident.steps.filter(
    (step) => step.definition.phase === "containment" && !isContained(step),
  );
  if (left.length === 0) return undefined;
  const which = `${namesOf(left)} ${left.length === 1 ? "isn't" : "aren't"}`;
  const text = `${stepsWord(left)} ${which} contained: approve, look, or propose again and decline.`;
  return refusal("R-203", text);
};

const stepsWord = (steps: readonly Step[]): string => (steps.length === 1 ? "Step" : "Steps");

/** Whoever was attacked or not: what Cordon did must be answered for. */
const noFalseAlarm = (incident: Incident): Refusal | undefined =>
  incident.effectRequested
    ? refusal("R-203", "It is no false alarm: something was requested. Close it as an incident.")
    : undefined;

const notClosed = (incident: Incident, wish: WishOf<"Close">): Refusal | undefined => {
  const { frozen, lead, steps } = incident;
  if (!isSamePerson(lead, personOf(wish.actor))) {
    return refusal("R-201", `Only the lead, ${lead.name}, may do this.`);
  }
  if (frozen)
    return refusal("R-108", `${frozen.by.name} froze approvals. Two people lift it first.`);
  const open = steps.filter((step) => isOpen(step.status));
  if (open.length > 0) {
    const text = `Steps ${namesOf(open)} wait or run. Approve, decline or look first.`;
    return refusal("R-203", text);
  }
  const left = unanswered(incident);
  if (left !== undefined) return refusal("R-208", left);
  return wish.falseAlarm ? noFalseAlarm(incident) : notContained(incident);
};

/** By the lead, with a reason. A false alarm needs no containment, as long as nothing was requested. */
export const decideClose = (incident: Incident, wish: WishOf<"Close">): Decision => {
  const subject = bySubject(incident, wish.actor);
  if (subject) return subject;
  const why = notClosed(incident, wish);
  if (why) return refused(why);
  const reason = wish.reason.trim();
  const fact = wish.falseAlarm ? ({ falseAlarm: true } as const) : {};
  return (
    refusedText(reason, "why it is closed") ?? record({ type: "IncidentClosed", reason, ...fact })
  );
};
