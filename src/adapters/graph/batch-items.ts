/** The wire form of `$batch`: 20 requests out, their answers back in any order (Graph json-batching). */
import { z } from "zod/v4";
import {
  type Answer,
  type BatchAnswer,
  type BatchRequest,
  type TenantFault,
} from "../../actions/tenant.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Instant } from "../../core/shared/ids.ts";
import {
  answerFault,
  type CallName,
  innermostCode,
  silenceFault,
  unreadableFault,
} from "../microsoft/faults.ts";

/** Graph's limit of requests in one batch. */
export const mostInBatch = 20;

const versions = /^\/(v1\.0|beta)(?=\/)/;

/** The version of a path, which the batch's own address carries. */
const versionOf = ({ path }: BatchRequest): string => {
  const version = versions.exec(path)?.[1];
  if (version === undefined || /\/\.{1,2}([/?]|$)/.test(path)) {
    throw new Error(`not a path of Graph: ${path.split("?")[0] ?? ""}`);
  }
  return version;
};

/**
 * The version of all requests. Throws where they have different ones, and for an id that is there twice: Graph compares
 * ids without regard to case and refuses the whole batch.
 */
export const checkRequests = (requests: readonly BatchRequest[]): string => {
  const ids = new Set(requests.map(({ id }) => id.toLowerCase()));
  if (ids.size !== requests.length) throw new Error("an id is twice in a batch");
  const [version = "v1.0", other] = new Set(requests.map(versionOf));
  if (other !== undefined) throw new Error("a batch has one version of Graph");
  return version;
};

/** A POST without a body is sent with an empty one: `Content-Type` must be there, and goes with a body only. */
const bodyOf = ({ method, body }: BatchRequest): Json | undefined =>
  body ?? (method === "POST" ? {} : undefined);

/** The body of the batch. */
export const batchBody = (requests: readonly BatchRequest[]): Json => ({
  requests: requests.map((request) => {
    const { id, method, path } = request;
    const body = bodyOf(request);
    const head = { id, method, url: path.replace(versions, "") };
    return body === undefined
      ? head
      : { ...head, headers: { "Content-Type": "application/json" }, body };
  }),
});

const item = z.looseObject({
  id: z.string(),
  status: z.int(),
  headers: z.record(z.string(), z.unknown()).nullish(),
  body: z.unknown(),
});
const responses = z.looseObject({ responses: z.array(z.unknown()) });

const headerOf = (headers: Readonly<Record<string, unknown>>, name: string): string | null => {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof found === "string" || typeof found === "number" ? String(found) : null;
};

const nameOf = ({ method, path }: BatchRequest, requestId: string): CallName => ({
  service: "Microsoft Graph",
  call: `${method} ${path.split("?")[0] ?? ""} in a batch`,
  requestId,
});

const answerOf = (
  request: BatchRequest,
  found: z.infer<typeof item>,
  outer: { readonly requestId: string; readonly now: Instant },
): BatchAnswer => {
  const { id } = request;
  const { status, body = null } = found;
  const headers = found.headers ?? {};
  const requestId = headerOf(headers, "request-id") ?? outer.requestId;
  if (status >= 200 && status < 300) return { id, answer: { status, body, requestId } };
  const code = status >= 300 && status < 400 ? "Redirected" : innermostCode(body);
  const retryAfter = headerOf(headers, "retry-after");
  const facts = { status, code, retryAfter, now: outer.now };
  return { id, fault: answerFault(nameOf(request, requestId), facts) };
};

/**
 * One answer for each request. What the batch doesn't mention is a fault `no answer`: it may have been done. An answer
 * that can't be read at all is that for every request.
 */
export const readBatch = (
  requests: readonly BatchRequest[],
  { body, requestId }: Answer,
  now: Instant,
): readonly BatchAnswer[] => {
  const parsed = responses.safeParse(body);
  const found = new Map(
    (parsed.data?.responses ?? []).flatMap((one) => {
      const { data } = item.safeParse(one);
      return data ? [[data.id.toLowerCase(), data] as const] : [];
    }),
  );
  return requests.map((request) => {
    const one = found.get(request.id.toLowerCase());
    if (one) return answerOf(request, one, { requestId, now });
    const name = nameOf(request, requestId);
    const fault = parsed.success
      ? silenceFault(name, { code: "MissingAnswer" })
      : unreadableFault(name, parsed.error);
    return { id: request.id, fault };
  });
};

/** The same fault for every request: the batch as a whole wasn't answered. */
export const allFaulty = (
  requests: readonly BatchRequest[],
  fault: TenantFault,
): readonly BatchAnswer[] => requests.map(({ id }) => ({ id, fault }));
