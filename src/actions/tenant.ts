/** The services of the tenant as actions see them: ports, and the one fault that they throw. */
import { type Json } from "../core/shared/canonical-json.ts";

/** An answer of Microsoft Graph or of Exchange: the status, the parsed body and its request id. */
export type Answer = {
  readonly status: number;
  readonly body: unknown;
  readonly requestId: string;
};

/**
 * Why a call gave no answer that can be used.
 *
 * refused: 400, 403, 409 … and nothing changed · not found: 404 · identity: the token or the app
 * was refused · throttled: 429, try after `retryAfterMs` · unavailable: 503 and other 5xx, the change may or may
 * not have been made · no answer: timeout or broken connection, likewise unknown.
 */
export type FaultKind =
  "refused" | "not found" | "identity" | "throttled" | "unavailable" | "no answer";

/** Thrown by every port to the tenant. `message` is fit for Details; it holds no token and no body. */
export class TenantFault extends Error {
  override readonly name = "TenantFault";
  readonly kind: FaultKind;
  readonly status: number | undefined;
  readonly code: string;
  readonly requestId: string;
  readonly retryAfterMs: number | undefined;
  constructor(
    message: string,
    facts: {
      kind: FaultKind;
      status?: number | undefined;
      code: string;
      requestId: string;
      retryAfterMs?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(message, { cause: facts.cause });
    this.kind = facts.kind;
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** Microsoft Graph. Paths start with the version, for example `/v1.0/users/{id}`. Throws TenantFault. */
export type Graph = {
  get(path: string): Promise<Answer>;
  /** Follows `@odata.nextLink` verbatim to the end and returns all values, at most `limit` (default 1,000). */
  list(
    path: string,
    limit?: number,
  ): Promise<{ readonly values: readonly unknown[]; readonly complete: boolean }>;
  post(path: string, body: Json): Promise<Answer>;
  patch(path: string, body: Json): Promise<Answer>;
  delete(path: string): Promise<Answer>;
};

/** Many requests to Microsoft Graph at once. */
export type GraphBatch = {
  /**
   * Sends requests of a list, 20 to a `$batch`, inside the service's budget: an item that is throttled waits for its own
   * Retry-After and goes again, at most 5 times, and only that item. `onAnswers` hears of each batch as it comes
   * back; when it returns false nothing more is sent, and the rest is missing from the answers. Never throws for an
   * item; throws TenantFault where no batch can be sent at all (no token).
   */
  batch(
    requests: readonly BatchRequest[],
    onAnswers?: (answers: readonly BatchAnswer[]) => boolean | Promise<boolean>,
  ): Promise<readonly BatchAnswer[]>;
};

/** One request of a `$batch`; `id` is the caller's, unique in the call. */
export type BatchRequest = {
  readonly id: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** As in `get`: starts with the version, which is the same for all requests of one call. */
  readonly path: string;
  readonly body?: Json;
};

/** One item's answer, or why there is none. */
export type BatchAnswer = { readonly id: string } & (
  { readonly answer: Answer } | { readonly fault: TenantFault }
);

/** Exchange Online's admin cmdlets, for what Graph lacks. Throws TenantFault; `unsupported` where the operator left it off. */
export type Exchange = {
  readonly available: boolean;
  invoke(cmdlet: string, parameters: Readonly<Record<string, Json>>): Promise<readonly unknown[]>;
};

/** Microsoft Defender for Endpoint, under its own host, token and budget. Paths start with `/api/`. Throws TenantFault. */
export type Defender = {
  get(path: string): Promise<Answer>;
  /** Follows `@odata.nextLink` to the end; at most `limit` values (default 1,000). */
  list(
    path: string,
    limit?: number,
  ): Promise<{ readonly values: readonly unknown[]; readonly complete: boolean }>;
  post(path: string, body: Json): Promise<Answer>;
  delete(path: string): Promise<Answer>;
};
