/** Teams in one piece: the endpoint that Teams calls and the chat that Cordon posts through. */
import { setMaxListeners } from "node:events";
import { type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Chat, PostFault } from "../../application/ports/chat.ts";
import { openSdk } from "./bot-sdk.ts";
import { makeBotToken } from "./bot-token.ts";
import { makeChat } from "./chat.ts";
import { makeAddressOf } from "./client-address.ts";
import { type Connector, expectOk, makeConnector } from "./connector.ts";
import { makeDoor } from "./door.ts";
import { type SandboxMode, type TeamsOptions, type TenantMode } from "./options.ts";
import { makePace, teamsLimits } from "./pace.ts";
import { makePeople, type People } from "./people.ts";
import { makeRefusalBudget } from "./refusal-budget.ts";
import { makeRememberedUrl } from "./remember-url.ts";
import { onlyListed, onlyLoopback } from "./service-url.ts";
import { makeTurns } from "./turns.ts";

export type Teams = {
  /** Handles one request to the bot's server, its body unread; refuses what isn't for the endpoint. Never rejects. */
  process(request: IncomingMessage, response: ServerResponse): Promise<void>;
  readonly chat: Chat;
  /** Ends waiting and running posts with a PostFault `later`. */
  close(): void;
};

/** A roster call answers while a person waits for a card: three seconds, then the mention counts as unknown. */
const rosterTimeoutMs = 3_000;

const rosterOver = (connector: Connector): People =>
  makePeople(async (conversationId, memberId) => {
    const path = `/v3/conversations/${encodeURIComponent(conversationId)}/members/${encodeURIComponent(memberId)}`;
    const answer = await connector({ method: "GET", path, timeoutMs: rosterTimeoutMs });
    return expectOk(answer).body;
  });

const paceUntil = (closing: AbortSignal): ReturnType<typeof makePace> =>
  makePace({
    limits: teamsLimits,
    now: () => performance.now(),
    sleep: async (ms) => {
      try {
        await sleep(ms, undefined, { signal: closing });
      } catch (caught) {
        throw new PostFault("Cordon is stopping", { kind: "later", cause: caught });
      }
    },
  });

/** What differs between the sandbox and a real tenant. */
const settingsOf = (mode: SandboxMode | TenantMode) =>
  mode.kind === "sandbox"
    ? { botId: mode.botId, isAllowed: onlyLoopback, token: undefined, auth: undefined }
    : {
        botId: `28:${mode.appId}`,
        isAllowed: onlyListed(mode.allowedServiceUrls),
        token: { issuer: mode.endpoints.tokenIssuer, audience: mode.appId },
        auth: { appId: mode.appId, endpoints: mode.endpoints },
      };

const demandIdentity = (mode: SandboxMode | TenantMode): void => {
  const ids = mode.kind === "tenant" ? [mode.appId, mode.tenantId] : [mode.botId, mode.tenantId];
  if (ids.some((id) => id.trim() === "")) {
    throw new Error("Teams needs the bot's id and the tenant's id.");
  }
};

/**
 * Opens the bot's side of Teams; takes about 0.7 s, because the SDK is loaded here.
 * Throws on a mode that could not be safe: no app id, a credential without a key, a plain-HTTP service URL.
 */
export const makeTeams = async (options: TeamsOptions): Promise<Teams> => {
  const { mode, receive, serviceUrls, log, runtime } = options;
  demandIdentity(mode);
  const { botId, isAllowed, token, auth } = settingsOf(mode);
  const closing = new AbortController();
  // One listener for each call under way, and a busy channel has more than Node's warning limit of ten.
  setMaxListeners(0, closing.signal);
  const fallback = mode.serviceUrl;
  const url = await makeRememberedUrl({ store: serviceUrls, fallback, isAllowed, log });
  const botToken =
    mode.kind === "tenant" ? await makeBotToken(mode) : () => Promise.resolve(undefined);
  const connector = makeConnector({
    token: botToken,
    serviceUrl: () => url.current(),
    isAllowed,
    now: () => runtime.now(),
    closing: closing.signal,
  });
  const people = rosterOver(connector);
  const chat = makeChat({
    connector,
    pace: paceUntil(closing.signal),
    // The object id is a try: some clients take it, and what Teams refuses goes out without the mention. The local
    // client's roster knows nobody by it, its people are `29:` and the object id.
    mentionId: async (place, { id }) =>
      (await people.teamsIdOf(place, id)) ?? (mode.kind === "sandbox" ? `29:${id}` : id),
    log,
    tenantId: mode.tenantId,
    botId,
  });
  const sdk = await openSdk(auth, makeTurns({ receive, chat, people, log, runtime }));
  const place = { tenantId: mode.tenantId, botId };
  const trustedProxies = mode.kind === "tenant" ? (mode.trustedProxies ?? 0) : 0;
  const addressOf = makeAddressOf({ trustedProxies, log });
  const budget = makeRefusalBudget({ log, runtime });
  return {
    process: makeDoor({ sdk, token, place, isAllowed, url, budget, addressOf, log, runtime }),
    chat,
    close: () => {
      closing.abort();
    },
  };
};
