/**
 * The words of an incident.
 *
 * incident: one declared security incident · subject: what is compromised, by object id ·
 * step: one row of the playbook inside an incident · plan: exactly what a step will do ·
 * approval: a vote by one person on one plan · effect: the change that follows from it ·
 * entry: one line of the running log, one event.
 */
import {
  type Instant,
  type IncidentId,
  type ObjectId,
  type PlanHash,
  type StepKey,
} from "../shared/ids.ts";
import { type Json } from "../shared/canonical-json.ts";

export const severities = ["sev1", "sev2", "sev3", "sev4"] as const;
export type Severity = (typeof severities)[number];

/** Phases of NIST SP 800-61, in order. */
export const phases = [
  "preparation",
  "detection",
  "containment",
  "eradication",
  "recovery",
  "post-incident",
] as const;
export type Phase = (typeof phases)[number];

/** A person of the response, from the directory file or from Entra. */
export type Person = { readonly id: ObjectId; readonly name: string };

/** Who made an event: a person, or Cordon itself. */
export type Actor =
  | { readonly kind: "person"; readonly id: ObjectId; readonly name: string }
  | { readonly kind: "cordon" };

export const subjectKinds = ["user", "service principal"] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** What is compromised, as it was read when the incident was opened. The id decides; the rest is for people. */
export type Subject = {
  readonly kind: SubjectKind;
  readonly id: ObjectId;
  readonly name: string;
  /** User principal name or app id; shown in Details and in the confirm panel only. */
  readonly address: string;
  /** For people: "member, enabled, cloud-only, Finance". */
  readonly about: string;
};

/** One thing that a plan touches: an account, a rule, a forwarding address. */
export type PlanItem = { readonly id: string; readonly name: string; readonly about: string };

export type Direction = "apply" | "undo";

/** Exactly what a step will do. Its canonical JSON is hashed; a vote counts for that hash only. */
export type Plan = {
  readonly incident: IncidentId;
  readonly step: StepKey;
  readonly action: string;
  readonly direction: Direction;
  readonly subject: { readonly kind: SubjectKind; readonly id: ObjectId };
  readonly items: readonly PlanItem[];
  readonly parameters: Json;
  /** The state that will be changed, as read: drift in it voids the approval, undo restores it. */
  readonly before: Json;
};

/** How far the snapshot kinds are called in the step library (containment, E0 to E3). */
export const artefactKinds = ["E0", "E1", "E2", "E3"] as const;
export type ArtefactKind = (typeof artefactKinds)[number];

/** Something kept as evidence before anything changes. */
export type Artefact = {
  readonly kind: ArtefactKind;
  readonly title: string;
  /** SHA-256 of the file's bytes; also its name in the evidence folder. */
  readonly sha256: string;
  readonly bytes: number;
  /** One sentence with the counts: "3 rules, 1 hidden". Never a secret. */
  readonly summary: string;
  /** False where a query was refused or can't be evaluated; the summary then says which. */
  readonly complete: boolean;
};

/** A row of the playbook as it was when the incident was opened. */
export type StepDefinition = {
  readonly key: StepKey;
  /** Id of the action in the catalogue. */
  readonly action: string;
  /** The library's code, for example C3. */
  readonly code: string;
  readonly title: string;
  readonly team: string;
  readonly phase: Phase;
  readonly why: string;
  /** Steps that must be settled before this one is proposed. */
  readonly after: readonly StepKey[];
  readonly needsEvidence: readonly ArtefactKind[];
  /** Does the action know a way back? */
  readonly undoable: boolean;
};

/** Who decides a step: one accountable owner, and the deputies who may stand in. */
export type Ownership = { readonly owner: Person; readonly deputies: readonly Person[] };

export type ItemState = "observed" | "not observed" | "failed" | "unknown";
export type ItemOutcome = { readonly id: string; readonly state: ItemState; readonly why: string };

/** What came of an effect, never a guess from a 2xx. */
export type Outcome = "observed" | "partly observed" | "not observed" | "failed" | "unknown";

/** What a button carries: an opaque id and a one-time value, nothing else. */
export type CardHandle = { readonly id: string; readonly nonce: string };

