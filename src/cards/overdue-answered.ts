/** What became of a call: from the step's state, and nothing else. */
import { type StepStatus } from "../core/incident/types.ts";
import { type Instant } from "../core/shared/ids.ts";
import { utcTime } from "./parts/clock.ts";
import { personName } from "./parts/names.ts";
import { capital } from "./parts/run.ts";
import { type StepContext } from "./step/context.ts";

/** First and second line of the strip, and the clause for lock screens. */
export type Answered = {
  readonly state: string;
  readonly course: string;
  readonly spoken: string;
};

type Status<K extends StepStatus["kind"]> = Extract<StepStatus, { kind: K }>;

/** Somebody did something; `at` is written as the reader's own time in the strip. */
const answered = ({ clock }: StepContext, at: Instant, course: string): Answered => ({
  state: `Answered ${clock(at)}`,
  course,
  spoken: `answered at ${utcTime(at)}`,
});

const startedAnew = ({ step, incident }: StepContext): Answered => {
  if (incident.frozen) {
    return {
      state: "Approvals are frozen",
      course: "Nobody is waited for until two people lift it",
      spoken: "approvals are frozen",
    };
  }
  const { ownership } = step;
  const course = ownership
    ? `${personName(ownership.owner)} is asked now, on the step’s card`
    : "The step’s card says who is asked now";
  return { state: "Started anew", course, spoken: "started anew" };
};

type Voted = Status<"waiting" | "approved" | "running" | "settled">;

const voted = (context: StepContext, status: Voted, since: Instant): Answered => {
  const vote = status.votes.at(-1);
  if (!vote || vote.at < since) return startedAnew(context);
  const more = status.kind === "waiting" ? "; a second person is waited for" : "";
  return answered(context, vote.at, `${personName(vote.by)} approved it${more}`);
};

/** An unknown effect: somebody looked, or Cordon could read it after all. */
const settled = (context: StepContext, status: Status<"settled">, since: Instant): Answered => {
  const { looked, settledAt, outcome } = status.effect;
  if (looked) return answered(context, looked.at, `${personName(looked.by)} looked: ${outcome}`);
  const vote = status.votes.at(-1);
  return vote && vote.at >= since
    ? voted(context, status, since)
    : answered(context, settledAt, `${capital(outcome)}, read back`);
};

const startedByHand = ({ step }: StepContext): Answered =>
  step.definition.check
    ? { state: "Started anew", course: "People are asked to check", spoken: "started anew" }
    : { state: "Started anew", course: "Cordon can’t do it: by hand now", spoken: "by hand now" };

const byHand = (context: StepContext, { looked, by, at }: Status<"by hand">): Answered => {
  if (looked) return answered(context, looked.at, `${personName(looked.by)} looked`);
  return by
    ? answered(context, at, `To be done by hand, ${personName(by)} decided`)
    : startedByHand(context);
};

/** What a card says whose call is over; `since` is the start of the clock that it was posted for. */
export const answeredOf = (context: StepContext, since: Instant): Answered => {
  const { status } = context.step;
  switch (status.kind) {
    case "waiting":
    case "approved":
    case "running":
      return voted(context, status, since);
    case "settled":
      return settled(context, status, since);
    case "declined":
      return answered(context, status.at, `${personName(status.by)} declined it`);
    case "deferred":
      return answered(
        context,
        status.at,
        `${personName(status.by)} put it off until ${context.clock(status.until)}`,
      );
    case "by hand":
      return byHand(context, status);
    case "skipped":
      return answered(context, status.at, `${personName(status.by)} skipped it`);
    case "not needed":
      return answered(context, status.at, "Not needed: it holds already");
    case "not started":
    case "lapsed":
      return startedAnew(context);
  }
};
