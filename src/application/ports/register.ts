import { type ExceptionEvent } from "../../core/exceptions/events.ts";
import { type Exception } from "../../core/exceptions/types.ts";
import { type ExceptionState } from "../../core/incident/types.ts";
import { type ExceptionId, type IncidentId } from "../../core/shared/ids.ts";
import { type Handle, type JobRequest } from "./store.ts";

export type RegisterCommit = {
  readonly exception: ExceptionId;
  /** Number of events that the decision was made on; 0 for the first. */
  readonly expectedVersion: number;
  readonly events: readonly ExceptionEvent[];
  readonly state: Exception;
  readonly jobs: readonly JobRequest[];
  readonly handles: readonly Handle[];
  readonly once?: string;
  /** Made by a worker: the job whose fence must still hold, in the same transaction. */
  readonly claim?: { readonly id: string; readonly fence: number };
};

/** conflict: somebody else was first, or the number is taken · duplicate: `once`, or the declined proposal, has one already · fenced: the lease was lost. */
export type RegisterCommitted = {
  readonly kind: "committed" | "conflict" | "duplicate" | "fenced";
};

export type RecordedExceptionEvent = {
  readonly seq: number;
  readonly event: ExceptionEvent;
  readonly hash: string;
};

/** The register of exceptions: an event stream for each, hash-chained like an incident's. All methods throw on a store that is down. */
export type Register = {
  /** The next free number; two callers may get the same, the commit then says `conflict`. */
  nextNumber(): Promise<number>;
  load(exception: ExceptionId): Promise<Exception | undefined>;
  events(exception: ExceptionId): Promise<readonly RecordedExceptionEvent[]>;
  commit(commit: RegisterCommit): Promise<RegisterCommitted>;
  /** By state and incident; all of them where nothing is asked for. Newest first. */
  list(filter: {
    readonly states?: readonly ExceptionState[];
    readonly incident?: IncidentId;
  }): Promise<readonly Exception[]>;
  /** Checks the hash chain from its first entry; returns the seq of the first bad one. */
  verify(
    exception: ExceptionId,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly seq: number }>;
};
