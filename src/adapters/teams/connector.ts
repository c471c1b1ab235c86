/**
 * Calls to the Bot Connector, without the SDK's client: that one repeats a POST whose answer was lost, up to three
 * times, and loses the activity id of a new conversation (teams.md 8.4, defects 6 and 7).
 */
import { PostFault } from "../../application/ports/chat.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { retryAfterMs } from "../retry-after.ts";
import { type IsAllowed } from "./service-url.ts";

export type ConnectorCall = {
  readonly method: "GET" | "POST" | "PUT";
  /** Path below the service URL, already encoded, for example `/v3/conversations`. */
  readonly path: string;
  readonly body?: object;
  readonly timeoutMs?: number;
};

export type ConnectorAnswer = {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  /** Parsed JSON, or undefined where there was none. */
  readonly body: unknown;
};

/** Makes one call and never repeats it. Throws PostFault when no answer came. */
export type Connector = (call: ConnectorCall) => Promise<ConnectorAnswer>;

export type ConnectorDeps = {
  /** The bot's bearer token, or undefined in the sandbox. */
  readonly token: () => Promise<string | undefined>;
  readonly serviceUrl: () => string | undefined;
  readonly isAllowed: IsAllowed;
  readonly now: () => Instant;
  /** Aborted when the adapter closes. */
  readonly closing: AbortSignal;
};

/** Teams answers posts in well under a second; after this the answer counts as lost. */
const defaultTimeoutMs = 15_000;

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (caught) {
    // Gateways answer faults with HTML; the status says enough.
    if (caught instanceof SyntaxError) return undefined;
    throw caught;
  }
};

const tokenFor = async (deps: ConnectorDeps): Promise<string | undefined> => {
  try {
    return await deps.token();
  } catch (caught) {
    throw new PostFault("No token for the Bot Connector", { kind: "later", cause: caught });
  }
};

const addressOf = (deps: ConnectorDeps, path: string): string => {
  const base = deps.serviceUrl();
  if (base === undefined) {
    throw new PostFault("Teams has not called yet, its service URL is unknown", { kind: "later" });
  }
  if (!deps.isAllowed(base)) {
    throw new PostFault("The service URL is not on the allow-list", { kind: "refused" });
  }
  return base.replace(/\/$/, "") + path;
};

export const makeConnector = (deps: ConnectorDeps): Connector => {
  return async ({ method, path, body, timeoutMs = defaultTimeoutMs }) => {
    const address = addressOf(deps, path);
    const token = await tokenFor(deps);
    const headers = {
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    try {
      const response = await fetch(address, {
        method,
        headers,
        // Followed redirects would carry the body to a host nobody allowed.
        redirect: "manual",
        signal: AbortSignal.any([deps.closing, AbortSignal.timeout(timeoutMs)]),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return {
        status: response.status,
        retryAfterMs: retryAfterMs(response.headers.get("retry-after"), deps.now()),
        body: jsonOf(await response.text()),
      };
    } catch (caught) {
      throw new PostFault("No answer from the Bot Connector; the post may have arrived", {
        kind: "later",
        cause: caught,
      });
    }
  };
};

const kindOf = (status: number): PostFault["kind"] => {
  if (status === 403 || status === 404) return "gone";
  // 401 ends once the operator renewed the secret; 412 is on Teams' own list of statuses to retry.
  if (status === 401 || status === 408 || status === 412 || status === 429) return "later";
  return status >= 500 ? "later" : "refused";
};

/** Turns an answer that isn't 2xx into its PostFault; a 2xx is returned. */
export const expectOk = (answer: ConnectorAnswer): ConnectorAnswer => {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new PostFault(`Bot Connector answered ${answer.status}`, {
    kind: kindOf(answer.status),
    retryAfterMs: answer.retryAfterMs,
  });
};
