import { randomUUID } from "node:crypto";
import { graphError, unknownPath } from "./errors.ts";
import { defenderRoutes } from "./defender/defender-routes.ts";
import { exchangeRoutes } from "./exchange/invoke-command.ts";
import { type Fault, type Faults } from "./faults.ts";
import { isObject, type Json, type JsonObject, text } from "./json.ts";
import { type Limits } from "./limits.ts";
import { type Call, matchRoute, type Outcome, type Route, type Tenant } from "./router.ts";
import { graphRoutes } from "./routes/graph-routes.ts";
import { permissionRefusal } from "./permissions.ts";
import { type TenantStore } from "./tenant-store.ts";
import { type Audience } from "./tokens.ts";

/** One request to an API of the tenant, already let in. */
export type ApiRequest = {
  readonly method: string;
  /** "v1.0" or "beta" for Graph, "" for Exchange and Defender. */
  readonly version: string;
  /** Without version and query, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
};

/** An answer, or none: the socket is held and then torn down. */
export type Reply =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Json | undefined;
    }
  | { readonly kind: "silence"; readonly holdMs: number };

/** What answers need from outside. */
export type ApiDeps = {
  readonly store: TenantStore;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly tenant: Tenant;
  readonly now: () => Date;
  readonly newId: () => string;
};

/** Path as the ledger and the request log show it. */
export const fullPath = ({ version, path }: Pick<ApiRequest, "version" | "path">): string =>
  version === "" ? path : `/${version}${path}`;

/** The scripted fault that applies to this request, taken from the script. */
export const takeFault = (faults: Faults, request: ApiRequest): Fault | undefined => {
  const input = isObject(request.body) ? request.body["CmdletInput"] : undefined;
  return faults.take({
    method: request.method,
    paths: [request.path, fullPath(request)],
    cmdlet: isObject(input) ? text(input, "CmdletName") : undefined,
  });
};

/** Runs one request: limits, fault, route, handler, changes, answer. */
export const respond = (deps: ApiDeps, request: ApiRequest, fault: Fault | undefined): Reply => {
  const over = deps.limits.refusal(request);
  if (over) return answer(over, deps, request);
  const failing = fault !== undefined && isFailure(fault);
  if (failing && !fault.made) return failureReply(fault, deps, request);
  const stale = fault?.kind === "stale-read" && request.method === "GET";
  const outcome = runRoute(deps, request, stale);
  if (outcome.changes) {
    deps.store.apply(outcome.changes, {
      clientRequestId: request.headers["client-request-id"] ?? null,
      method: request.method,
      path: fullPath(request),
    });
  }
  if (failing) return failureReply(fault, deps, request);
  const headers = { ...deps.limits.headers(request), ...outcome.headers };
  return answer({ ...outcome, headers }, deps, request);
};

/** A fault that answers in place of the API: everything but the two that alter a good answer. */
export type Failure = Fault & {
  readonly kind: Exclude<Fault["kind"], "stale-read" | "partial-batch">;
};

/** Whether a fault is such a failure. */
export const isFailure = (fault: Fault): fault is Failure =>
  fault.kind !== "stale-read" && fault.kind !== "partial-batch";

/** Which API a request is for, by its path: Defender's begin with `/api/`. */
export const apiOf = ({ version, path }: Pick<ApiRequest, "version" | "path">): Audience => {
  if (version !== "") return "graph";
  return path.startsWith("/api/") ? "defender" : "exchange";
};

const routes: Readonly<Record<Audience, readonly Route[]>> = {
  graph: graphRoutes,
  exchange: exchangeRoutes,
  defender: defenderRoutes,
};

const runRoute = (deps: ApiDeps, request: ApiRequest, stale: boolean): Outcome => {
  const match = matchRoute(routes[apiOf(request)], request.method, request.path);
  if (match.kind === "unknown") return unknownPath(match.segment);
  if (match.kind === "method-not-allowed") {
    return graphError(
      405,
      "Request_BadRequest",
      "Specified HTTP method is not allowed for the request target.",
    );
  }
  const refused = permissionRefusal(deps.store.current(), { ...request, api: apiOf(request) });
  if (refused) return refused;
  const call: Call = {
    ...request,
    params: match.params,
    now: deps.now(),
    newId: deps.newId,
    tenant: deps.tenant,
  };
  return match.route.handle(stale ? deps.store.stale() : deps.store.current(), call);
};

/** An outcome with the headers and the inner error that Graph adds to everything. */
export const answer = (
  outcome: Outcome,
  { now }: Pick<ApiDeps, "now">,
  request: Pick<ApiRequest, "headers">,
): Reply => {
  const requestId = randomUUID();
  const clientRequestId = request.headers["client-request-id"] ?? requestId;
  const inner: JsonObject = {
    date: now().toISOString().slice(0, 19),
    "request-id": requestId,
    "client-request-id": clientRequestId,
  };
  const body = outcome.error ? { error: { ...outcome.error, innerError: inner } } : outcome.body;
  return {
    kind: "answer",
    status: outcome.status,
    headers: {
      "request-id": requestId,
      "client-request-id": clientRequestId,
      ...outcome.headers,
    },
    body,
  };
};

const failures = {
  "429": [429, "TooManyRequests", "Too many requests."],
  "503": [503, "serviceNotAvailable", "The service is temporarily unavailable."],
  "500": [500, "InternalServerError", "Internal server error."],
  "403": [403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."],
  "404": [404, "Request_ResourceNotFound", "The resource does not exist."],
} as const;

/** What a failure answers. */
export const failureReply = (
  fault: Failure,
  deps: Pick<ApiDeps, "now">,
  request: Pick<ApiRequest, "headers">,
): Reply => {
  if (fault.kind === "timeout") return { kind: "silence", holdMs: fault.holdMs };
  const [status, code, message] = failures[fault.kind];
  const headers = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
  return answer({ ...graphError(status, code, message), headers }, deps, request);
};
