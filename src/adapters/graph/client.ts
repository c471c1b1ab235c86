import {
  AuthenticationHandler,
  Client,
  type Context,
  type Middleware,
  ResponseType,
} from "@microsoft/microsoft-graph-client";
import { Response } from "undici";
import { type Credential } from "../microsoft/credential.ts";
import { type Sender } from "../microsoft/sender.ts";

export type GraphCall = {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Whole address, sent as it is. */
  readonly url: string;
  readonly body?: unknown;
  /** GUID for `client-request-id`. */
  readonly id: string;
};

/**
 * What one call carries through the chain: its address as it was asked for, because the client
 * rebuilds addresses and reorders the query on the way, and a nextLink has to be followed verbatim
 * (Graph paging); and what was thrown, because the client's own error drops the cause.
 */
class Passage {
  readonly url: string;
  thrown: unknown = undefined;
  constructor(url: string) {
    this.url = url;
  }
}

const passageOf = (context: Context): Passage => {
  const found: unknown = context.middlewareControl?.getMiddlewareOptions(Passage);
  if (found instanceof Passage) return found;
  throw new Error("a call without an address");
};

/** The first link: keeps what the token or the connection threw. */
const makeWitness = (): Middleware => {
  let next: Middleware | undefined;
  return {
    setNext: (middleware) => {
      next = middleware;
    },
    execute: async (context) => {
      try {
        await next?.execute(context);
      } catch (caught) {
        passageOf(context).thrown = caught;
        throw caught;
      }
    },
  };
};

/** The last link of the chain: sends with our own sender, and to Graph's own origin only. */
const lastLink = (sender: Sender, origin: string): Middleware => ({
  execute: async (context: Context) => {
    const { url } = passageOf(context);
    const options = context.options ?? {};
    if (new URL(url).origin !== origin) throw new Error("not an address of Graph");
    const headers = new Headers(options.headers);
    const response = await sender.send({
      url,
      method: options.method ?? "GET",
      headers: Object.fromEntries(headers.entries()),
      ...(typeof options.body === "string" && { body: options.body }),
    });
    // undici's Response, not the platform's: with ResponseType.RAW the client hands it through untouched.
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
    context.response = response;
  },
});

/**
 * One call over `microsoft-graph-client` without its retry and redirect handlers: token, send,
 * raw answer. Its authentication handler gives the token to `https://` addresses of Graph or of
 * `baseUrl`'s host only.
 */
export const makeGraphCall = (deps: {
  readonly baseUrl: string;
  readonly scope: string;
  readonly credential: Credential;
  readonly sender: Sender;
}): ((call: GraphCall) => Promise<Response>) => {
  const { origin, hostname } = new URL(deps.baseUrl);
  const client = Client.initWithMiddleware({
    middleware: [
      makeWitness(),
      new AuthenticationHandler({ getAccessToken: () => deps.credential.token(deps.scope) }),
      lastLink(deps.sender, origin),
    ],
    customHosts: new Set([hostname]),
  });
  return async ({ method, url, body, id }) => {
    const passage = new Passage(url);
    const request = client
      .api(url)
      .responseType(ResponseType.RAW)
      .middlewareOptions([passage])
      .headers({ "client-request-id": id, accept: "application/json" });
    const sent: Readonly<Record<GraphCall["method"], () => Promise<unknown>>> = {
      GET: () => request.get(),
      POST: () => request.post(body),
      PATCH: () => request.patch(body),
      DELETE: () => request.delete(),
    };
    try {
      const answer = await sent[method]();
      if (answer instanceof Response) return answer;
    } catch (caught) {
      throw passage.thrown ?? caught;
    }
    throw new Error("the Graph client gave no raw answer");
  };
};
