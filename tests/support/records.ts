/** The record of a made-up incident: every kind of event once or more, in a possible order. */
import { type IncidentEvent, type IncidentFact } from "../../src/core/incident/events.ts";
import { incidentOf } from "../../src/core/incident/evolve.ts";
import { type Actor, type Incident, type Person } from "../../src/core/incident/types.ts";
import { after } from "../../src/core/shared/ids.ts";
import {
  anAudience,
  anIncident,
  aProposal,
  aStep,
  aSubject,
  at,
  type Names,
  ordinaryNames,
  people,
} from "./incidents.ts";

const by = ({ id, name }: Person): Actor => ({ kind: "person", id, name });
const cordon: Actor = { kind: "cordon" };

const opening = (names: Names): readonly (readonly [Actor, IncidentFact])[] => {
  const { id, playbook, title, severity, lead, artefacts } = anIncident();
  const steps = [1, 2, 3].map((number) =>
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

const course = (names: Names): readonly (readonly [Actor, IncidentFact])[] => {
  const step = aStep({ kind: "not started", direction: "apply" }).definition.key;
  const second = aStep({ kind: "not started", direction: "apply" }, 2).definition.key;
  const third = aStep({ kind: "not started", direction: "apply" }, 3).definition.key;
  const way = (direction: "apply" | "undo"): readonly (readonly [Actor, IncidentFact])[] => {
    const { plan, planHash, approvalId, nonce, expiresAt } = aProposal(names, direction);
    return [
      [cordon, { type: "StepProposed", step, approvalId, nonce, plan, planHash, expiresAt }],
      [by(people.bo), { type: "PressRefused", step, approvalId, code: "R-104" }],
      [by(people.jon), { type: "StepApproved", step, planHash, onBehalfOf: people.ana }],
      [cordon, { type: "EffectRequested", step, planHash, fence: 1 }],
      [cordon, { type: "EffectAccepted", step, answer: "204, request 5c1e" }],
      [cordon, { type: "EffectSettled", step, outcome: "observed", items: [], seen: names.text }],
    ];
  };
  const { plan, planHash, approvalId, nonce, expiresAt } = aProposal(names);
  const propose = {
    type: "StepProposed",
    step: second,
    approvalId,
    nonce,
    plan,
    planHash,
    expiresAt,
  } as const;
  return [
    ...way("apply"),
    [by(people.ana), { type: "StepReopened", step, direction: "undo" }],
    ...way("undo"),
    [cordon, propose],
    [cordon, { type: "StepLapsed", step: second, reason: "no answer" }],
    [by(people.ana), { type: "StepReopened", step: second, direction: "apply" }],
    [cordon, propose],
    [by(people.ana), { type: "StepDeclined", step: second, reason: names.text }],
    [by(people.ana), { type: "StepReopened", step: second, direction: "apply" }],
    [cordon, propose],
    [by(people.ana), { type: "StepApproved", step: second, planHash }],
    [cordon, { type: "PlanDrifted", step: second, what: names.text }],
    [cordon, propose],
    [by(people.ana), { type: "StepApproved", step: second, planHash }],
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
        byHand: "Open the account in the Entra admin centre.",
      },
    ],
  ];
};

const closing = (names: Names): readonly (readonly [Actor, IncidentFact])[] => [
  [by(people.priya), { type: "NoteAdded", text: names.text }],
  [
    by(people.priya),
    {
      type: "StepAssigned",
      step: aStep({ kind: "not started", direction: "apply" }, 3).definition.key,
      ownership: { owner: people.bo, deputies: [] },
    },
  ],
  [by(people.priya), { type: "SeverityChanged", severity: "sev1" }],
  [by(people.priya), { type: "PhaseChanged", phase: "recovery" }],
  [by(people.priya), { type: "IncidentClosed", reason: names.text }],
];

/** The events, 11 minutes apart so that a card of ten is longer than an hour, and the state after them. */
export const aRecord = (
  names: Names = ordinaryNames,
): { readonly events: readonly IncidentEvent[]; readonly incident: Incident } => {
  const events = [...opening(names), ...course(names), ...closing(names)].map(
    ([actor, fact], index): IncidentEvent => ({
      ...fact,
      at: after(at("02:31"), index * 11 * 60_000),
      actor,
    }),
  );
  return { events, incident: incidentOf(events) };
};
