/** Steps that people are called about, offers to hand over, and a frozen incident; as made up as the rest. */
import { type Person, type StepClock } from "../../src/core/incident/people.ts";
import { type Vote } from "../../src/core/incident/plan.ts";
import { type Handover, type Incident, type Step } from "../../src/core/incident/types.ts";
import { exceptionIdOf, stepKey } from "../../src/core/shared/ids.ts";
import {
  anIncident,
  anOwnership,
  aProposal,
  aStep,
  aSubject,
  at,
  aVote,
  everyStatus,
  people,
} from "./incidents.ts";
import { type Names, ordinaryNames } from "./names.ts";
import { anAudience } from "./audience.ts";

const { ana, jon, priya, sam, bo } = people;

/** The clock of a step that waits since 3:12: Ana at half time, both when it was up, Priya next. */
export const aClock = (changes: Partial<StepClock> = {}): StepClock => ({
  startedAt: at("03:12"),
  reminders: [
    {
      rung: "half time",
      at: at("03:17"),
      people: [ana],
      next: { rung: "time up", at: at("03:22"), people: [ana, jon] },
    },
    {
      rung: "time up",
      at: at("03:22"),
      people: [ana, jon],
      next: { rung: "lead", at: at("03:32"), people: [priya] },
    },
  ],
  ...changes,
});

/** The last rung: nobody is left to call. */
const ended: StepClock["reminders"] = [
  ...aClock().reminders,
  { rung: "lead", at: at("03:32"), people: [priya] },
];

const half = aClock().reminders.slice(0, 1);

/** An incident whose first step is this one. */
export const withStep = (
  step: Partial<Step>,
  names: Names = ordinaryNames,
): { readonly incident: Incident; readonly step: Step } => {
  const first = { ...aStep(step.status ?? { kind: "not started", direction: "apply" }), ...step };
  const incident = anIncident(undefined, { subjects: [aSubject(names)] });
  return {
    incident: { ...incident, steps: [first, ...incident.steps.slice(1)] },
    step: first,
  };
};

/** A step in each state that people are called in, and in each state after that. */
export const everyCall = (
  names: Names = ordinaryNames,
): Readonly<Record<string, Partial<Step>>> => {
  const states = everyStatus(names);
  const of = (name: string, clock: StepClock | undefined): Partial<Step> => {
    const status = states[name];
    if (!status) throw new Error(`no state ${name}`);
    return { status, clock };
  };
  const proposal = aProposal(names);
  const second = { kind: "waiting", proposal, votes: [aVote(proposal)] } as const;
  const tier2 = { ...proposal, plan: { ...proposal.plan, tier: 2 } } as const;
  return {
    late: of("waiting", aClock()),
    "half-time": of("waiting", aClock({ reminders: half })),
    second: {
      status: { kind: "waiting", proposal: tier2, votes: [aVote(tier2)] },
      clock: aClock(),
    },
    lapsed: of("lapsed", aClock()),
    ended: of("waiting", aClock({ reminders: ended })),
    taken: of("waiting", aClock({ taken: { by: ana, at: at("03:25") } })),
    "no-owner": {
      ...of(
        "waiting",
        aClock({
          reminders: [
            {
              rung: "no owner",
              at: at("03:12"),
              people: [priya],
              next: { rung: "management", at: at("03:22"), people: [sam] },
            },
          ],
        }),
      ),
      ownership: undefined,
    },
    "by-hand": of("by-hand", aClock()),
    unknown: of("unknown", aClock()),
    undo: of("undo-waiting", aClock()),
    anew: of("not started", aClock()),
    approved: of("approved", undefined),
    "first-vote": { status: second, clock: aClock({ startedAt: at("03:14"), reminders: [] }) },
    declined: of("declined", undefined),
    deferred: {
      status: {
        kind: "deferred",
        proposal,
        by: bo,
        at: at("03:20"),
        until: at("03:50"),
        reason: names.text,
      },
      clock: undefined,
    },
    looked: of("looked-observed", undefined),
    reassigned: {
      ...of("waiting", aClock({ startedAt: at("03:24"), reminders: [] })),
      ownership: anOwnership({ owner: bo, how: "assigned" }),
    },
  };
};

export const anOffer: Handover = {
  to: bo,
  from: priya,
  at: at("03:40"),
  handle: { id: "handover-1", nonce: "nonce-4" },
};

const named = (step: Step, title: string, changes: Partial<Step> = {}): Step => ({
  ...step,
  ...changes,
  definition: { ...step.definition, title },
});

/** A night with something under every heading of the handover. */
export const aLongNight = (names: Names = ordinaryNames): Incident => {
  const states = everyStatus(names);
  const titles = [
    "Block sign-in",
    "End sign-in sessions",
    "Disable inbox rules",
    "Clear forwarding",
    "Reset password",
    "Revoke app consent",
    "Disable application",
    "Remove MFA methods",
    "Hold the mailbox",
    "Confirm account compromised",
  ];
  const kinds = [
    "observed",
    "observed",
    "observed",
    "looked-observed",
    "unknown",
    "failed",
    "waiting",
    "declined",
    "by-hand",
    "not started",
  ];
  const steps = kinds.flatMap((kind, index): readonly Step[] => {
    const status = states[kind];
    if (!status) throw new Error(`no state ${kind}`);
    return [named(aStep(status, index + 1), titles[index] ?? kind)];
  });
  const reviewBy = at("23:12");
  const vote: Vote = aVote(aProposal(names), {
    by: sam,
    emergency: { reason: names.text, reviewBy },
  });
  const { place } = anIncident();
  return anIncident(undefined, {
    subjects: [aSubject(names)],
    seen: names.text,
    steps: steps.map((step): Step => {
      if (step.number === 2) return { ...step, emergency: { vote, review: undefined, called: [] } };
      return step.number === 10 ? { ...step, ownership: undefined } : step;
    }),
    exceptions: [
      { id: exceptionIdOf(3), step: stepKey.parse("step-8"), state: "in force", seq: 2 },
      { id: exceptionIdOf(4), step: stepKey.parse("step-9"), state: "asked for", seq: 1 },
    ],
    place: place && {
      ...place,
      audience: anAudience({ guests: [names.text], subjectsAmong: [names.subject] }),
    },
    handover: anOffer,
  });
};

/** The same night after Sam Park froze approvals; Jon Lind agreed to lift it where `lifts` says so. */
export const frozenNight = (
  names: Names = ordinaryNames,
  lifts: readonly Person[] = [],
): Incident => ({
  ...aLongNight(names),
  frozen: { by: sam, at: at("03:20"), reason: names.text, lifts },
  epoch: 2,
});

export const jonLifts: readonly Person[] = [jon];
