/** A local Bot Framework: keys with their OpenID document, and a connector that records what it is sent. */
import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo } from "node:net";

export type Listening = { readonly url: string; close(): Promise<void> };

/** Listens on a free loopback port. */
export const listen = async (server: Server): Promise<Listening> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is an AddressInfo once it listens.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};

export const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
};

export type Call = {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
};
export type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Hang up after the call was recorded, as a lost answer. */
  readonly drop?: boolean;
};

/** A Bot Connector: records calls and answers with `answer`. */
export const startConnector = async (answer: (call: Call) => Answer) => {
  const calls: Call[] = [];
  const handle: RequestListener = (request, response) => {
    void readBody(request).then((text) => {
      const call: Call = {
        method: request.method ?? "",
        path: decodeURIComponent(request.url ?? ""),
        authorization: request.headers.authorization,
        body: text === "" ? undefined : JSON.parse(text),
      };
      calls.push(call);
      const { status, body, headers, drop } = answer(call);
      if (drop === true) {
        request.socket.destroy();
        return;
      }
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  };
  return { calls, ...(await listen(createServer(handle))) };
};

const base64url = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString("base64url");

/** An issuer: signs tokens and serves its keys, endorsed for Teams. */
export const startIssuer = async () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = { ...publicKey.export({ format: "jwk" }), kid: "k1", endorsements: ["msteams"] };
  let origin = "";
  const listening = await listen(
    createServer((request, response) => {
      const document = request.url === "/keys" ? { keys: [key] } : { jwks_uri: `${origin}/keys` };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(document));
    }),
  );
  origin = listening.url;
  const sign = (claims: object): string => {
    const now = Math.floor(Date.now() / 1_000);
    const head = base64url({ alg: "RS256", typ: "JWT", kid: "k1" });
    const body = base64url({ nbf: now - 10, exp: now + 3_600, ...claims });
    const signature = createSign("RSA-SHA256").update(`${head}.${body}`).sign(privateKey);
    return `${head}.${body}.${signature.toString("base64url")}`;
  };
  return { ...listening, sign, metadataUrl: `${origin}/openid` };
};
