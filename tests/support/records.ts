/** The record of a made-up incident: every kind of event once or more, in a possible order. */
import { type IncidentEvent, type IncidentFact } from "../../src/core/incident/events.ts";
import { incidentOf } from "../../src/core/incident/evolve.ts";
import { type Actor, type Person } from "../../src/core/incident/people.ts";
import { type Direction, type Tier } from "../../src/core/incident/plan.ts";
import { type Incident } from "../../src/core/incident/types.ts";
import { after, exceptionId } from "../../src/core/shared/ids.ts";
import { anIncident, anOwnership, aProposal, aStep, aSubject, at, people } from "./incidents.ts";
import { type Names, ordinaryNames } from "./names.ts";
import { anAudience } from "./audience.ts";

const by = (person: Person): Actor => ({ kind: "person", ...person });
const cordon: Actor = { kind: "cordon" };

const opening = (names: Names): readonly (readonly [Actor, IncidentFact])[] => {
  const { id, playbook, title, severity, lead, artefacts } = anIncident();
  const steps = [1, 2, 3, 4].map((number) =>
    aStep({ kind: "not started", direction: "apply" }, number),
  );
  return [
    [
      by(people.priya),
      {
        type: "IncidentOpened",
        incident: id,
        playbook,
        title,
        severity,
        lead,
        seen: names.text,
        subjects: [aSubject(names)],
        evidence: ["E0", "E1"],
        steps: steps.map(({ definition, ownership }) => ({
          definition,
          ...(ownership && { ownership }),
        })),
      },
    ],
    [cordon, { type: "PlaceRefused", rung: "standard channel", reason: names.text }],
    [
      cordon,
      {
        type: "PlaceFound",
        place: { rung: "group chat", conversationId: "19:chat@thread.v2", name: names.text },
      },
    ],
    [cordon, { type: "AudienceRead", audience: anAudience({ guests: [names.text] }) }],
    ...artefacts.map((artefact) => [cordon, { type: "EvidenceKept", artefact }] as const),
    [cordon, { type: "EvidenceMissed", kind: "E1", reason: names.text }],
  ];
};

type Fact = readonly [Actor, IncidentFact];

const keyOf = (number: number) =>
  aStep({ kind: "not started", direction: "apply" }, number).definition.key;

const proposed = (
  names: Names,
  number: number,
  { direction = "apply", tier = 1 }: { direction?: Direction; tier?: Tier } = {},
): Fact => {
  const { plan, planHash, approvalId, nonce, proposer, epoch, expiresAt } = aProposal(
    names,
    direction,
  );
  const card = { step: keyOf(number), approvalId, nonce, proposer, epoch, expiresAt };
  return [cordon, { type: "StepProposed", ...card, plan: { ...plan, tier }, planHash }];
};

/** One vote that carries its plan at once. */
const approved = (names: Names, number: number, who: Person, behalf?: Person): Fact => {
  const { planHash } = aProposal(names);
  const onBehalfOf = behalf && { onBehalfOf: behalf };
  const notBefore = at("03:14");
  return [
    by(who),
    { type: "StepApproved", step: keyOf(number), planHash, ...onBehalfOf, notBefore },
  ];
};

const course = (names: Names): readonly Fact[] => {
  const [step, second, third] = [keyOf(1), keyOf(2), keyOf(3)];
  const { planHash, approvalId } = aProposal(names);
  const way = (direction: Direction): readonly Fact[] => [
    proposed(names, 1, { direction }),
    [by(people.bo), { type: "PressRefused", step, approvalId, code: "R-104" }],
    approved(names, 1, people.jon, people.ana),
    [cordon, { type: "EffectRequested", step, planHash, fence: 1 }],
    [cordon, { type: "EffectAccepted", step, answer: "204, request 5c1e" }],
    [cordon, { type: "EffectSettled", step, outcome: "observed", items: [], seen: names.text }],
  ];
  const propose = proposed(names, 2);
  const again: Fact = [by(people.ana), { type: "StepReopened", step: second, direction: "apply" }];
  return [
    ...way("apply"),
    [by(people.ana), { type: "StepReopened", step, direction: "undo" }],
    ...way("undo"),
    propose,
    [cordon, { type: "StepLapsed", step: second, reason: "no answer" }],
    again,
    propose,
    [by(people.ana), { type: "StepDeclined", step: second, reason: names.text }],
    again,
    propose,
    approved(names, 2, people.ana),
    [cordon, { type: "PlanDrifted", step: second, what: names.text }],
    propose,
    approved(names, 2, people.ana),
    [cordon, { type: "EffectRequested", step: second, planHash, fence: 2 }],
    [
      cordon,
      { type: "EffectSettled", step: second, outcome: "unknown", items: [], seen: names.text },
    ],
    [
      by(people.ana),
      { type: "PersonLooked", step: second, outcome: "not observed", seen: names.text },
    ],
    [cordon, { type: "StepNotNeeded", step: third, seen: names.text }],
    [
      cordon,
      {
        type: "StepLeftToPeople",
        step: third,
        handle: { id: "hand-1", nonce: "nonce-2" },
        reason: names.text,
        byHand: names.text,
      },
    ],
  ];
};