/** A proposal that waits for a vote. */
export type Proposal = {
  readonly approvalId: string;
  readonly nonce: string;
  readonly plan: Plan;
  readonly planHash: PlanHash;
  readonly proposedAt: Instant;
  readonly expiresAt: Instant;
};

export type Vote = {
  readonly by: Person;
  readonly at: Instant;
  readonly planHash: PlanHash;
  /** Set when a deputy voted: whose decision it was. */
  readonly onBehalfOf?: Person;
};

/** What a person saw where Cordon could not tell or did not act. */
export type Looked = {
  readonly by: Person;
  readonly at: Instant;
  readonly outcome: "observed" | "not observed" | "unknown";
  readonly seen: string;
};

export type Effect = {
  readonly requestedAt: Instant;
  readonly acceptedAt?: Instant;
  readonly settledAt?: Instant;
  readonly outcome?: Outcome;
  readonly items: readonly ItemOutcome[];
  readonly seen: string;
  /** Until when access may remain although the effect was observed. */
  readonly residualUntil?: Instant;
  /** What a person saw where Cordon could not tell; gone as soon as Cordon reads it itself. */
  readonly looked?: Looked;
};

/** Where a step stands. Each state owns only its own facts. */
export type StepStatus =
  /** `undo` when somebody asked for the way back of what was observed. */
  | { readonly kind: "not started"; readonly direction: Direction }
  | { readonly kind: "waiting"; readonly proposal: Proposal }
  | { readonly kind: "approved"; readonly proposal: Proposal; readonly vote: Vote }
  | {
      readonly kind: "running";
      readonly proposal: Proposal;
      readonly vote: Vote;
      readonly effect: Effect;
    }
  | {
      readonly kind: "settled";
      readonly proposal: Proposal;
      readonly vote: Vote;
      readonly effect: Effect & { readonly outcome: Outcome; readonly settledAt: Instant };
    }
  | {
      readonly kind: "declined";
      readonly proposal: Proposal;
      readonly by: Person;
      readonly at: Instant;
      readonly reason: string;
    }
  | { readonly kind: "lapsed"; readonly proposal: Proposal; readonly at: Instant }
  | { readonly kind: "not needed"; readonly at: Instant; readonly seen: string }
  | {
      readonly kind: "by hand";
      readonly handle: CardHandle;
      readonly at: Instant;
      readonly reason: string;
      readonly byHand: string;
      /** What a person saw after doing it. */
      readonly looked?: Looked;
    };

export type Step = {
  readonly definition: StepDefinition;
  readonly number: number;
  readonly ownership: Ownership | undefined;
  readonly status: StepStatus;
  /** Presses that were refused and noted, so that a repetition isn't noted again. */
  readonly refused: readonly string[];
  /** The last plan that was observed in the tenant: what undo restores. */
  readonly done: Proposal | undefined;
};

/** Where the incident is talked about, and by which rung of the ladder it was found. */
export type IncidentPlace = {
  readonly rung: "standard channel" | "group chat" | "home conversation";
  readonly conversationId: string;
  readonly name: string;
  readonly audience: Audience | undefined;
};

/** Who can read the place. Guests and outsiders are named. */
export type Audience = {
  readonly place: string;
  readonly members: number;
  readonly guests: readonly string[];
  readonly outsiders: readonly string[];
  readonly subjectsAmong: readonly string[];
};

export type Incident = {
  readonly id: IncidentId;
  readonly playbook: string;
  readonly title: string;
  readonly severity: Severity;
  readonly phase: Phase;
  readonly lead: Person;
  readonly seen: string;
  readonly subjects: readonly Subject[];
  readonly openedAt: Instant;
  readonly openedBy: Person;
  readonly place: IncidentPlace | undefined;
  /** Snapshot kinds that must be kept, or be known to be missing, before containment is proposed. */
  readonly evidence: readonly ArtefactKind[];
  readonly artefacts: readonly Artefact[];
  readonly missedEvidence: readonly ArtefactKind[];
  readonly steps: readonly Step[];
  readonly closed:
    { readonly at: Instant; readonly by: Person; readonly reason: string } | undefined;
  /** Number of events folded into this state. */
  readonly version: number;
};
