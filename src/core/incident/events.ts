import {
  type ExceptionId,
  type Instant,
  type IncidentId,
  type ObjectId,
  type PlanHash,
  type StepKey,
} from "../shared/ids.ts";
import { type Actor, type NextCall, type Ownership, type Person, type Rung } from "./people.ts";
import {
  type Artefact,
  type CardHandle,
  type Direction,
  type ArtefactKind,
  type ItemOutcome,
  type Miss,
  type Outcome,
  type Plan,
  type Subject,
  type Totals,
} from "./plan.ts";
import {
  type ExceptionState,
  type IncidentPlace,
  type Phase,
  type Severity,
  type StepDefinition,
} from "./types.ts";
import { type RefusalCode } from "../approval/refusals.ts";

/** A step as it joins an incident. */
export type NewStep = { readonly definition: StepDefinition; readonly ownership?: Ownership };

/** What an incident begins with, as it is wished for and as it is recorded. */
export type Opening = {
  readonly incident: IncidentId;
  readonly playbook: string;
  readonly title: string;
  readonly severity: Severity;
  readonly lead: Person;
  readonly seen: string;
  readonly subjects: readonly Subject[];
  /** Of the first subject. */
  readonly evidence: readonly ArtefactKind[];
  readonly slowEvidence?: readonly ArtefactKind[];
  readonly steps: readonly NewStep[];
};