/** Two people, an emergency, and everybody who is called: step 4. */
const agreed = (names: Names): readonly Fact[] => {
  const step = keyOf(4);
  const { planHash, approvalId } = aProposal(names);
  const vote = { type: "StepApproved", step, planHash } as const;
  const reviewBy = after(at("03:14"), 24 * 3_600_000);
  return [
    [cordon, { type: "OwnerFound", step, why: names.text }],
    [cordon, { type: "OwnerFound", step, ownership: anOwnership(), why: names.text }],
    proposed(names, 4, { tier: 3 }),
    [
      cordon,
      {
        type: "PeopleCalled",
        step,
        rung: "time up",
        people: [people.jon],
        next: { rung: "deputies", at: at("03:32"), people: [people.priya] },
      },
    ],
    [by(people.jon), { type: "StepTaken", step }],
    [by(people.lee), { ...vote, accountable: people.ana, expiresAt: at("03:24") }],
    [by(people.lee), { type: "VoteWithdrawn", step, approvalId }],
    [by(people.sam), { ...vote, expiresAt: at("03:24") }],
    [cordon, { type: "VoteVoided", step, voter: people.sam, why: names.text }],
    [by(people.ana), { ...vote, expiresAt: at("03:24") }],
    [by(people.jon), { ...vote, onBehalfOf: people.ana, notBefore: at("03:34") }],
    [by(people.ana), { type: "CoolOffWaived", step, approvalId }],
    [by(people.jon), { type: "StepDeferred", step, until: at("04:00"), reason: names.text }],
    [cordon, { type: "StepReopened", step, direction: "apply" }],
    proposed(names, 4),
    [
      by(people.sam),
      { ...vote, emergency: { reason: names.text, reviewBy }, notBefore: at("03:14") },
    ],
    [by(people.ana), { type: "EmergencyReviewed", step, finding: names.text }],
    [
      by(people.bo),
      {
        type: "StepLeftToPeople",
        step,
        handle: { id: approvalId, nonce: "nonce-1" },
        reason: names.text,
        byHand: names.text,
      },
    ],
    [
      cordon,
      {
        type: "ExceptionNoted",
        exception: exceptionId.parse("EX-3"),
        step,
        state: "in force",
        seq: 2,
        what: "accepted",
        text: names.text,
      },
    ],
  ];
};

/** Who may have a say, and whether anybody may. */
const responsibility = (names: Names): readonly Fact[] => [
  [by(people.priya), { type: "SuspectNamed", suspect: people.bo, reason: names.text }],
  [by(people.sam), { type: "SuspectCleared", suspect: people.bo, reason: names.text }],
  [by(people.sam), { type: "ApprovalsFrozen", reason: names.text }],
  [by(people.ana), { type: "FreezeLiftVoted" }],
  [by(people.jon), { type: "FreezeLiftVoted" }],
  [by(people.jon), { type: "FreezeLifted" }],
  [
    by(people.priya),
    { type: "HandoverOffered", to: people.sam, handle: { id: "hand-2", nonce: "nonce-4" } },
  ],
  [by(people.sam), { type: "LeadChanged", lead: people.sam }],
  [
    cordon,
    {
      type: "DirectoryChanged",
      sha256: "4d".repeat(32),
      changes: ["Jon Lind left team identity.", names.text],
    },
  ],
  [cordon, { type: "DirectoryRefused", sha256: "5e".repeat(32), problem: names.text }],
];

const closing = (names: Names): readonly (readonly [Actor, IncidentFact])[] => [
  [by(people.priya), { type: "NoteAdded", text: names.text }],
  [
    by(people.priya),
    {
      type: "StepAssigned",
      step: keyOf(3),
      ownership: anOwnership({ owner: people.bo, how: "assigned", deputies: [] }),
    },
  ],
  [by(people.bo), { type: "CommandRefused", wish: "Close", code: "R-208" }],
  [by(people.priya), { type: "SeverityChanged", severity: "sev1" }],
  [by(people.priya), { type: "PhaseChanged", phase: "recovery" }],
  [by(people.priya), { type: "IncidentClosed", reason: names.text }],
];

/** The events, 11 minutes apart so that a card of ten is longer than an hour, and the state after them. */
export const aRecord = (
  names: Names = ordinaryNames,
): { readonly events: readonly IncidentEvent[]; readonly incident: Incident } => {
  const events = [
    ...opening(names),
    ...course(names),
    ...agreed(names),
    ...responsibility(names),
    ...closing(names),
  ].map(([actor, fact], index): IncidentEvent => ({
    ...fact,
    at: after(at("02:31"), index * 11 * 60_000),
    actor,
  }));
  return { events, incident: incidentOf(events) };
};
