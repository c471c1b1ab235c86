import { type IncomingMessage, type ServerResponse } from "node:http";

/** Largest body taken, bytes: a batch of 20 is far below. */
const maxBody = 1_048_576;

/** Reads a body; `undefined` when it is larger than a mebibyte. */
export const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > maxBody) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
};

/** Headers by lower-case name, repeated ones joined. */
export const headersOf = (request: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );

/**
 * Whether a request was sent to this server by its own name: a page of another origin, or a name
 * that was pointed at 127.0.0.1, is turned away.
 */
export const isForUs = (headers: Readonly<Record<string, string>>, port: number): boolean => {
  const names = [`127.0.0.1:${String(port)}`, `localhost:${String(port)}`];
  const origin = headers["origin"];
  const site = headers["sec-fetch-site"];
  return (
    names.includes(headers["host"] ?? "") &&
    (origin === undefined || names.some((name) => origin === `https://${name}`)) &&
    (site === undefined || site === "same-origin" || site === "none")
  );
};

/** Sends JSON, or nothing but the status. */
export const send = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  response.writeHead(status, {
    ...(payload === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
    "content-length": Buffer.byteLength(payload ?? ""),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  response.end(payload);
};

/** Leaves the socket open without an answer, then tears it down. */
export const holdThenDestroy = (response: ServerResponse, holdMs: number): void => {
  const timer = setTimeout(() => {
    response.destroy();
  }, holdMs);
  response.once("close", () => {
    clearTimeout(timer);
  });
};
