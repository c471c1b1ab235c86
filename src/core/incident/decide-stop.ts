/** Not doing it is a decision: declining, putting off and doing by hand all say why. */
import { longestDeferralMinutes } from "../approval/limits.ts";
import { votesNeeded } from "../approval/quorum.ts";
import { refusal } from "../approval/sentences.ts";
import { after } from "../shared/ids.ts";
import { checkPress, refuseAndNote } from "./check-press.ts";
import { type WishOf } from "./commands.ts";
import { badReason, type Decision, record, refused, stepOf } from "./decision.ts";
import { type IncidentFact } from "./events.ts";
import { type Incident } from "./types.ts";

type Stop = WishOf<"Decline"> | WishOf<"Defer"> | WishOf<"DoByHand">;

/** Any one person of the step may stop it, with a reason; an approval that isn't used yet as well. */
const stop = (
  incident: Incident,
  press: Stop,
  factOf: (reason: string) => IncidentFact,
): Decision => {
  const step = stepOf(incident, press.step);
  const no = checkPress(incident, step, press);
  if (no) return no;
  const reason = press.reason.trim();
  const bad = badReason(reason);
  return bad ? refused(bad) : record(factOf(reason));
};

export const decideDecline = (incident: Incident, press: WishOf<"Decline">): Decision =>
  stop(incident, press, (reason) => ({ type: "StepDeclined", step: press.step, reason }));

/** Until a time, after which it is proposed anew; the worse the incident, the shorter. */
export const decideDefer = (incident: Incident, press: WishOf<"Defer">): Decision => {
  // Who has no say here learns only that.
  const no = checkPress(incident, stepOf(incident, press.step), press);
  if (no) return no;
  const longest = longestDeferralMinutes[incident.severity];
  const { minutes } = press;
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > longest) {
    const text = `At ${incident.severity} a step can be put off for at most ${String(longest)} min.`;
    return refused(refusal("R-205", text));
  }
  const until = after(press.at, minutes * 60_000);
  return stop(incident, press, (reason) => ({
    type: "StepDeferred",
    step: press.step,
    until,
    reason,
  }));
};

/** A person does it; afterwards they write down what they saw. */
export const decideDoByHand = (incident: Incident, press: WishOf<"DoByHand">): Decision => {
  const step = stepOf(incident, press.step);
  // Who has no say here learns only that.
  const no = checkPress(incident, step, press);
  if (no) return no;
  const { status } = step;
  // One person alone would do what two must agree on.
  if ("proposal" in status && votesNeeded(status.proposal.plan.tier) > 1) {
    const text = "It takes two people; one can't do it alone by hand.";
    return refuseAndNote(step, press, refusal("R-114", text));
  }
  return stop(incident, press, (reason) => ({
    type: "StepLeftToPeople",
    step: press.step,
    handle: { id: press.id, nonce: press.nonce },
    reason,
    byHand: press.byHand,
  }));
};
