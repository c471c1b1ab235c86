/** One request as the log keeps it: no headers but the id, no body, no query values of sign-in. */
export type RequestEntry = {
  readonly method: string;
  /** With version, without query. */
  readonly path: string;
  /** The query as it came, "" when there was none. */
  readonly query: string;
  /** 0 when the socket was torn down without an answer. */
  readonly status: number;
  /** When it came, ISO 8601. */
  readonly at: string;
  readonly durationMs: number;
  readonly clientRequestId: string | null;
  /** Whether it was an item of a batch. */
  readonly inBatch: boolean;
};

/** The newest requests, oldest first. */
export type RequestLog = {
  readonly add: (entry: RequestEntry) => void;
  readonly entries: () => readonly RequestEntry[];
  readonly clear: () => void;
};

/** Enough for a test of 10,000 targets; older requests are dropped. */
const limit = 50_000;

/** An empty log. */
export const makeRequestLog = (): RequestLog => {
  let entries: RequestEntry[] = [];
  return {
    add: (entry) => {
      entries.push(entry);
      if (entries.length > limit) entries = entries.slice(-limit / 2);
    },
    entries: () => entries,
    clear: () => {
      entries = [];
    },
  };
};
