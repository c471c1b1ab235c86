/**
 * The words of an incident.
 *
 * incident: one declared security incident · subject: what is compromised, by object id ·
 * step: one row of the playbook inside an incident · plan: exactly what a step will do ·
 * approval: a vote by one person on one plan · effect: the change that follows from it ·
 * entry: one line of the running log, one event.
 */
import {
  type ExceptionId,
  type Instant,
  type IncidentId,
  type ObjectId,
  type StepKey,
} from "../shared/ids.ts";
import { type Person, type Ownership, type StepClock } from "./people.ts";
import {
  type Subject,
  type Direction,
  type ArtefactKind,
  type Artefact,
  type EvidenceNeed,
  type Outcome,
  type CardHandle,
  type Plan,
  type Proposal,
  type Vote,
  type EmergencyReview,
  type Looked,
  type Effect,
} from "./plan.ts";

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
  /** May one person run it alone in an emergency, on an account without privileges? */
  readonly emergency: boolean;
  /** Whose step it is; left out for the incident's first subject. */
  readonly subject?: ObjectId;
  /** A manual check: people do it and say what they saw, and Cordon never requests anything. */
  readonly check?: true;
  /** Minutes after the request at which it is read again. */
  readonly looksAgain?: readonly number[];
  /** The value that the action needs besides its subject, in its canonical spelling. */
  readonly input?: string;
  /** The list of targets as it was given, for one step over many accounts. */
  readonly list?: GivenList;
};

/** A list that somebody gave: kept as evidence, before it was read against the tenant. */
export type GivenList = {
  readonly sha256: string;
  readonly count: number;
  /** "accounts.csv" or "hunting result". */
  readonly source: string;
};

/** A secret of a step: where it lies, for whom, and whether it was shown. Never the secret. */
export type StepSecret = {
  readonly id: string;
  readonly label: string;
  readonly to: Person;
  readonly at: Instant;
  readonly ended?: { readonly how: "revealed" | "expired"; readonly at: Instant };
};

/** Where a step stands. Each state owns only its own facts. */
export type StepStatus =
  /** `undo` when somebody asked for the way back of what was observed. */
  | {
      readonly kind: "not started";
      readonly direction: Direction;
      /** It comes up at once, ahead of the playbook's queue: somebody asked for it, or it was up before. */
      readonly ahead?: true;
    }
  | { readonly kind: "waiting"; readonly proposal: Proposal; readonly votes: readonly Vote[] }
  | {
      readonly kind: "approved";
      readonly proposal: Proposal;
      readonly votes: readonly Vote[];
      /** Not requested before: the end of the cool-off of tier 3, or the moment when two people waived it. */
      readonly notBefore: Instant;
      readonly waivedBy: readonly Person[];
    }
  | {
      readonly kind: "running";
      readonly proposal: Proposal;
      readonly votes: readonly Vote[];
      readonly effect: Effect;
    }
  | {
      readonly kind: "settled";
      readonly proposal: Proposal;
      readonly votes: readonly Vote[];
      readonly effect: Effect & { readonly outcome: Outcome; readonly settledAt: Instant };
    }
  | {
      readonly kind: "declined";
      readonly proposal: Proposal;
      readonly by: Person;
      readonly at: Instant;
      readonly reason: string;
    }
  /** Put off by a decider until a time; then it is proposed anew. */
  | {
      readonly kind: "deferred";
      readonly proposal: Proposal;
      readonly by: Person;
      readonly at: Instant;
      readonly until: Instant;
      readonly reason: string;
    }
  | { readonly kind: "lapsed"; readonly proposal: Proposal; readonly at: Instant }
  | { readonly kind: "not needed"; readonly at: Instant; readonly seen: string }
  /** Left out by a person who may, and why. */
  | {
      readonly kind: "skipped";
      /** Brings it back. */
      readonly handle: CardHandle;
      readonly by: Person;
      readonly at: Instant;
      readonly reason: string;
    }
  | {
      readonly kind: "by hand";
      readonly handle: CardHandle;
      readonly at: Instant;
      readonly reason: string;
      readonly byHand: string;
      /** Nobody may do it alone: no vote reaches this target, and no clock runs for it. */
      readonly never?: true;
      /** Who chose to do it by hand; left out where Cordon can't do it. */
      readonly by?: Person;
      /** What a person saw after doing it. */
      readonly looked?: Looked;
    };

