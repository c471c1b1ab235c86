import { z } from "zod/v4";
import {
  answer,
  type ApiDeps,
  type ApiRequest,
  fullPath,
  type Reply,
  respond,
  takeFault,
} from "./api.ts";
import { graphError } from "./errors.ts";
import { type Fault } from "./faults.ts";
import { type Json, type JsonObject } from "./json.ts";

const itemSchema = z.object({
  id: z.string().min(1),
  method: z.enum(["GET", "POST", "PATCH", "DELETE", "PUT"]),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.json().optional(),
  dependsOn: z.array(z.string()).default([]),
});
type Item = z.infer<typeof itemSchema>;

const batchSchema = z.object({ requests: z.array(itemSchema).min(1) });

/** Graph's limit of requests in one batch (graph.md 2.2). */
const maxItems = 20;

/** Called for every item that was run, for the request log. */
export type OnItem = (item: {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}) => void;

/** What a batch needs: the API, a die for the order of answers, and the log. */
export type BatchDeps = ApiDeps & { readonly random: () => number; readonly onItem: OnItem };

/**
 * `POST /$batch`: every item gets its own status; a failed parent answers 424 for its children;
 * the answers come in any order, as Graph's do.
 */
export const respondToBatch = (
  deps: BatchDeps,
  request: ApiRequest,
  fault: Fault | undefined,
): Reply => {
  const parsed = batchSchema.safeParse(request.body);
  const problem = parsed.success
    ? problemOf(parsed.data.requests)
    : "Invalid batch payload format.";
  if (!parsed.success || problem !== undefined) {
    return answer(graphError(400, "BadRequest", problem ?? ""), deps, request);
  }
  const items = parsed.data.requests;
  const statuses = new Map<string, number>();
  const answers = items.map((item, index): JsonObject => {
    const forced = forcedStatus(fault, item, index);
    const result = runItem(deps, request, { item, forced, statuses });
    statuses.set(item.id.toLowerCase(), Number(result["status"]));
    return result;
  });
  const omitted = fault?.kind === "partial-batch" ? fault.omit : [];
  const kept = answers.filter(({ id }) => typeof id === "string" && !omitted.includes(id));
  return answer({ status: 200, body: { responses: shuffled(kept, deps.random) } }, deps, request);
};

const problemOf = (items: readonly Item[]): string | undefined => {
  if (items.length > maxItems) {
    return `Number of batch request steps exceeds the maximum value of ${String(maxItems)}.`;
  }
  const ids = items.map((item) => item.id.toLowerCase());
  if (new Set(ids).size !== ids.length) return "Request Ids must be unique within a batch.";
  const early = items.some((item, index) =>
    item.dependsOn.some((parent) => !ids.slice(0, index).includes(parent.toLowerCase())),
  );
  if (early) return "A request may only depend on requests before it.";
  const headless = items.some(
    (item) =>
      item.body !== undefined &&
      !Object.keys(item.headers).some((name) => name.toLowerCase() === "content-type"),
  );
  return headless ? "Write request must contain the Content-Type header declaration." : undefined;
};

/** A partial batch fails the named items, or every second one. */
const forcedStatus = (fault: Fault | undefined, item: Item, index: number): number | undefined => {
  if (fault?.kind !== "partial-batch") return undefined;
  const fails = fault.failing ? fault.failing.includes(item.id) : index % 2 === 1;
  return fails ? fault.status : undefined;
};

type Step = {
  readonly item: Item;
  readonly forced: number | undefined;
  readonly statuses: ReadonlyMap<string, number>;
};

const runItem = (
  deps: BatchDeps,
  outer: ApiRequest,
  { item, forced, statuses }: Step,
): JsonObject => {
  const [path = "", query = ""] = item.url.split("?");
  const inner: ApiRequest = {
    method: item.method,
    version: outer.version,
    path: path.startsWith("/") ? path : `/${path}`,
    query: new URLSearchParams(query),
    headers: {
      ...(outer.headers["client-request-id"] === undefined
        ? {}
        : { "client-request-id": outer.headers["client-request-id"] }),
      ...Object.fromEntries(
        Object.entries(item.headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
    },
    body: item.body,
  };
  const failedParent = item.dependsOn.some((id) => (statuses.get(id.toLowerCase()) ?? 500) >= 400);
  const reply = replyTo(deps, inner, { failedParent, forced });
  const status = reply.kind === "silence" ? 504 : reply.status;
  deps.onItem({ method: inner.method, path: fullPath(inner), status });
  return itemAnswer(item.id, status, reply);
};

const replyTo = (
  deps: BatchDeps,
  inner: ApiRequest,
  { failedParent, forced }: { readonly failedParent: boolean; readonly forced: number | undefined },
): Reply => {
  if (failedParent) {
    return answer(
      graphError(424, "FailedDependency", "A request that this one depends on failed."),
      deps,
      inner,
    );
  }
  if (forced !== undefined) {
    return answer(
      graphError(forced, forced === 429 ? "TooManyRequests" : "generalException", "Failed."),
      deps,
      inner,
    );
  }
  return respond(deps, inner, takeFault(deps.faults, inner));
};

const itemAnswer = (id: string, status: number, reply: Reply): JsonObject => {
  const headers: Record<string, Json> = { "Content-Type": "application/json" };
  for (const [name, value] of Object.entries(reply.kind === "answer" ? reply.headers : {})) {
    if (name === "retry-after") headers["Retry-After"] = value;
    else if (name.startsWith("x-ms-") || name === "request-id") headers[name] = value;
  }
  const body = reply.kind === "answer" ? reply.body : undefined;
  return { id, status, headers, ...(body === undefined ? {} : { body }) };
};

const shuffled = <T>(items: readonly T[], random: () => number): readonly T[] =>
  items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
