/** What is compromised, what would be done to it, who voted for that, and what came of it. */
import {
  type Instant,
  type IncidentId,
  type ObjectId,
  type PlanHash,
  type StepKey,
} from "../shared/ids.ts";
import { type Json } from "../shared/canonical-json.ts";
import { type Person } from "./people.ts";

export const subjectKinds = ["user", "service principal", "device", "site"] as const;

export type SubjectKind = (typeof subjectKinds)[number];

/**
 * What is compromised, as it was read when the incident was opened. The id decides; the rest is for people. It is the
 * object id in Entra: of the account, the service principal, the device, or of the group to which a site belongs.
 */
export type Subject = {
  readonly kind: SubjectKind;
  readonly id: ObjectId;
  readonly name: string;
  /** User principal name, app id, device id or site address; shown in Details and in the confirm panel only. */
  readonly address: string;
  /** For people: "member, enabled, cloud-only, Finance". */
  readonly about: string;
};

/** One thing that a plan touches: an account, a rule, a forwarding address. */
export type PlanItem = { readonly id: string; readonly name: string; readonly about: string };

export type Direction = "apply" | "undo";

/** 0 reads, 1 reversible and one account, 2 privileged or many, 3 irreversible or tenant-wide. */
export type Tier = 0 | 1 | 2 | 3;

/** What a target is, as far as it decides who may act on it and how many must agree. */
export const traits = ["guest", "privileged", "global administrator", "responder"] as const;

export type Trait = (typeof traits)[number];

/** Exactly what a step will do. Its canonical JSON is hashed; a vote counts for that hash only. */
export type Plan = {
  readonly incident: IncidentId;
  readonly step: StepKey;
  readonly action: string;
  readonly direction: Direction;
  readonly subject: { readonly kind: SubjectKind; readonly id: ObjectId };
  readonly tier: Tier;
  /** As read for this plan: who becomes an administrator after the vote makes the vote void. */
  readonly traits: readonly Trait[];
  readonly items: readonly PlanItem[];
  readonly parameters: Json;
  /** The state that will be changed, as read: drift in it voids the approval, undo restores it. */
  readonly before: Json;
  /** What shows the state that is destroyed: the vote is for a plan with exactly this evidence (gate G2). */
  readonly evidence?: readonly { readonly kind: ArtefactKind; readonly sha256: string }[];
  /** Set where one step acts on a whole list: then `items` is empty, and the list's SHA-256 is what was approved. */
  readonly targets?: TargetList;
};

/** Up to 10,000 targets of one step, kept as one file of the evidence store under its SHA-256. */
export type TargetList = {
  readonly sha256: string;
  readonly count: number;
  /** Addresses of the first five accounts in the file's order; older plans have none. */
  readonly first?: readonly string[];
  /** Where the list came from: "accounts.csv" or "hunting result". */
  readonly source: string;
  /** What was left out of it and why, with counts. */
  readonly excluded: readonly { readonly why: string; readonly count: number }[];
};

/** What came of a list, in numbers that add up to `of`. */
export type Totals = {
  readonly of: number;
  readonly observed: number;
  readonly notObserved: number;
  readonly failed: number;
  readonly unknown: number;
  /** Never requested, because somebody stopped it. */
  readonly left: number;
};

/** One account of a list that isn't observed, as its card names it. */
export type Miss = {
  readonly account: string;
  readonly state: Exclude<ItemState, "observed"> | "left";
  readonly why: string;
};

/** Kinds of evidence by their code in the step library: E0 to E8, the watch (R6), the spread hunt (P3), the seal (P4). */
export const artefactKinds = [
  "E0",
  "E1",
  "E2",
  "E3",
  "E4",
  "E5",
  "E6",
  "E7",
  "E8",
  "R6",
  "P3",
  "P4",
] as const;

export type ArtefactKind = (typeof artefactKinds)[number];

/** Something kept as evidence. */
export type Artefact = {
  readonly kind: ArtefactKind;
  /** Whose it is; left out for the incident's first subject and for what is nobody's, like the tenant. */
  readonly subject?: ObjectId;
  readonly title: string;
  /** SHA-256 of the file's bytes; also its name in the evidence folder. */
  readonly sha256: string;
  readonly bytes: number;
  /** One sentence with the counts: "3 rules, 1 hidden". Never a secret. */
  readonly summary: string;
  /** False where a query was refused or can't be evaluated; the summary then says which. */
  readonly complete: boolean;
  /** When it was read: from the first question to the last answer. */
  readonly read?: { readonly from: Instant; readonly to: Instant };
  /** What was asked, one line for each question, without secrets: "GET /v1.0/auditLogs/signIns, interactive". */
  readonly asked?: readonly string[];
};

/** Evidence that an incident wants of one subject. */
export type EvidenceNeed = { readonly kind: ArtefactKind; readonly subject: ObjectId };

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
  /** Who asked for it: they may not approve it from tier 2 up. */
  readonly proposer: Person;
  /** The incident's epoch that it was born in; a freeze starts another. */
  readonly epoch: number;
  readonly proposedAt: Instant;
  /** A vote that needs another moves it, never past the plan's lifetime. */
  readonly expiresAt: Instant;
};

export type Vote = {
  readonly by: Person;
  readonly at: Instant;
  readonly planHash: PlanHash;
  /** Set when somebody else than the owner voted: whose decision it was. */
  readonly onBehalfOf?: Person;
  /** Set when a managed provider's person voted: who is accountable. */
  readonly accountable?: Person;
  /** One person alone, in an emergency: why, and until when somebody else reviews it. */
  readonly emergency?: { readonly reason: string; readonly reviewBy: Instant };
};

/** What somebody else found about a vote that one person gave alone. */
export type EmergencyReview = {
  readonly by: Person;
  readonly at: Instant;
  readonly finding: string;
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
  /** For a list of targets: the numbers, and the file with each target's result. */
  readonly totals?: Totals;
  readonly report?: string;
  /** The first five accounts that aren't observed, those that failed before the others; left out where there are none. */
  readonly misses?: readonly Miss[];
  /** Somebody asked to stop after what is being requested. */
  readonly stop?: { readonly by: Person; readonly at: Instant };
  /** What a person saw where Cordon could not tell; gone as soon as Cordon reads it itself. */
  readonly looked?: Looked;
};
