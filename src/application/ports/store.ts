import { type IncidentEvent } from "../../core/incident/events.ts";
import { type Incident, type Severity } from "../../core/incident/types.ts";
import { type IncidentId, type Instant, type RecordId } from "../../core/shared/ids.ts";
import { type Json } from "../../core/shared/canonical-json.ts";

/** The stream doesn't exist yet: the commit gives the incident its number. */
export const newStream = 0;

/** What workers do. One table holds effects and jobs; `run-step` is the effect. */
export const jobKinds = [
  "find-place",
  "collect-evidence",
  "collect-logs",
  "propose-steps",
  "run-step",
  "observe-step",
  "lapse-step",
  "remind-step",
  "ask-again",
  "find-owners",
  "seal-incident",
  "tell-secret",
  "ask-exception",
  "call-exception",
  "note-exception",
  "end-exception",
  "show-exception",
  "show",
] as const;
export type JobKind = (typeof jobKinds)[number];

/** A job to be done at or after `runAt`. While one with the same key is due, a second isn't added (its runAt becomes the earlier of both, and its attempts count anew). */
export type JobRequest = {
  readonly kind: JobKind;
  /** Whose job it is: an incident's, or an exception's. */
  readonly incident: RecordId;
  readonly key: string;
  readonly payload: Readonly<Record<string, Json>>;
  readonly runAt: Instant;
};

/**
 * A claimed job. `fence` grows with every claim; writes of an older holder are refused. `attempts` counts the claims
 * since the job was last requested, this one too: 1 at the first. Limits and pauses go by it, never by `fence`.
 */
export type ClaimedJob = JobRequest & {
  readonly id: string;
  readonly fence: number;
  readonly attempts: number;
};

/** What a card button refers to: data of the card is only this id and the nonce. */
export type Handle = {
  readonly id: string;
  readonly nonce: string;
  readonly incident?: IncidentId;
  readonly payload: Readonly<Record<string, Json>>;
};

/** An incident as lists show it. */
export type IncidentSummary = {
  readonly id: IncidentId;
  readonly title: string;
  readonly severity: Severity;
  readonly phase: string;
  readonly lead: string;
  readonly openedAt: Instant;
  readonly open: boolean;
  /** Conversation id of the incident's place, without `;messageid=`. Several incidents may share one. */
  readonly conversationId?: string;
};

/** A message that was posted, so that it can be edited in place. `key` is unique in a record. */
export type Post = {
  readonly incident: RecordId;
  readonly key: string;
  readonly conversationId: string;
  readonly activityId: string;
  /** SHA-256 of what was posted last: equal content isn't posted again. */
  readonly digest: string;
};

export type Commit = {
  readonly incident: IncidentId;
  /** Number of events that the decision was made on; `newStream` for the first. */
  readonly expectedVersion: number;
  readonly events: readonly IncidentEvent[];
  /** The state after these events: stored as snapshot, and for lists. */
  readonly state: Incident;
  readonly jobs: readonly JobRequest[];
  readonly handles: readonly Handle[];
  /** Key of the message that caused it: a second commit with the same key is a duplicate. */
  readonly once?: string;
  /** When made by a worker: the job whose fence must still hold, in the same transaction. */
  readonly claim?: { readonly id: string; readonly fence: number };
};

/** conflict: somebody else was first, load again · duplicate: `once` was committed before · fenced: the lease was lost. */
export type Committed =
  | { readonly kind: "committed"; readonly root: string }
  | { readonly kind: "conflict" | "duplicate" | "fenced" };

/** One line of the record with its place in the hash chain. */
export type RecordedEvent = {
  readonly seq: number;
  readonly event: IncidentEvent;
  readonly hash: string;
};

/** The event store with everything that must commit together with an event. All methods throw on a store that is down. */
export type Store = {
  /** The next free incident number; two callers may get the same, the commit then says `conflict`. */
  nextNumber(): Promise<number>;
  /** State from the snapshot and the events after it; undefined where there is none. */
  load(incident: IncidentId): Promise<Incident | undefined>;
  /** Entries in order, from seq `from` (1 is the first). */
  events(incident: IncidentId, from?: number): Promise<readonly RecordedEvent[]>;
  commit(commit: Commit): Promise<Committed>;
  list(filter: { open?: boolean; conversationId?: string }): Promise<readonly IncidentSummary[]>;
  handle(id: string): Promise<Handle | undefined>;
  saveHandle(handle: Handle): Promise<void>;
  posts(incident: RecordId): Promise<readonly Post[]>;
  savePost(post: Post): Promise<void>;
  /** A small value kept over restarts; undefined where it was never saved. */
  setting(name: string): Promise<string | undefined>;
  saveSetting(name: string, value: string): Promise<void>;
  /** Checks the hash chain of an incident from its first entry; returns the seq of the first bad one. */
  verify(
    incident: IncidentId,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly seq: number }>;
};

/** The queue in the same database. */
export type Queue = {
  /** Adds jobs outside a commit. */
  enqueue(jobs: readonly JobRequest[]): Promise<void>;
  /** Claims the next due job with a lease, oldest runAt first; expired leases are due again. Kinds in `skip` stay where they are. */
  claim(now: Instant, leaseMs: number, skip?: readonly JobKind[]): Promise<ClaimedJob | undefined>;
  /** Ends a job; false where the fence no longer holds. */
  finish(job: ClaimedJob): Promise<boolean>;
  /** Puts a job back with a reason, to run at `runAt`. */
  retry(job: ClaimedJob, runAt: Instant, reason: string): Promise<boolean>;
  /** Gives up on a job and keeps it for people to see. */
  bury(job: ClaimedJob, reason: string): Promise<boolean>;
  extend(job: ClaimedJob, now: Instant, leaseMs: number): Promise<boolean>;
  /** Calls back when a commit added jobs in this process (PostgreSQL: in any). Returns the way to stop. */
  onWork(callback: () => void): () => void;
  /** When the earliest waiting job of another kind than these is due; undefined where none waits. */
  nextDue(skip?: readonly JobKind[]): Promise<Instant | undefined>;
  buried(): Promise<readonly { readonly job: JobRequest; readonly reason: string }[]>;
};
