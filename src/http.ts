/** The bot's HTTP server: one endpoint for Teams, two for whoever runs Cordon, three plain pages. */
import { once } from "node:events";
import { type IncomingMessage, type Server, type ServerResponse } from "node:http";
import restify from "restify";

const pages: Readonly<Record<string, string>> = {
  "/": "Cordon contains Microsoft 365 security incidents from Teams. Type “incident help” to it there.",
  "/privacy":
    "Cordon keeps the record of an incident, the evidence it collected and the names and object ids of the people who acted, in the operator's own database and folder. It sends nothing to anybody else.",
  "/terms":
    "Cordon comes under the MIT licence, without warranty. The operator answers for its use.",
};

/** Teams sends an activity at once; who takes longer for headers and body is cut off. */
const wholeRequestMs = 30_000;

export type HttpDeps = {
  readonly port: number;
  /** Undefined listens on every address; the sandbox passes loopback and nothing else. */
  readonly host: string | undefined;
  /** Handles whatever isn't one of the pages below, its body unread. */
  readonly process: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Do store, worker and identity answer? Never rejects; the reason is for the log only. */
  readonly isReady: () => Promise<boolean>;
};

export type HttpServer = { readonly port: number; close(): Promise<void> };

const portOf = (server: restify.Server): number => {
  // address() is an object for a TCP server that listens.
  const { port } = server.address() as { port: number };
  return port;
};

const isPage = ({ method, url = "" }: IncomingMessage): boolean => {
  const path = url.split("?", 1)[0] ?? "";
  return (
    method === "GET" && (Object.hasOwn(pages, path) || path === "/healthz" || path === "/readyz")
  );
};

/** All but the pages goes past restify's parsers and its talkative errors, straight to the bot's own guard. */
const addGuard = (server: restify.Server, deps: HttpDeps): void => {
  server.pre((request, response, next) => {
    if (isPage(request)) {
      next();
      return;
    }
    deps.process(request, response).then(() => {
      next(false);
    }, next);
  });
  server.on(
    "restifyError",
    (_request: unknown, response: restify.Response, _fault: unknown, done: () => void) => {
      response.sendRaw(500, '{"message":"Failed."}', { "Content-Type": "application/json" });
      done();
    },
  );
  // restify listens for upgrades and answers none, which would keep the socket for ever: without a listener Node
  // takes such a request for a plain one.
  server.server.removeAllListeners("upgrade");
  server.server.requestTimeout = wholeRequestMs;
};

const addRoutes = (server: restify.Server, deps: HttpDeps): void => {
  server.get("/healthz", (_request, response, next) => {
    response.send(200, { alive: true });
    next();
  });
  // restify tells async handlers by their constructor: an arrow that returns a promise won't do.
  server.get("/readyz", async (_request: restify.Request, response: restify.Response) => {
    const ready = await deps.isReady();
    response.send(ready ? 200 : 503, { ready });
  });
  for (const [path, text] of Object.entries(pages)) {
    server.get(path, (_request, response, next) => {
      response.sendRaw(200, `${text}\n`, { "Content-Type": "text/plain; charset=utf-8" });
      next();
    });
  }
};

const isInUse = (fault: unknown): boolean =>
  typeof fault === "object" && fault !== null && "code" in fault && fault.code === "EADDRINUSE";

/** Requests that are being answered get so long, in ms; Teams would send a press that was cut off again. */
const patience = 3_000;

/** How often connections are looked through for those that were answered meanwhile, in ms. */
const glance = 25;

/** Takes no more connections, lets requests in flight end, and cuts those that take too long. */
const closeGently = async (server: Server): Promise<void> => {
  const until = performance.now() + patience;
  const closed = once(server, "close");
  server.close();
  // Node keeps a connection for the client's next request after its answer, and waits for it here.
  const timer = setInterval(() => {
    if (performance.now() < until) server.closeIdleConnections();
    else server.closeAllConnections();
  }, glance);
  server.closeIdleConnections();
  await closed;
  clearInterval(timer);
};

/** Starts to listen. Rejects with a sentence that names the port when it is in use. */
export const startHttp = async (deps: HttpDeps): Promise<HttpServer> => {
  // No name: nothing tells which software answers.
  const server = restify.createServer({ name: "" });
  addGuard(server, deps);
  addRoutes(server, deps);
  server.listen(deps.port, deps.host);
  try {
    // restify repeats the events of Node's server, and an "error" that nobody hears there ends the process.
    await once(server, "listening");
  } catch (fault) {
    if (!isInUse(fault)) throw fault;
    const port = String(deps.port);
    throw new Error(`Port ${port} is in use. Stop what uses it, or set PORT to another one.`, {
      cause: fault,
    });
  }
  return {
    port: portOf(server),
    close: () => closeGently(server.server),
  };
};
