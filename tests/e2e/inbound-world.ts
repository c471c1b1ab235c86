/**
 * A run for a tenant with everything around it on loopback: the simulated tenant, an issuer that signs tokens, a
 * connector that records what Cordon posts, the machine's managed identity, and a host that nobody allowed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import Database from "libsql";
import { Agent, fetch as fetchOver } from "undici";
import { z } from "zod/v4";
import { makeCertificates } from "../../src/sandbox/certificates.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/start-sandbox.ts";
import {
  type Answer as ConnectorAnswer,
  type Call,
  listen,
  startConnector,
  startIssuer,
} from "../adapters/teams/fake-bot-framework.ts";

export const botAppId = "c0dec0de-0000-4000-8000-00000000b07a";
export const issuerName = "https://api.botframework.com";
export const botToken = "the-bots-own-token";
export const home = "19:incident@thread.tacv2";
const teamId = "c0dec0de-0000-4000-8000-0000000000d1";

const now = (): Date => new Date();

const startTenant = (): Promise<Sandbox> =>
  startSandbox({
    port: 0,
    latencyMs: { min: 0, max: 0 },
    spareChannelId: home,
    groupChatId: "19:response@thread.v2",
    teamId,
    now,
    random: Math.random,
  });

/** The endpoint that Azure gives to a machine with a managed identity (App Service, api-version 2019-08-01). */
const startIdentity = async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(200, { "content-type": "application/json" });
    const expires = Math.floor(Date.now() / 1_000) + 86_400;
    const answer = { access_token: botToken, expires_on: expires, token_type: "Bearer" };
    response.end(JSON.stringify(answer));
  });
  return { asked, ...(await listen(server)) };
};

/** Records every request; whatever comes here left Cordon for a host that isn't on its list. */
const startHostile = async () => {
  const heard: string[] = [];
  const hear = (request: IncomingMessage): void => {
    heard.push(`${request.method ?? ""} ${request.headers.authorization ?? "no token"}`);
  };
  const server = createServer((request, response) => {
    hear(request);
    response.end("{}");
  });
  return { heard, ...(await listen(server)) };
};

const connectorAnswer = ({ method }: Call): ConnectorAnswer => ({
  status: method === "POST" ? 201 : 200,
  body: { id: randomUUID(), activityId: randomUUID() },
});

/** Keys and their document; the document's address must be https, or Cordon won't start. */
const startKeys = async () => {
  const issuer = await startIssuer();
  const { caPem, certPem, keyPem } = await makeCertificates();
  const document = createSecureServer({ key: keyPem, cert: certPem }, (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ jwks_uri: `${issuer.url}/keys` }));
  });
  const listening = await listen(document);
  return {
    caPem,
    sign: issuer.sign,
    metadataUrl: `${listening.url.replace("http:", "https:")}/openid`,
    close: () => Promise.all([listening.close(), issuer.close()]),
  };
};

/** What the connector answers; a test may put something else in its place. */
type Answering = { answer: (call: Call) => ConnectorAnswer };

const startAround = async (answering: Answering) => ({
  sandbox: await startTenant(),
  keys: await startKeys(),
  connector: await startConnector((call) => answering.answer(call)),
  identity: await startIdentity(),
  hostile: await startHostile(),
});
type Around = Awaited<ReturnType<typeof startAround>>;

const environmentOf = (folder: string, { sandbox, keys, connector, identity }: Around) => ({
  PATH: process.env["PATH"] ?? "",
  NODE_EXTRA_CA_CERTS: join(folder, "keys-ca.pem"),
  TENANT_ID: sandbox.tenantId,
  BOT_APP_ID: botAppId,
  BOT_MANAGED_IDENTITY: "true",
  IDENTITY_ENDPOINT: `${identity.url}/msi/token`,
  IDENTITY_HEADER: "the-machine",
  GRAPH_CLIENT_ID: sandbox.clientId,
  GRAPH_CLIENT_SECRET: sandbox.clientSecret,
  INCIDENT_TEAM_ID: teamId,
  DIRECTORY_FILE: "env/directory.sandbox.yaml",
  AUTHORITY_HOST: sandbox.url,
  GRAPH_BASE_URL: sandbox.url,
  EXCHANGE_BASE_URL: sandbox.url,
  EXCHANGE_ADMIN: "invoke-command",
  BOT_OPENID_METADATA_URL: keys.metadataUrl,
  BOT_SERVICE_HOSTS: `smba.trafficmanager.net ${connector.url}`,
  EXTRA_CA_FILE: join(folder, "ca.pem"),
  DATABASE_URL: `file:${folder}/cordon.db`,
  EVIDENCE_DIR: join(folder, "evidence"),
  DATA_DIR: folder,
  PORT: "0",
  CONSOLE_PORT: "0",
});

