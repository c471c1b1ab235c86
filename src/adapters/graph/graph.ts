import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type Response } from "undici";
import { type Answer, type Graph, type GraphBatch, TenantFault } from "../../actions/tenant.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { makeBatch } from "./batch.ts";
import { type GraphCall, makeGraphCall } from "./client.ts";
import { type Budget, costOf, makeBudget } from "./identity-budget.ts";
import { type Haste, makeReportBudget } from "./report-budget.ts";
import { type Credential } from "../microsoft/credential.ts";
import { type CallName, silenceFault } from "../microsoft/faults.ts";
import { makeList, pathOf, readAnswer, repeated } from "../microsoft/rest.ts";
import { makeSender, type SenderOptions } from "../microsoft/sender.ts";

export type GraphOptions = SenderOptions & {
  /** Origin of Graph, for example `https://graph.microsoft.com`. */
  readonly baseUrl: string;
  /** `<baseUrl>/.default` unless said. */
  readonly scope?: string;
  readonly credential: Credential;
  readonly now: () => Instant;
  /** Waits in ms before a read is repeated; tests pass one that doesn't. */
  readonly wait?: (ms: number) => Promise<unknown>;
  /** Resource units in 10 s, by the tenant's size; 8,000 unless said. */
  readonly identityUnits?: number;
  /** Graph's limits from this side; of its own unless said. */
  readonly budget?: Budget;
};

/** Graph over the network; `close` cuts its connections. */
export type GraphPort = Graph &
  GraphBatch & {
    /** The same for evidence that nobody waits for: it leaves half of the log limits to the others. */
    readonly slow: Graph;
    close(): Promise<void>;
  };

type Method = GraphCall["method"];

const service = "Microsoft Graph";

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
  const { identityUnits = 8_000 } = options;
  const clock = (): number => performance.now();
  const budget = options.budget ?? makeBudget({ identityUnits, clock, wait: pause });
  const reports = makeReportBudget({ clock: () => performance.now(), wait });

  const once = async (method: Method, url: string, body?: unknown): Promise<Answer> => {
    const id = randomUUID();
    const name: CallName = { service, call: `${method} ${pathOf(url)}`, requestId: id };
    let response: Response;
    try {
      response = await call({ method, url, body, id });
    } catch (caught) {
      throw caught instanceof TenantFault ? caught : silenceFault(name, caught);
    }
    return readAnswer(response, name, now());
  };

  /** One request of somebody who waits for it: counted, and held back only where it reads a log. */
  const callsOf = (haste: Haste): Graph => {
    const single = async (method: Method, url: string, body?: unknown): Promise<Answer> => {
      const path = url.slice(origin.length);
      await reports(path, haste);
      budget.spend(costOf(method, path));
      return once(method, url, body);
    };
    const read = repeated((url) => single("GET", url), wait);
    const list = makeList(read, { service, origin });
    return {
      get: (path) => read(addressOf(origin, path)),
      list: (path, limit = 1_000) => list(addressOf(origin, path), limit),
      post: (path, body) => single("POST", addressOf(origin, path), body),
      patch: (path, body) => single("PATCH", addressOf(origin, path), body),
      delete: (path) => single("DELETE", addressOf(origin, path)),
    };
  };
  return {
    ...callsOf("awaited"),
    slow: callsOf("slow"),
    ...makeBatch({
      send: (path, body) => once("POST", addressOf(origin, path), body),
      budget,
      now,
    }),
    close: () => sender.close(),
  };
};
