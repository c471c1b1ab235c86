/** `POST /api/messages`: checks in the order of their cost, then the turn. Answers never tell what was wrong. */
import { type IncomingMessage, type ServerResponse } from "node:http";
import { type Log, type Runtime } from "../../application/ports/runtime.ts";
import { type Envelope, envelope, placed, type Placed, spoken } from "./activity.ts";
import { type Refused, refusedAnswer, writeAnswer } from "./answer.ts";
import { type Sdk } from "./bot-sdk.ts";
import {
  envelopeFault,
  type ExpectedPlace,
  isSpeech,
  kindFault,
  placeFault,
  sandboxFault,
} from "./body-checks.ts";
import { type Sender } from "./client-address.ts";
import { lengthFault, readBody, typeFault } from "./read-body.ts";
import { type RefusalBudget } from "./refusal-budget.ts";
import { type RememberedUrl } from "./remember-url.ts";
import { type IsAllowed } from "./service-url.ts";
import { tokenShape } from "./token-shape.ts";

export type DoorDeps = {
  readonly sdk: Sdk;
  /** Issuer and audience of genuine tokens; undefined in the sandbox, where only loopback is let in. */
  readonly token: { readonly issuer: string; readonly audience: string } | undefined;
  readonly place: ExpectedPlace;
  readonly isAllowed: IsAllowed;
  readonly url: RememberedUrl;
  readonly budget: RefusalBudget;
  readonly addressOf: (sender: Sender) => string;
  readonly log: Log;
  readonly runtime: Pick<Runtime, "id">;
};

type Verdict = { readonly status: 200; readonly body: unknown } | Refused;

/** Where Azure's bot registration sends activities; everything else on this server is a page for people. */
const endpoint = "/api/messages";

type Head = Refused | { readonly claimed?: string };

/** What the headers say of the sender; with a token, the service URL that it claims. */
const senderOf = (deps: DoorDeps, { headers, socket }: IncomingMessage): Head => {
  if (deps.token === undefined) {
    const reason = sandboxFault({ remoteAddress: socket.remoteAddress, headers });
    return reason === undefined ? {} : { status: 403, reason };
  }
  const shape = tokenShape(headers.authorization, { ...deps.token, isAllowed: deps.isAllowed });
  return "fault" in shape ? { status: 401, reason: shape.fault } : { claimed: shape.serviceUrl };
};

/** Path, method, length, token and type: told from the headers, so that junk costs nothing more. */
const headOf = (deps: DoorDeps, request: IncomingMessage): Head => {
  const { headers, method, url } = request;
  if (url?.split("?", 1)[0] !== endpoint) return { status: 404, reason: "no such page" };
  if (method !== "POST") return { status: 405, reason: "not a POST" };
  const long = lengthFault(headers);
  if (long !== undefined) return long;
  const sender = senderOf(deps, request);
  return "status" in sender ? sender : (typeFault(headers) ?? sender);
};

/** An activity after the cheap checks: what the SDK may see of it, and what is wrong with it for this bot. */
type Seen = {
  readonly known: Envelope;
  readonly place: Placed | undefined;
  readonly fault: Refused | undefined;
};

/** Where an activity is, when it is for us. Events without people may lack parts: they are answered 200 and dropped. */
const placeOf = (deps: DoorDeps, body: unknown, known: Envelope): Seen => {
  const seen = { known, place: undefined, fault: undefined };
  const kind = kindFault(known);
  if (kind !== undefined) return { ...seen, fault: { status: 403, reason: kind } };
  const isHeard = isSpeech(known);
  const read = (isHeard ? spoken : placed).safeParse(body);
  if (!read.success) {
    return isHeard ? { ...seen, fault: { status: 400, reason: "incomplete activity" } } : seen;
  }
  const reason = placeFault(read.data, deps.place);
  if (reason === undefined) return { ...seen, place: read.data };
  return isHeard ? { ...seen, fault: { status: 403, reason } } : seen;
};

/** Reads the body; the service URL must be the one in the token and on the list, or the SDK's answers would leave. */
const look = async (
  deps: DoorDeps,
  request: IncomingMessage,
  claimed: string | undefined,
): Promise<Refused | Seen> => {
  const read = await readBody(request);
  if ("fault" in read) return read.fault;
  const known = envelope.safeParse(read.body);
  if (!known.success) return { status: 400, reason: "not an activity" };
  if (claimed !== undefined && known.data.serviceUrl !== claimed) {
    return { status: 401, reason: "wrong service URL in token" };
  }
  const reason = envelopeFault(known.data, deps.isAllowed);
  if (reason !== undefined) return { status: 403, reason };
  return placeOf(deps, read.body, known.data);
};

/** What the SDK verifies the token of an activity with that goes no further: three checked fields, no body. */
const stub = ({ channelId, serviceUrl }: Envelope): object => ({
  type: "event",
  channelId,
  serviceUrl,
});

const runTurn = async (deps: DoorDeps, authorization: string, seen: Seen): Promise<Verdict> => {
  const { known, place, fault } = seen;
  const progress = { isVerified: false };
  try {
    const body = await deps.sdk.turn(authorization, place ?? stub(known), async () => {
      progress.isVerified = true;
      if (place === undefined) return false;
      await deps.url.remember(place.serviceUrl);
      return true;
    });
    // Microsoft signed it: whatever is wrong with it isn't the fault of the address it came from.
    if (fault !== undefined) return { ...fault, isGenuine: true };
    return { status: 200, body: known.type === "invoke" ? (body ?? {}) : undefined };
  } catch (caught) {
    const reason = caught instanceof Error ? caught.message : "unknown";
    // The SDK throws a dozen kinds of error at a bad token; whatever stopped it before, nobody was let in.
    return { status: progress.isVerified ? 500 : 401, reason, isGenuine: progress.isVerified };
  }
};

const judge = async (deps: DoorDeps, request: IncomingMessage): Promise<Verdict> => {
  const head = headOf(deps, request);
  if ("status" in head) return head;
  const seen = await look(deps, request, head.claimed);
  if ("status" in seen) return seen;
  // Without a token the SDK is in the sandbox, where it accepts an empty header.
  const authorization = deps.token === undefined ? "" : (request.headers.authorization ?? "");
  return runTurn(deps, authorization, seen);
};

/** Handles one request to the bot's server that asks for no page. Never rejects. */
export const makeDoor =
  (deps: DoorDeps) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const from = deps.addressOf(request);
    const spent = await deps.budget.spent(from);
    if (spent !== undefined) {
      writeAnswer(request, response, refusedAnswer({ status: 429, ...spent }));
      return;
    }
    const verdict = await judge(deps, request);
    if (verdict.status === 200) {
      writeAnswer(request, response, { status: 200, body: verdict.body });
      return;
    }
    const reference = deps.runtime.id();
    const { status, reason, isGenuine } = verdict;
    const level = status === 500 ? "error" : "warn";
    deps.log[level]({ reference, status, reason, from }, "A request to the bot was refused");
    if (isGenuine !== true) await deps.budget.spend(from);
    writeAnswer(request, response, refusedAnswer({ status, reference }));
  };
