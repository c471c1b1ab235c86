/** The console's HTTP server: for now the one-time page, and whether it is alive. */
import { once } from "node:events";
import { type IncomingMessage } from "node:http";
import restify from "restify";
import { makeAttempts } from "./attempts.ts";
import { refusedPage } from "./page.ts";
import { type PageAnswer, pressSecret, secretPage, type SecretPageDeps } from "./secret-page.ts";
import { contentSecurityPolicy } from "./style.ts";

export type ConsoleDeps = Omit<SecretPageDeps, "attempts"> & {
  /** 0 takes any free port. */
  readonly port: number;
  /** Loopback in the sandbox; undefined listens on every address. */
  readonly host: string | undefined;
  /** Who sent a request: the key under which wrong codes are counted (adapters/teams/client-address). */
  readonly addressOf: (request: IncomingMessage) => string;
};

export type Console = { readonly port: number; close(): Promise<void> };

/** A code has 64 letters; with a whole pasted link it is a few hundred. */
const mostLetters = 8 * 1024;

/** Who takes longer for headers and body is cut off, in ms. */
const wholeRequestMs = 15_000;

const headers: Readonly<Record<string, string>> = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": contentSecurityPolicy,
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "X-Robots-Tag": "noindex, nofollow, noarchive",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
  // Browsers read it on https only, and that is how a tenant's console is reached.
  "Strict-Transport-Security": "max-age=31536000",
};

const send = (response: restify.Response, { status, html, retryAfter }: PageAnswer): void => {
  const more = retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) };
  response.sendRaw(status, html, { ...headers, ...more });
};

/** The form's `token`; undefined for a body that is too long. Read to the end all the same, or nobody sees the answer. */
const givenIn = async (request: IncomingMessage): Promise<string | undefined> => {
  let body = "";
  request.setEncoding("utf8");
  for await (const part of request) {
    if (body.length <= mostLetters) body += String(part);
  }
  if (body.length > mostLetters) return undefined;
  return new URLSearchParams(body).get("token") ?? "";
};

const siteOf = ({ headers: { "sec-fetch-site": site } }: IncomingMessage): string | undefined =>
  Array.isArray(site) ? site.join(",") : site;

const press = async (
  deps: ConsoleDeps & SecretPageDeps,
  request: IncomingMessage,
  id: string,
): Promise<PageAnswer> => {
  const given = await givenIn(request);
  if (given === undefined) {
    return { status: 413, html: refusedPage("Too long", "A code is shorter than that.") };
  }
  return pressSecret(deps, { id, given, address: deps.addressOf(request), site: siteOf(request) });
};

const idIn = ({ params }: restify.Request): string => {
  // Parameters of restify's routes are text; its types say any.
  const found: unknown = (params as Readonly<Record<string, unknown>>)["id"];
  return typeof found === "string" ? found : "";
};

const titles: Readonly<Record<number, string>> = { 404: "Nothing here", 405: "Nothing here" };

const addRoutes = (server: restify.Server, deps: ConsoleDeps & SecretPageDeps): void => {
  server.get("/healthz", (_request, response, next) => {
    response.send(200, { alive: true });
    next();
  });
  server.get("/secret/:id", (request, response, next) => {
    send(response, secretPage(idIn(request)));
    next();
  });
  // restify tells async handlers by their constructor: an arrow that returns a promise won't do.
  server.post("/secret/:id", async (request: restify.Request, response: restify.Response) => {
    send(response, await press(deps, request, idIn(request)));
  });
  server.on(
    "restifyError",
    (_request: unknown, response: restify.Response, fault: Error, done: () => void) => {
      const code: unknown = "statusCode" in fault ? fault.statusCode : 500;
      const status = code === 404 || code === 405 ? code : 500;
      if (status === 500) deps.log.error({ reason: fault.message }, "the console couldn't answer");
      const title = titles[status] ?? "That didn’t work";
      send(response, { status, html: refusedPage(title, "Open the link of Cordon’s message.") });
      done();
    },
  );
};

const isInUse = (fault: unknown): boolean =>
  typeof fault === "object" && fault !== null && "code" in fault && fault.code === "EADDRINUSE";

const listen = async (server: restify.Server, { port, host }: ConsoleDeps): Promise<void> => {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (fault) {
    if (!isInUse(fault)) throw fault;
    const text = `Port ${String(port)} is in use. Stop what uses it, or set CONSOLE_PORT to another one.`;
    throw new Error(text, { cause: fault });
  }
};

/** Starts to listen. Rejects with a sentence that names the port when it is in use. */
export const startConsole = async (given: ConsoleDeps): Promise<Console> => {
  const deps = { ...given, attempts: makeAttempts() };
  // No name: nothing tells which software answers.
  const server = restify.createServer({ name: "" });
  addRoutes(server, deps);
  // restify listens for upgrades and answers none: without a listener Node takes such a request for a plain one.
  server.server.removeAllListeners("upgrade");
  server.server.requestTimeout = wholeRequestMs;
  await listen(server, deps);
  // address() is an object for a TCP server that listens.
  const { port } = server.address() as { port: number };
  return {
    port,
    close: async () => {
      const closed = once(server.server, "close");
      server.server.close();
      server.server.closeIdleConnections();
      const cut = setTimeout(() => {
        server.server.closeAllConnections();
      }, 2_000);
      await closed;
      clearTimeout(cut);
    },
  };
};
