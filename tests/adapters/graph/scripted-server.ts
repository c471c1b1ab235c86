/** An HTTPS server on the loopback that answers as scripted and remembers what it was asked. */
import { createServer } from "node:https";
import { makeCertificates } from "../../../src/sandbox/certificates.ts";

export type Scripted = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Cut the connection instead of answering. */
  readonly cut?: boolean;
  /** Keep the socket open without an answer. */
  readonly silent?: boolean;
};

export type Asked = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
};

export type ScriptedServer = {
  readonly url: string;
  readonly caPem: string;
  readonly asked: Asked[];
  /** Answers in order; the last one is repeated. */
  readonly script: (...answers: readonly Scripted[]) => void;
  readonly close: () => Promise<void>;
};

export const startScriptedServer = async (): Promise<ScriptedServer> => {
  const { caPem, certPem, keyPem } = await makeCertificates();
  const asked: Asked[] = [];
  let answers: readonly Scripted[] = [];
  const server = createServer({ key: keyPem, cert: certPem }, (request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      asked.push({
        method: request.method ?? "",
        url: request.url ?? "",
        headers: request.headers,
        body,
      });
      const [answer = { status: 500 }, ...more] = answers;
      if (more.length > 0) answers = more;
      if (answer.silent) return;
      if (answer.cut) {
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status, { "request-id": "req-1", ...answer.headers });
      response.end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen({ port: 0, host: "127.0.0.1" }, resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("no address");
  return {
    url: `https://127.0.0.1:${String(address.port)}`,
    caPem,
    asked,
    script: (...next) => {
      asked.length = 0;
      answers = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};
