import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type Response } from "undici";
import { z } from "zod/v4";
import { type Answer, type Graph, TenantFault } from "../../actions/tenant.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { type GraphCall, makeGraphCall } from "./client.ts";
import { type Credential } from "../microsoft/credential.ts";
import {
  answerFault,
  type CallName,
  innermostCode,
  silenceFault,
  unreadableFault,
} from "../microsoft/faults.ts";
import { makeSender, type SenderOptions } from "../microsoft/sender.ts";

/** Reads may be repeated so often on 429 and 503; writes never (docs/adr/0010). */
const repetitions = 3;
/** A longer wait than this, in ms, is for the queue and not for a caller that holds a lease. */
const longestWait = 10_000;
/** First wait where the service names none (Identity Protection), in ms; doubled each time. */
const firstWait = 500;
/** A list of more pages than this isn't a list that Cordon needs. */
const mostPages = 200;

export type GraphOptions = SenderOptions & {
  /** Origin of Graph, for example `https://graph.microsoft.com`. */
  readonly baseUrl: string;
  /** `<baseUrl>/.default` unless said. */
  readonly scope?: string;
  readonly credential: Credential;
  readonly now: () => Instant;
  /** Waits in ms before a read is repeated; tests pass one that doesn't. */
  readonly wait?: (ms: number) => Promise<unknown>;
};

/** Graph over the network; `close` cuts its connections. */
export type GraphPort = Graph & { close(): Promise<void> };

type Method = GraphCall["method"];

const pathOf = (url: string): string => new URL(url).pathname;

const parseJson = (text: string): unknown => (text === "" ? null : JSON.parse(text));

/** Status, body and request id of a good answer; a fault for any other. */
const readAnswer = async (response: Response, name: CallName, now: Instant): Promise<Answer> => {
  const requestId = response.headers.get("request-id") ?? name.requestId;
  const named = { ...name, requestId };
  let text: string;
  try {
    text = await response.text();
  } catch (caught) {
    throw silenceFault(named, caught);
  }
  const { status } = response;
  if (response.ok) {
    try {
      return { status, body: parseJson(text), requestId };
    } catch (caught) {
      throw unreadableFault(named, caught);
    }
  }
  const retryAfter = response.headers.get("retry-after");
  throw answerFault(named, { status, code: errorCode(text, status), retryAfter, now });
};

const errorCode = (text: string, status: number): string => {
  if (status >= 300 && status < 400) return "Redirected";
  try {
    return innermostCode(parseJson(text));
  } catch {
    // A gateway's HTML page: its status says all that can be known.
    return "UnknownError";
  }
};

/** The wait before a read is repeated, or undefined where it shouldn't be. */
const waitBefore = (fault: unknown, attempt: number): number | undefined => {
  if (!(fault instanceof TenantFault) || attempt >= repetitions) return undefined;
  if (fault.status !== 429 && fault.status !== 503) return undefined;
  const ms = fault.retryAfterMs ?? firstWait * 2 ** attempt;
  return ms <= longestWait ? ms : undefined;
};

const pageSchema = z.looseObject({
  value: z.array(z.unknown()),
  "@odata.nextLink": z.string().optional(),
});

type Read = (url: string) => Promise<Answer>;

const makeList =
  (read: Read, origin: string) =>
  async (
    first: string,
    limit: number,
  ): Promise<{ readonly values: readonly unknown[]; readonly complete: boolean }> => {
    const values: unknown[] = [];
    let url: string | undefined = first;
    for (let page = 0; url !== undefined && page < mostPages && values.length < limit; page += 1) {
      const { body, requestId, status } = await read(url);
      const name = { service: "Microsoft Graph", call: `GET ${pathOf(url)}`, requestId };
      const parsed = pageSchema.safeParse(body);
      if (!parsed.success) throw unreadableFault(name, parsed.error);
      values.push(...parsed.data.value);
      url = parsed.data["@odata.nextLink"];
      if (url !== undefined && (!URL.canParse(url) || new URL(url).origin !== origin)) {
        throw new TenantFault("Graph's next page lies on another host; it wasn't followed", {
          kind: "refused",
          status,
          code: "ForeignNextLink",
          requestId,
        });
      }
    }
    return {
      values: values.slice(0, limit),
      complete: url === undefined && values.length <= limit,
    };
  };

/** A path as actions write it; a segment of dots would climb out of it. */
const addressOf = (origin: string, path: string): string => {
  if (!/^\/(v1\.0|beta)\//.test(path) || /\/\.{1,2}([/?]|$)/.test(path)) {
    throw new Error(`not a path of Graph: ${path.split("?")[0] ?? ""}`);
  }
  return `${origin}${path}`;
};

/**
 * Microsoft Graph. Every call has its own `client-request-id`, which is the request id where no
 * answer came. Throws TenantFault only.
 */
export const makeGraph = (options: GraphOptions): GraphPort => {
  const { baseUrl, credential, now, wait = pause } = options;
  const { origin } = new URL(baseUrl);
  const sender = makeSender(options);
  const scope = options.scope ?? `${origin}/.default`;
  const call = makeGraphCall({ baseUrl, scope, credential, sender });

  const once = async (method: Method, url: string, body?: unknown): Promise<Answer> => {
    const id = randomUUID();
    const name: CallName = {
      service: "Microsoft Graph",
      call: `${method} ${pathOf(url)}`,
      requestId: id,
    };
    let response: Response;
    try {
      response = await call({ method, url, body, id });
    } catch (caught) {
      throw caught instanceof TenantFault ? caught : silenceFault(name, caught);
    }
    return readAnswer(response, name, now());
  };

  const read: Read = async (url) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await once("GET", url);
      } catch (fault) {
        const ms = waitBefore(fault, attempt);
        if (ms === undefined) throw fault;
        await wait(ms);
      }
    }
  };

  const list = makeList(read, origin);
  return {
    get: (path) => read(addressOf(origin, path)),
    list: (path, limit = 1_000) => list(addressOf(origin, path), limit),
    post: (path, body) => once("POST", addressOf(origin, path), body),
    patch: (path, body) => once("PATCH", addressOf(origin, path), body),
    delete: (path) => once("DELETE", addressOf(origin, path)),
    close: () => sender.close(),
  };
};