/** What happened. One event is one entry of the running log; there is no second log. */
export type IncidentFact =
  | ({ readonly type: "IncidentOpened" } & Opening)
  /** Another subject, with the playbook's steps for it. */
  | {
      readonly type: "SubjectAdded";
      readonly subject: Subject;
      readonly evidence: readonly ArtefactKind[];
      readonly slowEvidence: readonly ArtefactKind[];
      readonly steps: readonly NewStep[];
      readonly why: string;
    }
  /** A step that no playbook foresaw. Cordon adds one where administrators were split off a list. */
  | ({
      readonly type: "StepAdded";
      readonly why: string;
      /** Whoever asked for what Cordon split: their own step stays theirs to propose, and not to approve. */
      readonly askedBy?: Person;
    } & NewStep)
  | { readonly type: "PlaceRefused"; readonly rung: IncidentPlace["rung"]; readonly reason: string }
  | { readonly type: "PlaceFound"; readonly place: Omit<IncidentPlace, "audience"> }
  | { readonly type: "AudienceRead"; readonly audience: NonNullable<IncidentPlace["audience"]> }
  | { readonly type: "EvidenceKept"; readonly artefact: Artefact }
  | {
      readonly type: "EvidenceMissed";
      readonly kind: ArtefactKind;
      readonly subject?: ObjectId;
      readonly reason: string;
    }
  /** A collector found something that somebody must hear of at once. */
  | {
      readonly type: "AlarmRaised";
      readonly kind: ArtefactKind;
      readonly subject: ObjectId;
      readonly text: string;
    }
  | {
      readonly type: "StepProposed";
      readonly step: StepKey;
      readonly approvalId: string;
      readonly nonce: string;
      readonly plan: Plan;
      readonly planHash: PlanHash;
      readonly proposer: Person;
      readonly epoch: number;
      readonly expiresAt: Instant;
    }
  /** Somebody asked for a new proposal, or for the way back; Cordon does when a deferral or an exception ends. */
  | { readonly type: "StepReopened"; readonly step: StepKey; readonly direction: Direction }
  | { readonly type: "StepNotNeeded"; readonly step: StepKey; readonly seen: string }
  | {
      readonly type: "StepLeftToPeople";
      readonly step: StepKey;
      readonly handle: CardHandle;
      readonly reason: string;
      readonly byHand: string;
      /** Set where nobody may do it alone: no vote reaches this target. */
      readonly never?: true;
    }
  | {
      readonly type: "StepApproved";
      readonly step: StepKey;
      readonly planHash: PlanHash;
      readonly onBehalfOf?: Person;
      readonly accountable?: Person;
      /** One person alone: why, and until when somebody else reviews it. */
      readonly emergency?: { readonly reason: string; readonly reviewBy: Instant };
      /** Set while another vote is needed: until when it must come. */
      readonly expiresAt?: Instant;
      /** Set by the last vote that was needed: the effect isn't requested before. */
      readonly notBefore?: Instant;
    }
  | { readonly type: "VoteWithdrawn"; readonly step: StepKey; readonly approvalId: string }
  /** A vote stopped counting: the person left, or may not decide any more. */
  | {
      readonly type: "VoteVoided";
      readonly step: StepKey;
      readonly voter: Person;
      readonly why: string;
    }
  | { readonly type: "CoolOffWaived"; readonly step: StepKey; readonly approvalId: string }
  | { readonly type: "EmergencyReviewed"; readonly step: StepKey; readonly finding: string }
  | {
      readonly type: "PressRefused";
      readonly step: StepKey;
      readonly approvalId: string;
      readonly code: RefusalCode;
    }
  | { readonly type: "StepDeclined"; readonly step: StepKey; readonly reason: string }
  /** Left out by a person. */
  | {
      readonly type: "StepSkipped";
      readonly step: StepKey;
      readonly handle: CardHandle;
      readonly reason: string;
    }
  | {
      readonly type: "StepDeferred";
      readonly step: StepKey;
      readonly until: Instant;
      readonly reason: string;
    }
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
      /** For a list of targets: the numbers, and the SHA-256 of the file with each target's result. */
      readonly totals?: Totals;
      readonly report?: string;
      /** The first five accounts of a list that aren't observed. */
      readonly misses?: readonly Miss[];
    }
  /** What held doesn't any more: the step is open again. */
  | {
      readonly type: "EffectRegressed";
      readonly step: StepKey;
      readonly seen: string;
      /** Ids of those that hold no more and that undo must leave alone; all where it is left out. */
      readonly items?: readonly string[];
      /** "Karin Lind, Enable account, 03:12 UTC", where the audit log tells. */
      readonly changedBy?: string;
    }
  /** Somebody asked to stop after what is being requested. */
  | { readonly type: "StopAsked"; readonly step: StepKey; readonly approvalId: string }
  /** A secret was locked away for one person; `secret` is its id, never itself. */
  | {
      readonly type: "SecretSealed";
      readonly step: StepKey;
      readonly secret: string;
      readonly label: string;
      readonly to: Person;
    }
  | {
      readonly type: "SecretEnded";
      readonly step: StepKey;
      readonly secret: string;
      readonly how: "revealed" | "expired";
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
  /** Cordon found another owner: by the target, the time or a changed directory. None is left out. */
  | {
      readonly type: "OwnerFound";
      readonly step: StepKey;
      readonly ownership?: Ownership;
      readonly why: string;
    }
  | {
      readonly type: "PeopleCalled";
      readonly step: StepKey;
      readonly rung: Rung;
      readonly people: readonly Person[];
      readonly next?: NextCall;
    }
  /** "I'm on it." */
  | { readonly type: "StepTaken"; readonly step: StepKey }
  | { readonly type: "SuspectNamed"; readonly suspect: Person; readonly reason: string }
  | { readonly type: "SuspectCleared"; readonly suspect: Person; readonly reason: string }
  | { readonly type: "ApprovalsFrozen"; readonly reason: string }
  /** One of the two people whom lifting a freeze takes. */
  | { readonly type: "FreezeLiftVoted" }
  | { readonly type: "FreezeLifted" }
  | { readonly type: "HandoverOffered"; readonly to: Person; readonly handle: CardHandle }
  | { readonly type: "LeadChanged"; readonly lead: Person }
  | {
      readonly type: "DirectoryChanged";
      readonly sha256: string;
      readonly changes: readonly string[];
    }
  | { readonly type: "DirectoryRefused"; readonly sha256: string; readonly problem: string }
  /** What happened to an exception of this incident; its own record has the whole of it. */
  | {
      readonly type: "ExceptionNoted";
      readonly exception: ExceptionId;
      readonly step: StepKey;
      readonly state: ExceptionState;
      /** The entry of the exception's record that this tells of. */
      readonly seq: number;
      readonly what: string;
      readonly text: string;
    }
  /** A person's command that isn't a press on a card; `wish` is its type. */
  | { readonly type: "CommandRefused"; readonly wish: string; readonly code: RefusalCode }
  | { readonly type: "SeverityChanged"; readonly severity: Severity }
  | { readonly type: "PhaseChanged"; readonly phase: Phase }
  | { readonly type: "IncidentClosed"; readonly reason: string; readonly falseAlarm?: true };

/** A fact with its time and its maker, as it stands in the record. */
export type IncidentEvent = IncidentFact & { readonly at: Instant; readonly actor: Actor };

/** The events that concern one step. */
export type StepEvent = Extract<IncidentEvent, { step: unknown }>;
