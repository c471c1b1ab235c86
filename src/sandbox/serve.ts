import { type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import {
  answer,
  apiOf,
  type ApiDeps,
  type ApiRequest,
  failureReply,
  isFailure,
  type Reply,
  respond,
  takeFault,
} from "./api.ts";
import { type Authority } from "./authority.ts";
import { respondToBatch } from "./batch.ts";
import { type Control } from "./control.ts";
import { graphError } from "./errors.ts";
import { type Fault } from "./faults.ts";
import { headersOf, holdThenDestroy, isForUs, readBody, send } from "./http-edge.ts";
import { type Json, parseJson } from "./json.ts";
import { recordedBody, type RecordBodies, type RequestLog } from "./request-log.ts";
import { type Tokens } from "./tokens.ts";

/** Everything that answering a request takes. */
export type ServeDeps = ApiDeps & {
  readonly port: number;
  readonly authority: Authority;
  readonly tokens: Tokens;
  readonly control: Control;
  readonly log: RequestLog;
  readonly recordBodies?: RecordBodies;
  readonly random: () => number;
  readonly latencyMs: { readonly min: number; readonly max: number };
  /** Aborted when the sandbox stops: requests that still wait change nothing any more. */
  readonly stopping: AbortSignal;
};

/** One request, read whole. */
type Received = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly source: string;
};

/** The request listener of the server. */
export const makeListener =
  (deps: ServeDeps) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    handle(deps, request, response).catch((caught: unknown) => {
      // The caller hung up, or we did: there is nobody to answer and nothing wrong here.
      if (deps.stopping.aborted || request.errored) {
        response.destroy();
        return;
      }
      process.emitWarning(caught instanceof Error ? caught : new Error(String(caught)));
      if (response.headersSent || response.destroyed) response.destroy();
      else send(response, 500, { error: { code: "generalException", message: String(caught) } });
    });
  };

const handle = async (
  deps: ServeDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const headers = headersOf(request);
  if (!isForUs(headers, deps.port)) {
    send(response, 403, { error: "the sandbox answers only its own address" });
    return;
  }
  const source = await readBody(request);
  if (source === undefined) {
    send(response, 413, { error: "the body is too large" }, { connection: "close" });
    return;
  }
  const url = new URL(request.url ?? "/", deps.tenant.url);
  const received = { method: request.method ?? "GET", url, headers, source };
  if (url.pathname.startsWith("/_sandbox/")) {
    const path = url.pathname.slice("/_sandbox".length);
    const { status, body } = deps.control(received.method, path, bodyOf(received));
    send(response, status, body);
    return;
  }
  await serveTenant(deps, received, response);
};

const bodyOf = ({ source }: Received): Json | undefined =>
  source.trim() === "" ? undefined : parseJson(source);

/** Latency, answer, log line: the part that plays Microsoft. */
const serveTenant = async (
  deps: ServeDeps,
  received: Received,
  response: ServerResponse,
): Promise<void> => {
  const { latencyMs, random, log, now } = deps;
  const at = now().toISOString();
  const start = performance.now();
  const entered = deps.limits.enter(meteredOf(received));
  const delay = latencyMs.min + random() * (latencyMs.max - latencyMs.min);
  await wait(delay, undefined, { signal: deps.stopping });
  const reply =
    typeof entered === "function" ? replyTo(deps, received) : answer(entered, deps, received);
  if (typeof entered === "function") entered();
  log.add({
    method: received.method,
    path: received.url.pathname,
    query: received.url.search,
    status: reply.kind === "answer" ? reply.status : 0,
    at,
    durationMs: Math.round(performance.now() - start),
    clientRequestId: received.headers["client-request-id"] ?? null,
    inBatch: false,
  });
  if (reply.kind === "silence") holdThenDestroy(response, reply.holdMs);
  else send(response, reply.status, reply.body, reply.headers);
};

const meteredOf = ({ method, url }: Received) => {
  const [, version = "", path = ""] = /^\/(v1\.0|beta)(\/.*)?$/.exec(url.pathname) ?? [];
  return { method, version, path: version === "" ? url.pathname : path, query: url.searchParams };
};

/** The API request inside; `undefined` for a path that belongs to no API. */
const apiRequestOf = (received: Received): ApiRequest | undefined => {
  const { pathname, searchParams } = received.url;
  const [, version = "", rest = "/"] = /^\/(v1\.0|beta)(\/.*)?$/.exec(pathname) ?? [];
  if (version === "" && !/^\/(adminapi|api)\//.test(pathname)) return undefined;
  return {
    method: received.method,
    version,
    path: version === "" ? pathname : rest,
    query: searchParams,
    headers: received.headers,
    body: bodyOf(received),
  };
};

const replyTo = (deps: ServeDeps, received: Received): Reply => {
  const request = apiRequestOf(received);
  if (!request) return authorityReply(deps, received);
  const { method, version, path, query } = request;
  const body = recordedBody(request.body);
  deps.recordBodies?.({ method, version, path, query: query.toString(), body });
  const refusal = deps.tokens.refusal(received.headers["authorization"], apiOf(request));
  if (refusal !== undefined) {
    const challenge = { "www-authenticate": `Bearer realm="", error="invalid_token"` };
    const refused = graphError(401, "InvalidAuthenticationToken", refusal);
    return answer({ ...refused, headers: challenge }, deps, request);
  }
  if (received.source.trim() !== "" && request.body === undefined) {
    const message = "Unable to read JSON request payload.";
    return answer(graphError(400, "BadRequest", message), deps, request);
  }
  const fault = takeFault(deps.faults, request);
  const isBatch = request.version !== "" && request.path === "/$batch" && request.method === "POST";
  return isBatch ? batchReply(deps, request, fault) : respond(deps, request, fault);
};

/** A failure of the batch as a whole comes before, or after (`made`), its items are run. */
const batchReply = (deps: ServeDeps, request: ApiRequest, fault: Fault | undefined): Reply => {
  if (!fault || !isFailure(fault)) return runBatch(deps, request, fault);
  if (fault.made) runBatch(deps, request, undefined);
  return failureReply(fault, deps, request);
};

const runBatch = (deps: ServeDeps, request: ApiRequest, fault: Fault | undefined): Reply =>
  respondToBatch(
    {
      ...deps,
      onItem: ({ method, path, status }) => {
        deps.log.add({
          method,
          path,
          query: "",
          status,
          at: deps.now().toISOString(),
          durationMs: 0,
          clientRequestId: request.headers["client-request-id"] ?? null,
          inBatch: true,
        });
      },
    },
    request,
    fault,
  );

/** Sign-in; a scripted failure may hit it like any other path. */
const authorityReply = (deps: ServeDeps, received: Received): Reply => {
  const { method, headers, source, url } = received;
  const request = { method, version: "", path: url.pathname, query: url.searchParams, headers };
  const fault = takeFault(deps.faults, { ...request, body: undefined });
  if (fault && isFailure(fault)) return failureReply(fault, deps, request);
  const found = deps.authority(method, url.pathname, new URLSearchParams(source));
  return found
    ? { kind: "answer", status: found.status, headers: {}, body: found.body }
    : answer(graphError(404, "NotFound", "There is nothing at this address."), deps, request);
};