export type Step = {
  readonly definition: StepDefinition;
  readonly number: number;
  readonly ownership: Ownership | undefined;
  /** Who asked for it last: its proposer. */
  readonly askedBy: Person;
  readonly status: StepStatus;
  /** Set while people are waited for. */
  readonly clock: StepClock | undefined;
  /** Presses that were refused and noted, so that a repetition isn't noted again. */
  readonly refused: readonly string[];
  /** What held and doesn't any more: when it was read so, and who changed it where the audit log tells. */
  readonly regressed:
    { readonly at: Instant; readonly seen: string; readonly changedBy?: string } | undefined;
  /** Secrets that it made, the last one last. */
  readonly secrets: readonly StepSecret[];
  /** Plans that were observed, oldest first, each with the items that are its to give back: what undo restores. */
  readonly done: readonly Plan[];
  /** Ids of their items that were refused, or seen not to hold, and not contained since: undo leaves them alone. */
  readonly lost: readonly string[];
  /** The last vote that one person gave alone, and its review. */
  readonly emergency:
    | {
        readonly vote: Vote;
        readonly review: EmergencyReview | undefined;
        /** Who was told when the review was due; nobody before. */
        readonly called: readonly Person[];
      }
    | undefined;
};

/** An accepted risk as the incident knows it; the register has the whole of it. */
export type KnownException = {
  readonly id: ExceptionId;
  readonly step: StepKey;
  readonly state: ExceptionState;
  /** The last entry of its own record that this incident knows. */
  readonly seq: number;
};

export const exceptionStates = ["asked for", "in force", "expired", "closed"] as const;

/** "asked for" has no accountable owner yet. */
export type ExceptionState = (typeof exceptionStates)[number];

/** Somebody who may decide nothing in an incident, and who said so. */
export type Suspect = Person & { readonly namedBy: Person };

/** The lead's offer to hand over; responsibility moves on the press, not on the post. */
export type Handover = {
  readonly to: Person;
  readonly from: Person;
  readonly at: Instant;
  readonly handle: CardHandle;
  readonly taken?: Instant;
};

/** Where the incident is talked about, and by which rung of the ladder it was found. */
export type IncidentPlace = {
  readonly rung: "standard channel" | "group chat" | "home conversation";
  readonly conversationId: string;
  readonly name: string;
  readonly audience: Audience | undefined;
  /** A subject joined since it was read: whether they read here isn't known yet. */
  readonly joinedSince?: true;
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
  /** The worst it ever was: steps are routed by it, so that routing never gets weaker. */
  readonly worst: Severity;
  readonly phase: Phase;
  readonly lead: Person;
  readonly seen: string;
  readonly subjects: readonly Subject[];
  readonly openedAt: Instant;
  readonly openedBy: Person;
  readonly place: IncidentPlace | undefined;
  /** Snapshots that must be kept, or be known to be missing, before a subject is contained. */
  readonly evidence: readonly EvidenceNeed[];
  /** Evidence that takes its time; nothing reversible waits for it. */
  readonly slowEvidence: readonly EvidenceNeed[];
  /** What a step that was added destroys and no snapshot has; only the steps that need it wait for it. */
  readonly stepEvidence: readonly EvidenceNeed[];
  readonly artefacts: readonly Artefact[];
  readonly missedEvidence: readonly EvidenceNeed[];
  readonly steps: readonly Step[];
  /** People who may decide nothing here, besides the subjects. */
  readonly suspects: readonly Suspect[];
  /** Who named a suspect votes on nothing here any more, also after the suspect was cleared. */
  readonly namers: readonly Person[];
  readonly exceptions: readonly KnownException[];
  /** Was an effect ever requested? Then it is no false alarm any more. */
  readonly effectRequested: boolean;
  /** Grows with every freeze; what was born in an older one counts no more. */
  readonly epoch: number;
  /** While it stands nothing is proposed, approved or requested. */
  readonly frozen:
    | {
        readonly by: Person;
        readonly at: Instant;
        readonly reason: string;
        readonly lifts: readonly Person[];
      }
    | undefined;
  readonly handover: Handover | undefined;
  /** SHA-256 of the directory that the owners were resolved from last. */
  readonly directory: string | undefined;
  /** Commands that were refused and noted, so that a repetition isn't noted again. */
  readonly refused: readonly string[];
  readonly closed:
    { readonly at: Instant; readonly by: Person; readonly reason: string } | undefined;
  /** Number of events folded into this state. */
  readonly version: number;
};
