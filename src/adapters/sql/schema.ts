import { type ColumnType, type Kysely } from "kysely";

/**
 * The tables, as both engines have them.
 *
 * Texts that people or the tenant can choose lie inside JSON: JSON escapes NUL, which PostgreSQL
 * refuses in a text column and at which libsql 0.5.29 cuts a text when reading it. Instants are
 * text of the form 2026-01-31T10:00:00.000Z, so that their order is the order of the text.
 */
export type Schema = {
  incidents: {
    id: string;
    number: number;
    opened_at: string;
    open: number;
    conversation_id: string | null;
    summary: string;
  };
  /** `root` is the hash of the entry with seq = version; `shape` that of `state`, 0 for the first one. */
  snapshots: { incident: string; version: number; root: string; state: string; shape: number };
  events: {
    incident: string;
    seq: number;
    at: string;
    type: string;
    /** Canonical JSON of the event: the very text that was hashed. */
    payload: string;
    prev: string;
    hash: string;
  };
  /** The register of exceptions: the head of each one's record, and its state. */
  exceptions: {
    id: string;
    number: number;
    /** Of the declined step that it comes from. */
    incident: string | null;
    /** The declined proposal: one exception for each. */
    approval: string | null;
    state: string;
    /** 0 once it is closed. */
    open: number;
    /** Null until somebody accepts it. */
    expires_at: string | null;
    version: number;
    root: string;
    snapshot: string;
  };
  exception_events: {
    exception: string;
    seq: number;
    at: string;
    type: string;
    payload: string;
    prev: string;
    hash: string;
  };
  jobs: {
    /** PostgreSQL answers 64-bit numbers as text. */
    id: ColumnType<number | string, never, never>;
    kind: string;
    key: string;
    incident: string;
    payload: string;
    run_at: string;
    status: "due" | "claimed" | "buried";
    /** Fencing number: grows with every claim of the row and never goes back. */
    fence: number;
    /** Claims since the job was last requested. */
    attempts: number;
    lease_until: string | null;
    last_error: string | null;
  };
  handles: { id: string; nonce: string; incident: string | null; payload: string };
  posts: {
    incident: string;
    key: string;
    conversation_id: string;
    activity_id: string;
    digest: string;
  };
  /** How far each target of a list is; `plan_hash` is that of the approved plan. */
  targets: {
    incident: string;
    step: string;
    plan_hash: string;
    target: string;
    state: string;
    why: string;
    request_id: string;
    at: string;
  };
  /** Keys of messages that were committed, so that a repeated one isn't committed again. */
  inbound: { key: string; incident: string; version: number };
  settings: { name: string; value: string };
  /** Encrypted, for one person. `facts` is JSON; `sealed` is null as soon as it was read or its time is over. */
  secrets: {
    id: string;
    incident: string;
    step: string;
    approval: string | null;
    person: string;
    facts: string;
    /** SHA-256 of the one-time token. */
    token_hash: string;
    sealed: string | null;
    state: "sealed" | "revealed" | "expired" | "discarded";
    sealed_at: string;
    expires_at: string;
    ended_at: string | null;
  };
  migrations: { number: number; name: string; applied_at: string };
};

export type Db = Kysely<Schema>;

/** The two engines behind the same Kysely code. */
export type Engine = "sqlite" | "postgres";
