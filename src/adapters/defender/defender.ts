import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type Response } from "undici";
import { type Answer, type Defender, TenantFault } from "../../actions/tenant.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { type Credential } from "../microsoft/credential.ts";
import { silenceFault } from "../microsoft/faults.ts";
import { makeList, pathOf, readAnswer, repeated } from "../microsoft/rest.ts";
import { makeSender, type SenderOptions } from "../microsoft/sender.ts";
import { defenderLimits, makeBudget } from "./budget.ts";

export type DefenderOptions = SenderOptions & {
  /** False where the operator left `DEFENDER_API` off: then nothing is ever sent. */
  readonly enabled: boolean;
  /** Origin, for example `https://api.securitycenter.microsoft.com`. */
  readonly baseUrl: string;
  /** `<origin>/.default` unless said: a token for Graph isn't taken here. */
  readonly scope?: string;
  readonly credential: Credential;
  readonly now: () => Instant;
  /** Waits in ms, before a read is repeated and for the budget; tests pass one that doesn't. */
  readonly wait?: (ms: number) => Promise<unknown>;
  /** Milliseconds that never go back, for the budget; the process's own unless said. */
  readonly clock?: () => number;
};

/** Defender for Endpoint over the network; `close` cuts its connections. */
export type DefenderPort = Defender & { close(): Promise<void> };

type Method = "GET" | "POST" | "DELETE";

const service = "Defender for Endpoint";

/** A path as actions write it; a segment of dots would climb out of it. */
const addressOf = (origin: string, path: string): string => {
  if (!path.startsWith("/api/") || /\/\.{1,2}([/?]|$)/.test(path)) {
    throw new Error(`not a path of Defender: ${path.split("?")[0] ?? ""}`);
  }
  return `${origin}${path}`;
};

const off = (): TenantFault =>
  new TenantFault("Defender for Endpoint is off here; nothing was requested", {
    kind: "refused",
    code: "DefenderOff",
    requestId: "",
  });

/**
 * Defender for Endpoint's own API (not Graph), inside its budget of 100 calls a minute and 1,500 an hour: calls wait
 * here for their turn. Reads are repeated on 429 and 503, writes never. Throws TenantFault only.
 */
export const makeDefender = (options: DefenderOptions): DefenderPort => {
  const { baseUrl, credential, now, wait = pause, clock = () => performance.now() } = options;
  const { origin } = new URL(baseUrl);
  const scope = options.scope ?? `${origin}/.default`;
  const sender = makeSender(options);
  const turn = makeBudget({ limits: defenderLimits, clock, wait });

  const once = async (method: Method, url: string, body?: unknown): Promise<Answer> => {
    if (!options.enabled) throw off();
    const id = randomUUID();
    const name = { service, call: `${method} ${pathOf(url)}`, requestId: id };
    const token = await credential.token(scope);
    await turn();
    let response: Response;
    try {
      response = await sender.send({
        url,
        method,
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/json",
          "client-request-id": id,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch (caught) {
      throw silenceFault(name, caught);
    }
    return readAnswer(response, name, now());
  };

  const read = repeated((url) => once("GET", url), wait);
  const list = makeList(read, { service, origin });
  return {
    get: (path) => read(addressOf(origin, path)),
    list: (path, limit = 1_000) => list(addressOf(origin, path), limit),
    post: (path, body) => once("POST", addressOf(origin, path), body),
    delete: (path) => once("DELETE", addressOf(origin, path)),
    close: () => sender.close(),
  };
};
