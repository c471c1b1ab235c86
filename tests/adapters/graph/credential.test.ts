import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { type Credential, makeCredential } from "../../../src/adapters/graph/credential.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/start-sandbox.ts";
import { startScriptedServer } from "./scripted-server.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    port: 0,
    latencyMs: { min: 0, max: 0 },
    spareChannelId: "19:spare@thread.tacv2",
    groupChatId: "19:group@thread.v2",
    teamId: "00000000-0000-4000-8000-00000000f00d",
    now: () => new Date(),
    random: Math.random,
  });
});
afterAll(() => sandbox.close());

const withSecret = (secret: string): Credential =>
  makeCredential({
    identity: { kind: "secret", clientId: sandbox.clientId, secret },
    tenantId: sandbox.tenantId,
    authorityHost: sandbox.url,
    extraCaPem: sandbox.caPem,
  });

test("gets a token for each API from a private authority, and keeps it", async () => {
  const credential = withSecret(sandbox.clientSecret);
  const graph = await credential.token(`${sandbox.url}/.default`);
  expect(await credential.token(`${sandbox.url}/.default`)).toBe(graph);
  expect(await credential.token(`${sandbox.url}/exchange/.default`)).not.toBe(graph);
});

test("names Entra's number when the app is refused, and not its words or the secret", async () => {
  const refused = withSecret("a-wrong-secret").token(`${sandbox.url}/.default`);
  await expect(refused).rejects.toMatchObject({
    kind: "identity",
    code: expect.stringMatching(/^AADSTS\d+$/),
    message: expect.not.stringContaining("a-wrong-secret"),
  });
});

test("is no answer where nobody listens", async () => {
  const server = await startScriptedServer();
  await server.close();
  const credential = makeCredential({
    identity: { kind: "secret", clientId: sandbox.clientId, secret: "x" },
    tenantId: sandbox.tenantId,
    authorityHost: server.url,
    extraCaPem: server.caPem,
    timeoutMs: 2_000,
  });
  await expect(credential.token("https://graph.microsoft.com/.default")).rejects.toMatchObject({
    kind: "no answer",
    code: "NoToken",
  });
});

test("loads the library only when a token is asked for", () => {
  const source = `
    const { createRequire } = await import("node:module");
    const { makeCredential } = await import("./src/adapters/graph/credential.ts");
    const loaded = () =>
      Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes("msal"));
    const identity = { kind: "secret", clientId: "c", secret: "s" };
    const authorityHost = "https://127.0.0.1:9";
    const credential = makeCredential({ identity, tenantId: "t", authorityHost, timeoutMs: 50 });
    const before = loaded();
    await credential.token("https://127.0.0.1:9/.default").catch(() => undefined);
    console.log(JSON.stringify({ before, after: loaded() }));
  `;
  const { stdout } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", source],
    { encoding: "utf8" },
  );
  expect(JSON.parse(stdout)).toEqual({ before: false, after: true });
});
