/** The sandbox's page on which one presses and speaks as any of its six people. Loopback only. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pressFormOf, sayFormOf } from "./forms.ts";
import { isToken, refusalOf } from "./guard.ts";
import { type PageView, type Person, renderPage } from "./page.ts";
import { type PlaygroundApi } from "./playground-api.ts";
import { type OpenIncident } from "./presses.ts";
import { styleHash } from "./style.ts";

export type ActAsDeps = {
  /** 0 takes any free port. */
  readonly port: number;
  readonly people: readonly Person[];
  readonly home: PageView["home"];
  readonly playgroundUrl: string;
  readonly api: PlaygroundApi;
  readonly readPresses: () => Promise<readonly OpenIncident[]>;
};

export type ActAs = { readonly url: string; close(): Promise<void> };

const loopback = "127.0.0.1";
/** A reason of 300 letters and a card's data are 2 kB; more than this isn't a form of ours. */
const mostLetters = 64 * 1024;

const headers = {
  "content-security-policy": `default-src 'none'; style-src '${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  // Stricter, browsers would send "null" as the Origin of the page's own forms.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

type Answer = { readonly status: number; readonly body: string; readonly plain?: true };

const plain = (status: number, body: string): Answer => ({ status, body, plain: true });

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams | undefined> => {
  let body = "";
  request.setEncoding("utf8");
  for await (const part of request) {
    // Read to the end all the same, or the browser would never see the answer.
    if (body.length <= mostLetters) body += String(part);
  }
  return body.length > mostLetters ? undefined : new URLSearchParams(body);
};

type Act = (form: URLSearchParams) => Promise<string | undefined>;

const makeActs = ({ api, people }: ActAsDeps): Readonly<Record<string, Act>> => {
  const personOf = (id: string): Person | undefined => people.find((person) => person.id === id);
  return {
    "/press": async (form) => {
      const press = pressFormOf(form);
      const by = press && personOf(press.person);
      if (!press || !by) return undefined;
      const answer = await api.press({ ...press, by: by.id });
      return `${by.name} pressed ${press.title}: ${answer}`;
    },
    "/say": async (form) => {
      const said = sayFormOf(form);
      const by = said && personOf(said.person);
      if (!said || !by) return undefined;
      await api.say({ text: said.text, by, channel: said.channel });
      return `${by.name} said: ${said.text}. The answer is in the channel.`;
    },
  };
};

const acted = async (act: Act, form: URLSearchParams): Promise<string | undefined> => {
  try {
    return await act(form);
  } catch (fault) {
    return `Not sent: ${fault instanceof Error ? fault.message : "unknown fault"}.`;
  }
};

const makePage =
  ({ people, home, playgroundUrl, readPresses }: ActAsDeps, token: string) =>
  async (answer?: string): Promise<Answer> => {
    const view = { incidents: await readPresses(), people, home, playgroundUrl, token };
    return { status: 200, body: renderPage(answer === undefined ? view : { ...view, answer }) };
  };

const makeAnswer = (deps: ActAsDeps, token: string) => {
  const acts = makeActs(deps);
  const page = makePage(deps, token);
  const post = async (request: IncomingMessage, act: Act): Promise<Answer> => {
    const form = await bodyOf(request);
    if (!form) return plain(413, "The form is too large.");
    if (!isToken(form.get("token"), token)) {
      return plain(403, "This page is from an earlier start. Open it again.");
    }
    const said = await acted(act, form);
    return said === undefined ? plain(400, "Nothing was sent: the form isn't whole.") : page(said);
  };
  return async (request: IncomingMessage, port: number): Promise<Answer> => {
    const refused = refusalOf(request.headers, port);
    if (refused !== undefined) return plain(403, refused);
    const { method, url = "/" } = request;
    if (method === "GET" && url === "/") return page();
    const act = method === "POST" ? acts[url] : undefined;
    return act ? post(request, act) : plain(404, "There is nothing at this address.");
  };
};

const send = (response: ServerResponse, { status, body, plain: isPlain }: Answer): void => {
  const type = isPlain === true ? "text/plain" : "text/html";
  response.writeHead(status, { ...headers, "content-type": `${type}; charset=utf-8` });
  response.end(body);
};

const listen = async (server: Server, port: number): Promise<number> => {
  server.listen(port, loopback);
  try {
    await once(server, "listening");
  } catch (cause) {
    const hint = "Stop what uses it, or set ACT_AS_PORT to another one.";
    throw new Error(`Port ${String(port)} is in use or not allowed. ${hint}`, { cause });
  }
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no TCP address");
  return address.port;
};

/** Starts the page. Throws where the port is in use. */
export const startActAs = async (deps: ActAsDeps): Promise<ActAs> => {
  const answer = makeAnswer(deps, randomBytes(16).toString("hex"));
  const server = createServer();
  const port = await listen(server, deps.port);
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    answer(request, port).then(
      (found) => {
        send(response, found);
      },
      (fault: unknown) => {
        const why = fault instanceof Error ? fault.message : "unknown fault";
        send(response, plain(500, `The page can't be drawn: ${why}.`));
      },
    );
  });
  return {
    url: `http://${loopback}:${String(port)}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
