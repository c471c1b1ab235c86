/** The run for a tenant, started like an operator does, against the simulated one as if it were real. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Sandbox, startSandbox } from "../../src/sandbox/start-sandbox.ts";

const teamId = "c0dec0de-0000-4000-8000-0000000000d1";
const botAppId = "c0dec0de-0000-4000-8000-00000000b07a";
const secret = "a-secret-that-must-not-be-printed";

let folder: string;
let sandbox: Sandbox;
let cordon: ChildProcess;
let url: string;
const said: string[] = [];

const environment = (): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  TENANT_ID: sandbox.tenantId,
  BOT_APP_ID: botAppId,
  BOT_APP_SECRET: secret,
  GRAPH_CLIENT_ID: sandbox.clientId,
  GRAPH_CLIENT_SECRET: sandbox.clientSecret,
  INCIDENT_TEAM_ID: teamId,
  DIRECTORY_FILE: "env/directory.sandbox.yaml",
  AUTHORITY_HOST: sandbox.url,
  GRAPH_BASE_URL: sandbox.url,
  EXCHANGE_BASE_URL: sandbox.url,
  BOT_OPENID_METADATA_URL: `${sandbox.url}/${sandbox.tenantId}/v2.0/.well-known/openid-configuration`,
  EXTRA_CA_FILE: join(folder, "ca.pem"),
  DATABASE_URL: `file:${folder}/cordon.db`,
  EVIDENCE_DIR: join(folder, "evidence"),
  DATA_DIR: folder,
  PORT: "0",
  CONSOLE_PORT: "0",
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-tenant-"));
  sandbox = await startSandbox({
    port: 0,
    latencyMs: { min: 0, max: 0 },
    spareChannelId: "19:incident@thread.tacv2",
    groupChatId: "19:response@thread.v2",
    teamId,
    now: () => new Date(),
    random: Math.random,
  });
  await writeFile(join(folder, "ca.pem"), sandbox.caPem);
  cordon = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (!cordon.stdout || !cordon.stderr) throw new Error("no output");
  cordon.stderr.on("data", (text: Buffer) => said.push(text.toString()));
  const lines = createInterface(cordon.stdout);
  const port = await new Promise<string>((resolve, reject) => {
    lines.on("line", (line) => {
      said.push(line);
      const found = /listens on port (\d+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    cordon.once("exit", () => {
      reject(new Error(said.join("\n")));
    });
  });
  url = `http://127.0.0.1:${port}`;
}, 30_000);

afterAll(async () => {
  const ended = once(cordon, "exit");
  cordon.kill("SIGTERM");
  await ended;
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
}, 30_000);

test("lives, and is ready once its store and its identity answer", async () => {
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([200, { ready: true }]);
});

const command = {
  type: "message",
  id: "1",
  channelId: "msteams",
  serviceUrl: "https://smba.trafficmanager.net/emea/",
  text: "incident open mailbox-compromise marta.oliveira@contoso.example sev1",
  from: { id: "29:ana", name: "Ana Costa", aadObjectId: "00000000-0000-4000-8000-0000000000a1" },
  recipient: { id: `28:${botAppId}`, name: "Cordon" },
  conversation: { id: "a:1", conversationType: "personal", tenantId: "" },
  channelData: { tenant: { id: "" } },
};

test.each([
  ["no token", {}],
  ["a token that nobody signed", { authorization: "Bearer eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0." }],
  ["a token of the wrong kind", { authorization: "Basic Ym90OmJvdA==" }],
])("takes nothing with %s, and says nothing about why", async (_what, headers) => {
  const { tenantId } = sandbox;
  const body = {
    ...command,
    conversation: { ...command.conversation, tenantId },
    channelData: { tenant: { id: tenantId } },
  };
  const answer = await fetch(`${url}/api/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(401);
  const text = await answer.text();
  expect(text).not.toMatch(/issuer|audience|jwt|token|stack|node_modules/iu);
});

test("a body over 256 kB isn't read", async () => {
  const answer = await fetch(`${url}/api/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: "x".repeat(300_000) }),
  });
  expect(answer.status).toBe(413);
});

test("prints no secret, and starts no simulated tenant of its own", async () => {
  const text = said.join("\n");
  expect(text).not.toContain(secret);
  expect(text).not.toContain(sandbox.clientSecret);
  expect(text).not.toContain("simulated");
  const database = await readFile(join(folder, "cordon.db"));
  expect(database.includes(sandbox.clientSecret)).toBe(false);
});
