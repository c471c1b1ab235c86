/** How answers and broken connections become a TenantFault, for Graph and Exchange alike. */
import { z } from "zod/v4";
import { type FaultKind, TenantFault } from "../../actions/tenant.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { retryAfterMs } from "../retry-after.ts";

/** What a call was, for the fault's message: never its query, which may hold names. */
export type CallName = {
  /** "Microsoft Graph" or "Exchange Online". */
  readonly service: string;
  /** For example `PATCH /v1.0/users/1a2b`, or the cmdlet. */
  readonly call: string;
  readonly requestId: string;
};

/** A bad answer. */
export type BadAnswer = {
  readonly status: number;
  readonly code: string;
  readonly retryAfter: string | null;
  readonly now: Instant;
};

const kindOf = (status: number): FaultKind => {
  if (status === 401) return "identity";
  if (status === 404) return "not found";
  if (status === 429) return "throttled";
  return status >= 500 ? "unavailable" : "refused";
};

const inner: z.ZodType<{ code?: string | undefined; innerError?: unknown; innererror?: unknown }> =
  z.looseObject({
    code: z.string().optional(),
    innerError: z.unknown().optional(),
    innererror: z.unknown().optional(),
  });

/** An error code as it may be shown: what isn't an identifier is left out. */
export const cleanCode = (code: string): string =>
  /^[\w.:-]{1,80}$/.test(code) ? code : "UnknownError";

/** The most specific code of Graph's nested errors (Graph errors: walk the inner errors). */
export const innermostCode = (body: unknown): string => {
  const envelope = z.looseObject({ error: z.unknown() }).safeParse(body);
  let found = "UnknownError";
  let next: unknown = envelope.success ? envelope.data.error : undefined;
  // Graph nests two or three deep; ten is more than enough and ends what doesn't.
  for (let depth = 0; depth < 10; depth += 1) {
    const parsed = inner.safeParse(next);
    if (!parsed.success) break;
    if (parsed.data.code !== undefined) found = parsed.data.code;
    next = parsed.data.innerError ?? parsed.data.innererror;
  }
  return cleanCode(found);
};

/** The fault of an answer that isn't a 2xx. */
export const answerFault = (name: CallName, answer: BadAnswer): TenantFault => {
  const { status, code } = answer;
  return new TenantFault(`${name.service} answered ${status} ${code} to ${name.call}`, {
    kind: kindOf(status),
    status,
    code,
    requestId: name.requestId,
    retryAfterMs: retryAfterMs(answer.retryAfter, answer.now),
  });
};

/** The fault of an answer that says 2xx and can't be read: the change may have been made. */
export const unreadableFault = (name: CallName, cause?: unknown): TenantFault =>
  new TenantFault(`${name.service} answered ${name.call} with something unreadable`, {
    kind: "unavailable",
    code: "UnreadableAnswer",
    requestId: name.requestId,
    cause,
  });

const thrown = z.looseObject({
  name: z.string().optional(),
  code: z.unknown(),
  cause: z.unknown(),
});

/** Why a connection broke, for example `ECONNRESET`: undici puts the reason into `cause`, sometimes twice. */
const connectionCode = (caught: unknown): string => {
  const parsed = thrown.safeParse(caught);
  if (!parsed.success) return "NoAnswer";
  const { name, code, cause } = parsed.data;
  if (name === "TimeoutError" || name === "AbortError") return "Timeout";
  return typeof code === "string" ? cleanCode(code) : connectionCode(cause);
};

/** The fault of a call without a whole answer: it may have arrived all the same. */
export const silenceFault = (name: CallName, caught: unknown): TenantFault => {
  const code = connectionCode(caught);
  return new TenantFault(`No answer from ${name.service} to ${name.call} (${code})`, {
    kind: "no answer",
    code,
    requestId: name.requestId,
    cause: caught,
  });
};
