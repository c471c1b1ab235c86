import { isList, isObject, type Json } from "./json.ts";

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

/** One request with its body, as a test may hear of it. A `$batch` is one request: its items are in the body. */
export type RecordedRequest = {
  readonly method: string;
  /** `v1.0`, `beta`, or "" for Exchange and Defender. */
  readonly version: string;
  /** Without version and query. */
  readonly path: string;
  readonly query: string;
  /** Undefined where there was none. Values of members that hold secrets are replaced. */
  readonly body: Json | undefined;
};

/** Called for every request to an API, before it is answered. */
export type RecordBodies = (request: RecordedRequest) => void;

const secretMember = /password$|^secretText$|^temporaryAccessPass$|^access_?token$/i;

/** The body without secrets: their place and type stay, for checking the request's form. */
export const recordedBody = (body: Json | undefined): Json | undefined => {
  if (isList(body)) return body.map((entry) => recordedBody(entry) ?? null);
  if (!isObject(body)) return body;
  const entries = Object.entries(body).map(([name, value]): [string, Json] => {
    const isSecret = typeof value === "string" && secretMember.test(name);
    return [name, isSecret ? "(secret)" : (recordedBody(value) ?? null)];
  });
  return Object.fromEntries(entries);
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