/** Starts the product and waits for the line with its port; `said` gets all that it prints. */
const startProcess = async (environment: NodeJS.ProcessEnv, said: string[]) => {
  const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stderr.on("data", (text: Buffer) => said.push(text.toString()));
  const lines = createInterface(child.stdout);
  const port = await new Promise<number>((resolve, reject) => {
    lines.on("line", (line) => {
      said.push(line);
      const found = /listens on port (\d+)/.exec(line)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.once("exit", () => {
      reject(new Error(said.join("\n")));
    });
  });
  return { child, port };
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
};

const ledger = z.array(
  z.object({ target: z.object({ kind: z.string(), id: z.string() }), change: z.unknown() }),
);

const readLedger = async ({ url, caPem }: Sandbox): Promise<z.infer<typeof ledger>> => {
  const agent = new Agent({ connect: { ca: caPem } });
  try {
    const answer = await fetchOver(`${url}/_sandbox/ledger`, { dispatcher: agent });
    return ledger.parse(await answer.json());
  } finally {
    await agent.close();
  }
};

/** Events on the disk, of all incidents. */
const countEvents = (folder: string): number => {
  const database = new Database(join(folder, "cordon.db"), { readonly: true });
  try {
    const row: unknown = database.prepare("select count(*) as n from events").get();
    return z.object({ n: z.number() }).parse(row).n;
  } finally {
    database.close();
  }
};

export type Answer = { readonly status: number; readonly text: string; readonly headers: Headers };

const post = async (
  endpoint: string,
  body: string,
  headers: Record<string, string>,
): Promise<Answer> => {
  const json = { "content-type": "application/json; charset=utf-8" };
  const answer = await fetch(endpoint, { method: "POST", headers: { ...json, ...headers }, body });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

/** Starts it all; `changes` replace parts of the environment. Closing leaves nothing behind. */
export const startInbound = async (changes: Record<string, string> = {}) => {
  const folder = await mkdtemp(join(tmpdir(), "cordon-inbound-"));
  const answering: Answering = { answer: connectorAnswer };
  const around = await startAround(answering);
  const { sandbox, keys, connector, identity, hostile } = around;
  await writeFile(join(folder, "ca.pem"), sandbox.caPem);
  await writeFile(join(folder, "keys-ca.pem"), keys.caPem);
  const said: string[] = [];
  const environment = { ...environmentOf(folder, around), ...changes };
  let running = await startProcess(environment, said);
  const serviceUrl = `${connector.url}/`;
  const token = (claims: object = {}): string =>
    keys.sign({ iss: issuerName, aud: botAppId, serviceurl: serviceUrl, ...claims });
  const url = (): string => `http://127.0.0.1:${String(running.port)}`;
  const sendText = (body: string, headers: Record<string, string>): Promise<Answer> =>
    post(`${url()}/api/messages`, body, headers);
  const send = (activity: object, authorization?: string): Promise<Answer> =>
    sendText(JSON.stringify(activity), authorization === undefined ? {} : { authorization });
  return {
    folder,
    tenantId: sandbox.tenantId,
    serviceUrl,
    /** All that the process printed: its log too. */
    said,
    /** Requests for the bot's token, to the machine's identity. */
    tokensAsked: identity.asked,
    posts: connector.calls,
    answering,
    hostile,
    secrets: [sandbox.clientSecret, botToken],
    pid: (): number | undefined => running.child.pid,
    url,
    token,
    send,
    sendText,
    /** As Teams would send it: signed for this bot. */
    teamsSends: (activity: object): Promise<Answer> => send(activity, `Bearer ${token()}`),
    ledger: () => readLedger(sandbox),
    recorded: () => countEvents(folder),
    restart: async (between: () => Promise<void> = () => Promise.resolve()): Promise<void> => {
      await end(running.child);
      await between();
      running = await startProcess(environment, said);
    },
    stop: async (): Promise<void> => {
      await end(running.child);
      const all = [sandbox, keys, connector, identity, hostile];
      await Promise.all(all.map((one) => one.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
};
export type InboundWorld = Awaited<ReturnType<typeof startInbound>>;
