/** `POST /api/messages`: checks in the order of their cost, then the turn. Answers never tell what was wrong. */
import { type IncomingMessage, type ServerResponse } from "node:http";
import { type Log, type Runtime } from "../../application/ports/runtime.ts";
import { envelope, type Envelope, type Placed, placed, spoken } from "./activity.ts";
import { type Sdk } from "./bot-sdk.ts";
import { envelopeFault, type ExpectedPlace, placeFault, sandboxFault } from "./body-checks.ts";
import { type RememberedUrl } from "./remember-url.ts";
import { type IsAllowed } from "./service-url.ts";
import { tokenFault } from "./token-shape.ts";

/** A request whose JSON body has been read; the server limits its size (256 kB). */
export type BotRequest = IncomingMessage & { readonly body?: unknown };

export type DoorDeps = {
  readonly sdk: Sdk;
  /** Issuer and audience of genuine tokens; undefined in the sandbox, where only loopback is let in. */
  readonly token: { readonly issuer: string; readonly audience: string } | undefined;
  readonly place: ExpectedPlace;
  readonly isAllowed: IsAllowed;
  readonly url: RememberedUrl;
  readonly log: Log;
  readonly runtime: Pick<Runtime, "id">;
};

type Verdict =
  | { readonly status: 200; readonly body: unknown }
  | { readonly status: 400 | 401 | 403 | 405 | 500; readonly reason: string };

const sentences = {
  400: "Not understood.",
  401: "Refused.",
  403: "Refused.",
  405: "Only POST.",
  500: "Failed.",
} as const;

/** Faults that can be told before the SDK sees anything. */
const earlyFault = (
  deps: DoorDeps,
  request: BotRequest,
  activity: Envelope,
): Verdict | undefined => {
  if (deps.token === undefined) {
    const { remoteAddress } = request.socket;
    const reason = sandboxFault({ remoteAddress, headers: request.headers });
    if (reason !== undefined) return { status: 403, reason };
  } else {
    const reason = tokenFault(request.headers.authorization, {
      ...deps.token,
      serviceUrl: activity.serviceUrl,
    });
    if (reason !== undefined) return { status: 401, reason };
  }
  const reason = envelopeFault(activity, deps.isAllowed);
  return reason === undefined ? undefined : { status: 403, reason };
};

/** Where an activity is, when it is for us. Events without people may lack parts: they are answered 200 and dropped. */
const placeOf = (deps: DoorDeps, body: unknown): { place?: Placed; fault?: Verdict } => {
  const speaks = envelope.parse(body).type === "message" || envelope.parse(body).type === "invoke";
  const read = (speaks ? spoken : placed).safeParse(body);
  if (!read.success) {
    return speaks ? { fault: { status: 400, reason: "incomplete activity" } } : {};
  }
  const reason = placeFault(read.data, deps.place);
  if (reason === undefined) return { place: read.data };
  return speaks ? { fault: { status: 403, reason } } : {};
};

const runTurn = async (
  deps: DoorDeps,
  authorization: string,
  activity: { readonly known: Envelope; readonly place: Placed | undefined },
): Promise<Verdict> => {
  const { known, place } = activity;
  const progress = { isVerified: false };
  try {
    const body = await deps.sdk.turn(authorization, place ?? known, async () => {
      progress.isVerified = true;
      if (place === undefined) return false;
      await deps.url.remember(place.serviceUrl);
      return true;
    });
    return { status: 200, body: known.type === "invoke" ? (body ?? {}) : undefined };
  } catch (caught) {
    const reason = caught instanceof Error ? caught.message : "unknown";
    // The SDK throws a dozen kinds of error at a bad token; whatever stopped it before, nobody was let in.
    return { status: progress.isVerified ? 500 : 401, reason };
  }
};

const judge = async (deps: DoorDeps, request: BotRequest): Promise<Verdict> => {
  if (request.method !== "POST") return { status: 405, reason: "not a POST" };
  const known = envelope.safeParse(request.body);
  if (!known.success) return { status: 400, reason: "not an activity" };
  const early = earlyFault(deps, request, known.data);
  if (early !== undefined) return early;
  const { place, fault } = placeOf(deps, request.body);
  if (fault !== undefined) return fault;
  // Without a token the SDK is in the sandbox, where it accepts an empty header.
  const authorization = deps.token === undefined ? "" : (request.headers.authorization ?? "");
  return runTurn(deps, authorization, { known: known.data, place });
};

/** Nothing is chained: restify replaces `writeHead` of every response in the process by one that returns nothing. */
const answer = (response: ServerResponse, status: number, body: unknown): void => {
  if (body === undefined) {
    response.writeHead(status);
    response.end();
    return;
  }
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
};

/** Handles one request to the bot's endpoint. Never rejects. */
export const makeDoor =
  (deps: DoorDeps) =>
  async (request: BotRequest, response: ServerResponse): Promise<void> => {
    const verdict = await judge(deps, request);
    if (verdict.status === 200) {
      answer(response, 200, verdict.body);
      return;
    }
    const reference = deps.runtime.id();
    const { status, reason } = verdict;
    const level = status === 500 ? "error" : "warn";
    deps.log[level]({ reference, status, reason }, "A request to the bot was refused");
    answer(response, status, { message: sentences[status], reference });
  };
