/** Answers of the bot's endpoint. A refusal says no more than its status and where the log tells the rest. */
import { type IncomingMessage, type ServerResponse } from "node:http";
import { maxBodyBytes } from "./read-body.ts";

const sentences = {
  400: "Not understood.",
  401: "Refused.",
  403: "Refused.",
  404: "Not here.",
  405: "Only POST.",
  413: "Too long.",
  415: "Only JSON.",
  429: "Not now.",
  500: "Failed.",
} as const;

type RefusedStatus = keyof typeof sentences;

export type Refused = {
  readonly status: Exclude<RefusedStatus, 429>;
  /** For the log only. */
  readonly reason: string;
  /** True when Microsoft's signature was verified before. */
  readonly isGenuine?: boolean;
};

export type Answer = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** `retryAfter` in seconds. */
export const refusedAnswer = (refused: {
  readonly status: RefusedStatus;
  readonly reference: string;
  readonly retryAfter?: number;
}): Answer => {
  const { status, reference, retryAfter } = refused;
  return {
    status,
    body: { message: sentences[status], reference },
    headers: {
      ...(status === 405 && { allow: "POST" }),
      ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
    },
  };
};

/** Node reads what is left of a body and throws it away, to keep the connection; that is worth it for short ones. */
const isLeftLong = ({ headers, complete }: IncomingMessage): boolean => {
  if (complete) return false;
  const isChunked = headers["transfer-encoding"] !== undefined;
  return isChunked || Number(headers["content-length"] ?? 0) > 4 * maxBodyBytes;
};

/** Nothing is chained: restify replaces `writeHead` of every response in the process by one that returns nothing. */
export const writeAnswer = (
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, headers = {} }: Answer,
): void => {
  const end = isLeftLong(request) ? { connection: "close" } : {};
  if (body === undefined) {
    response.writeHead(status, { ...headers, ...end });
    response.end();
    return;
  }
  const type = { "content-type": "application/json; charset=utf-8" };
  response.writeHead(status, { ...type, ...headers, ...end });
  response.end(JSON.stringify(body));
};
