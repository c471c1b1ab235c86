import { type Instant, type IncidentId, type PlanHash, type StepKey } from "../shared/ids.ts";
import {
  type Actor,
  type Artefact,
  type CardHandle,
  type Direction,
  type ArtefactKind,
  type IncidentPlace,
  type ItemOutcome,
  type Outcome,
  type Ownership,
  type Person,
  type Phase,
  type Plan,
  type Severity,
  type StepDefinition,
  type Subject,
} from "./types.ts";
import { type RefusalCode } from "../approval/refusals.ts";

/** What happened. One event is one entry of the running log; there is no second log. */
export type IncidentFact =
  | {
      readonly type: "IncidentOpened";
      readonly incident: IncidentId;
      readonly playbook: string;
      readonly title: string;
      readonly severity: Severity;
      readonly lead: Person;
      readonly seen: string;
      readonly subjects: readonly Subject[];
      readonly evidence: readonly ArtefactKind[];
      readonly steps: readonly {
        readonly definition: StepDefinition;
        readonly ownership?: Ownership;
      }[];
    }
  | { readonly type: "PlaceRefused"; readonly rung: IncidentPlace["rung"]; readonly reason: string }
  | { readonly type: "PlaceFound"; readonly place: Omit<IncidentPlace, "audience"> }
  | { readonly type: "AudienceRead"; readonly audience: NonNullable<IncidentPlace["audience"]> }
  | { readonly type: "EvidenceKept"; readonly artefact: Artefact }
  | { readonly type: "EvidenceMissed"; readonly kind: ArtefactKind; readonly reason: string }
  | {
      readonly type: "StepProposed";
      readonly step: StepKey;
      readonly approvalId: string;
      readonly nonce: string;
      readonly plan: Plan;
      readonly planHash: PlanHash;
      readonly expiresAt: Instant;
    }
  /** Somebody asked for a new proposal, or for the way back. */
  | { readonly type: "StepReopened"; readonly step: StepKey; readonly direction: Direction }
  | { readonly type: "StepNotNeeded"; readonly step: StepKey; readonly seen: string }
  | {
      readonly type: "StepLeftToPeople";
      readonly step: StepKey;
      readonly handle: CardHandle;
      readonly reason: string;
      readonly byHand: string;
    }
  | {
      readonly type: "StepApproved";
      readonly step: StepKey;
      readonly planHash: PlanHash;
      readonly onBehalfOf?: Person;
    }
  | {
      readonly type: "PressRefused";
      readonly step: StepKey;
      readonly approvalId: string;
      readonly code: RefusalCode;
    }
  | { readonly type: "StepDeclined"; readonly step: StepKey; readonly reason: string }
  | {
      readonly type: "StepLapsed";
      readonly step: StepKey;
      readonly reason: "no answer" | "not used";
    }
  | { readonly type: "PlanDrifted"; readonly step: StepKey; readonly what: string }
  | {
      readonly type: "EffectRequested";
      readonly step: StepKey;
      readonly planHash: PlanHash;
      readonly fence: number;
    }
  | { readonly type: "EffectAccepted"; readonly step: StepKey; readonly answer: string }
  | {
      readonly type: "EffectSettled";
      readonly step: StepKey;
      readonly outcome: Outcome;
      readonly items: readonly ItemOutcome[];
      readonly seen: string;
      readonly residualUntil?: Instant;
    }
  /** A person looked where Cordon could not tell. */
  | {
      readonly type: "PersonLooked";
      readonly step: StepKey;
      readonly outcome: "observed" | "not observed" | "unknown";
      readonly seen: string;
    }
  | { readonly type: "NoteAdded"; readonly text: string }
  | { readonly type: "StepAssigned"; readonly step: StepKey; readonly ownership: Ownership }
  | { readonly type: "SeverityChanged"; readonly severity: Severity }
  | { readonly type: "PhaseChanged"; readonly phase: Phase }
  | { readonly type: "IncidentClosed"; readonly reason: string };

/** A fact with its time and its maker, as it stands in the record. */
export type IncidentEvent = IncidentFact & { readonly at: Instant; readonly actor: Actor };
